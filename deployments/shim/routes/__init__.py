"""The door's routes, one module a dialect or subject."""
