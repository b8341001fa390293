"""Résumés: read from files into facts, and written from facts for one posting."""
