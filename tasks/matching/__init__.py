"""What a posting asks for, what a person shows, and how well the two fit: for résumés and for jobs."""
