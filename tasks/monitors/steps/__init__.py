"""The steps of tee-time monitors: all their I/O, a module for each flow."""
