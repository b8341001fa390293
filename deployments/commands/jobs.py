"""`caddie jobs …`: compare and match postings of a file, with no stack running; mend what runs merged."""

from cyclopts import App

jobs = App(
    name="jobs",
    help="Compare postings of a file, and match them; see and mend what runs took for one opening.",
    result_action="return_value",
)
jobs.command(
    "deployments.commands.jobs_dedupe:dedupe", help="Tell which postings are one opening, and which one role."
)
jobs.command("deployments.commands.jobs_match:match", help="Order postings by how well they fit a person.")
jobs.command(
    "deployments.commands.jobs_openings:why", help="Show what is one opening with a posting, and why."
)
jobs.command("deployments.commands.jobs_openings:split", help="Have two postings be two openings for good.")
