"""Flows that misbehave, in place of the real ones."""
