"""`caddie profile …`: what public repositories show of somebody; needs no stack and no Prefect."""

from cyclopts import App

profile = App(
    name="profile",
    help="See what public repositories show of somebody. Needs no stack.",
    result_action="return_value",
)
profile.command("deployments.commands.profile_skills:skills", help="The skills, with their evidence.")
