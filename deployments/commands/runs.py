"""`caddie run` and `caddie runs`: through the door of the running stack."""

import sys
from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

from deployments.commands.output import print_json, print_table
from deployments.commands.parameters import check_assignment, parameters
from deployments.door_client import DoorClient, Run
from deployments.shim.statuses import RunStatus
from deployments.state_folder import StateFolder
from tasks.errors import TerminalError
from tasks.settings import settings


class RunFailedError(TerminalError):
    """A run that somebody waited for did not complete."""


class UnknownWorkflowError(TerminalError):
    """The door knows no workflow of this name."""


def _check_all(_type: object, assignments: Sequence[str]) -> None:
    for assignment in assignments:
        check_assignment(assignment)


Assignments = Annotated[
    tuple[str, ...],
    Parameter(name=("--param", "-p"), negative=(), validator=_check_all, consume_multiple=False),
]


def run(workflow: str, /, *, params: Assignments = (), wait: bool = False, json: bool = False) -> None:
    """Start a workflow on the running stack.

    Args:
        workflow: Its name, such as monitor-creation.
        params: One parameter as name=value. A value is JSON, or else a text; dots lead inwards, as in
            search_criteria.zip_code=02134.
        wait: Wait until it is finished, and fail if it does not complete.
        json: Print the run as JSON, as the door tells of it.
    """
    with _door() as door:
        known = {one.slug: one for one in door.workflows()}
        if workflow not in known:
            raise UnknownWorkflowError(
                f"No workflow {workflow!r}: there are {', '.join(sorted(known)) or 'none'}"
            )
        given = parameters(params, known[workflow].parameters)
        if wait:
            print(f"waiting for {workflow}", file=sys.stderr)
        started = door.start(workflow, given, wait=wait)
    _show([started], json=json, one=True)
    if wait and started.status is not RunStatus.COMPLETE:
        raise RunFailedError(f"{workflow} is {started.status}: {_reason(started)}")


def runs(
    *,
    workflow: str | None = None,
    status: RunStatus | None = None,
    ref_type: str | None = None,
    ref_id: str | None = None,
    limit: int = 20,
    json: bool = False,
) -> None:
    """List the runs on the running stack, newest first.

    Args:
        workflow: Only of this workflow.
        status: Only those that are so now.
        ref_type: Only those of this kind of business object.
        ref_id: Only those of this business object.
        limit: At most so many.
        json: Print them as a JSON list, as the door tells of them.
    """
    filters = {
        "workflow": workflow,
        "status": status,
        "ref_type": ref_type,
        "ref_id": ref_id,
        "limit": str(limit),
    }
    with _door() as door:
        found = door.runs({name: value for name, value in filters.items() if value is not None})
    _show(found, json=json)


def _reason(run: Run) -> str:
    said = run.error.get("message") if isinstance(run.error, dict) else run.error
    return str(said or "see its run in Prefect")


def _door() -> DoorClient:
    return DoorClient(StateFolder(settings().caddie_home).addresses())


def _show(found: Sequence[Run], *, json: bool, one: bool = False) -> None:
    if json:
        print_json(found[0] if one else found)
        return
    print_table(
        ("workflow", "run", "status", "created", "reference", "link"),
        [
            (
                run.workflow,
                run.id,
                run.status,
                f"{run.created_at:%Y-%m-%d %H:%M:%S}",
                "/".join(part for part in (run.ref_type, run.ref_id) if part) or "-",
                (run.links and run.links.ui) or "-",
            )
            for run in found
        ],
    )
