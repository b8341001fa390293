"""Jobs found: boards read, postings mended, duplicates told apart."""
