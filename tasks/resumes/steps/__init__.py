"""The steps of the flows that read and write résumés."""
