"""Warm starts: runs that are forked from a process which has already imported Prefect and the flows."""
