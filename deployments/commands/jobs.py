"""`caddie jobs …`: what can be done with postings in a file, with no stack running and without Prefect."""

from cyclopts import App

jobs = App(
    name="jobs",
    help="Compare postings of a file, and match them. Needs no stack.",
    result_action="return_value",
)
jobs.command(
    "deployments.commands.jobs_dedupe:dedupe", help="Tell which postings are one opening, and which one role."
)
jobs.command("deployments.commands.jobs_match:match", help="Order postings by how well they fit a person.")
