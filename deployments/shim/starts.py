"""The one way in which a run is started, whatever dialect asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from deployments.shim.callers import Caller, check_scopes
from deployments.shim.catalogue import Workflow
from deployments.shim.door import Door
from deployments.shim.inbox import InboxRow, KeyTakenError, StartRequest
from deployments.shim.parameters import AmbiguousSpellingError
from deployments.shim.problems import FieldError, Problem, misfit


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a start may say beside its parameters. `key`: see `inbox.header_key` and `inbox.instance_key`."""

    ref_type: str | None = None
    ref_id: str | None = None
    metadata: Mapping[str, JsonValue] | None = None
    delay: timedelta = timedelta()
    key: str | None = None


async def start(
    door: Door,
    caller: Caller,
    workflow: Workflow,
    params: Mapping[str, JsonValue],
    circumstances: Circumstances,
) -> tuple[InboxRow, bool]:
    """Check the parameters, and keep the request until Prefect has its run.

    Returns:
        Its row, and whether it is new: False if its key stood for the same request already.

    Raises:
        Problem: 422: the parameters do not fit, or the key stands for another request. 403: the token lacks a
            scope that one of them needs.
    """
    try:
        folded = workflow.takes.folded(params)
    except AmbiguousSpellingError as twice:
        raise misfit([FieldError(field=twice.field, message="was sent in two spellings")]) from None
    wrong = workflow.takes.misfits(folded, datetime.now(UTC))
    if wrong:
        raise misfit(wrong)
    check_scopes(caller, workflow.takes.scopes_needed(folded))
    asked = StartRequest(
        workflow=workflow.slug,
        params=folded,
        ref_type=circumstances.ref_type,
        ref_id=circumstances.ref_id,
        metadata=circumstances.metadata,
        delay=circumstances.delay,
        key=circumstances.key,
    )
    try:
        row, is_new = await door.inbox.accept(caller.scope, asked)
    except KeyTakenError:
        raise Problem(422, "This idempotency key stands for another request of the last day") from None
    door.drainer.ring()
    return row, is_new
