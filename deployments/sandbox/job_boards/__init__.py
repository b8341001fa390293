"""Job boards: made-up postings, with the quirks that real boards have."""
