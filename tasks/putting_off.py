"""A run that has to wait for long leaves its worker, and comes back by itself at the right moment.

Nothing sleeps: the run is scheduled anew under its own id, so that the finished steps keep their results. It
shows until when it waits, and a restart of anything loses nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import Pause
from prefect.logging import get_run_logger
from prefect.states import AwaitingRetry

from tasks.current_run import current_run_id
from tasks.errors import NotBeforeError

MOST_TIMES: Final = 48
PUT_OFF: Final = "Put off"


@contextmanager
def putting_off() -> Iterator[None]:
    """Where a step in the block says "not before …", the run ends here and goes on then.

    Raises:
        NotBeforeError: It was put off time after time, or no worker would take it up again.
    """
    try:
        yield
    except NotBeforeError as error:
        _put_off(error)


def _put_off(error: NotBeforeError) -> None:
    run_id = current_run_id()
    with get_client(sync_client=True) as client:
        times = sum(
            (state.message or "").startswith(PUT_OFF) for state in client.read_flow_run_states(run_id)
        )
        if client.read_flow_run(run_id).deployment_id is None or times >= MOST_TIMES:
            raise error
        until: State[None] = AwaitingRetry(
            scheduled_time=error.until,
            message=f"{PUT_OFF} until {error.until:%Y-%m-%d %H:%M:%S} UTC: {error}",
        )
        client.set_flow_run_state(run_id, until, force=True)
    get_run_logger().info("%s", until.message)
    raise Pause(until.message, state=until)
