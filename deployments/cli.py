"""The `caddie` command. A command's module is imported when it is called, so that `--help` comes at once."""

import os
import sys
from io import TextIOWrapper

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

from tasks.errors import CaddieError

DONE, FAILED, WRONG_USE = 0, 1, 2

app = App(
    name="caddie",
    help="An app's background work. Exits with 0 when done, 1 when something failed, 2 when used wrongly.",
    result_action="return_value",
    error_console=Console(stderr=True),
    default_parameter=Parameter(negative=()),
)
for _path, _help in {
    "stack:up": "Run the local stack until Ctrl-C.",
    "demo:demo": "Try every workflow on a stack of its own, and check what comes of it.",
    "settings:settings": "Show every setting, and which providers are real.",
    "runs:run": "Start a workflow on the running stack.",
    "runs:runs": "List the runs on the running stack.",
    "upload:upload": "Keep a file for a run to read.",
    "tokens:token": "Make, list and revoke bearer tokens.",
    "resume:resume": "Read and write résumés. Needs no stack.",
    "jobs:jobs": "Compare postings, and match them. Files need no stack.",
    "profile:profile": "See what public repositories show of somebody. Needs no stack.",
    "sandbox:sandbox": "Fill the running stack with made-up people.",
    "stack:deploy": "Deploy prefect.yaml.",
    "stack:migrate": "Bring the database's tables up to date.",
}.items():
    app.command(f"deployments.commands.{_path}", help=_help)


def main() -> None:
    """Run one command and exit as the help says; what it prints is UTF-8, wherever that goes."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        app(exit_on_error=False)
        sys.stdout.flush()
    except CycloptsError:
        sys.exit(WRONG_USE)
    except BrokenPipeError:  # whoever reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except CaddieError as error:
        print(f"caddie: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(FAILED)
    sys.exit(DONE)


if __name__ == "__main__":
    main()
