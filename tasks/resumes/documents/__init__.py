"""A résumé as documents that people and their applicant tracking systems read: PDF and DOCX."""
