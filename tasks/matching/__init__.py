"""What a posting asks for, what a person shows, and how well the two fit: the one scorer for résumés and jobs."""
