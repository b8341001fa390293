"""`caddie resume …`: reads and writes résumés, with no stack running and without Prefect."""

from cyclopts import App

resume = App(name="resume", help="Read and write résumés. Needs no stack.", result_action="return_value")
resume.command("deployments.commands.resume_parse:parse", help="Read a PDF or DOCX into JSON Resume.")
resume.command("deployments.commands.resume_write:write", help="Write a résumé for a posting from a profile.")
