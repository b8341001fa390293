"""The boards: for each a module that reads its answer, and a row of terms. Nothing here asks anybody."""
