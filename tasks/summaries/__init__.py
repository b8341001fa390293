"""The weekly summary: what a week brought, told once to each who wants to know."""
