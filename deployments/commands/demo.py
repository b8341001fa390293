"""`caddie demo`."""

import sys
import time

from deployments import demo as trials
from deployments.commands.output import print_json, print_table
from tasks.errors import TerminalError


def demo(*, json: bool = False) -> None:
    """Try every workflow on a stack of its own, pay as a customer would, and check what came of it.

    Needs no account and no network, and leaves nothing behind.

    Args:
        json: As a list of `{workflow, run_id, status, seconds, came_out, link, is_right}`.
    """
    began = time.monotonic()

    def progress(line: str) -> None:
        print(f"[{time.monotonic() - began:5.1f} s] {line}", file=sys.stderr, flush=True)

    outcomes = trials.demo(progress)
    if json:
        print_json(outcomes)
    else:
        print_table(
            ("workflow", "run", "status", "seconds", "what came out", "link (while it ran)"),
            [
                (one.workflow, one.run_id, one.status, f"{one.seconds:.1f}", one.came_out, one.link)
                for one in outcomes
            ],
        )
    if wrong := [one.workflow for one in outcomes if not one.is_right]:
        raise TerminalError(f"Not right: {', '.join(wrong)}; the table says what")
    progress(f"all right: {len(outcomes)} of {len(outcomes)} workflows")
