"""The names that Prefect keeps to itself and that warm starts need: all of them, and nothing else.

`tests/deployments/runner/test_prefect_private.py` fails when Prefect changes one.
"""

import signal

from prefect._internal import control_listener
from prefect._internal.infrastructure_exit_codes import get_infrastructure_exit_info


def set_cancel_intent() -> None:
    """Tell the engine in this process that the SIGTERM to come is a cancellation, not a crash.

    A stock runner says the same over a TCP connection that costs each run a thread and a handshake.
    """
    control_listener._set_intent("cancel")  # noqa: SLF001 (why this module exists)


def explain_exit(returncode: int) -> str:
    """What an exit code or a signal usually means, in Prefect's words."""
    explanation = get_infrastructure_exit_info(returncode).explanation
    ended = f"by {signal.Signals(-returncode).name} " if returncode < 0 else ""
    return f"The run's process ended {ended}with status code {returncode}. {explanation}"
