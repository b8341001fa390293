"""The life of the monitor that the demo has paid for: confirmed, checked, told of once."""

import time
from datetime import UTC, datetime
from typing import cast

import httpx
import psycopg
from pydantic import BaseModel, JsonValue

from deployments.demo_trials import EMAIL, PaidMonitor, TrialError, completed
from deployments.door_client import DoorClient, Run
from deployments.shim.statuses import RunStatus
from deployments.state_folder import Addresses

_PATIENCE_SECONDS = 60
_ASK_AGAIN_SECONDS = 0.2
_HOURS_TRIED = 24
_HOUR_SECONDS = 3_600


class Activation:
    """Nobody starts it here: Stripe's sandbox has told the door of the payment."""

    def __init__(self, monitor: PaidMonitor) -> None:
        self._monitor = monitor

    def run(self, door: DoorClient) -> Run:
        """The run that the payment's event has caused."""
        about = {"workflow": "monitor-activation", "ref_type": "monitor", "ref_id": _id(self._monitor)}
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            ended = [run for run in door.runs(about) if run.status.is_final]
            if ended:
                return door.run("monitor-activation", ended[0].id)
            time.sleep(_ASK_AGAIN_SECONDS)
        raise TrialError("no event of the payment came through the door")

    def check(self, run: Run, addresses: Addresses) -> str:
        """The monitor is active, has its schedule, and its customer one confirmation."""
        completed(run)
        [(status, schedule_id)] = _rows(
            addresses,
            "SELECT status, schedule_id FROM user_search_preferences WHERE id = %s",
            _id(self._monitor),
        )
        if status != "active" or schedule_id is None:
            raise TrialError(f"the monitor is {status}, its schedule {schedule_id}")
        [confirmation] = _inbox(addresses)
        return f"active, schedule {schedule_id}; mail: {confirmation.subject}"


class Watching:
    """Openings come as the source's clock moves; each is told of once."""

    def __init__(self, monitor: PaidMonitor) -> None:
        self._monitor = monitor
        self._door: DoorClient | None = None

    def run(self, door: DoorClient) -> Run:
        """One sweep, as the clock starts it every minute."""
        self._door = door
        return _swept(door)

    def check(self, run: Run, addresses: Addresses) -> str:
        """Move the source's clock until there is news: then one mail, and none for the same again."""
        completed(run)
        _check_now(self._door, addresses)
        for hours in range(1, _HOURS_TRIED + 1):
            before = len(_inbox(addresses))
            _move_clock(addresses)
            _check_now(self._door, addresses)
            told = _inbox(addresses)[before:]
            if not told:
                continue
            _check_now(self._door, addresses)
            again = len(_inbox(addresses)) - before - len(told)
            if len(told) != 1 or again:
                raise TrialError(f"{len(told)} mails for one sweep, then {again} for nothing new")
            return f"after {hours} h of the source's clock: {told[0].subject}; looked again: no mail"
        raise TrialError(f"the source had nothing new in {_HOURS_TRIED} hours")


class Mending:
    """What was left undone is found every minute; here, nothing should be."""

    def run(self, door: DoorClient) -> Run:
        """Once more than the clock starts it."""
        return _alone(door, "recovery")

    def check(self, run: Run, _addresses: Addresses) -> str:
        """Says what it found."""
        completed(run)
        findings = cast("list[JsonValue]", run.output)
        return f"mended: {findings}" if findings else "nothing was left undone"


class _Mail(BaseModel):
    subject: str


def _id(monitor: PaidMonitor) -> str:
    if monitor.preference_id is None:
        raise TrialError("there is no monitor: monitor-creation says why")
    return monitor.preference_id


def _rows(addresses: Addresses, query: str, *values: object) -> list[tuple[object, ...]]:
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    with psycopg.connect(addresses.admin_database_url) as connection:
        return connection.execute(query.encode(), values).fetchall()


def _inbox(addresses: Addresses) -> list[_Mail]:
    """What the customer got so far, oldest first."""
    answer = httpx.get(f"{addresses.sandbox}/resend/_inbox", params={"to": EMAIL}, trust_env=False)
    return [_Mail.model_validate(mail) for mail in answer.raise_for_status().json()]


def _move_clock(addresses: Addresses) -> None:
    clock = f"{addresses.sandbox}/tee-time-source/_clock"
    httpx.post(clock, json={"advance_seconds": _HOUR_SECONDS}, trust_env=False).raise_for_status()


def _check_now(door: DoorClient | None, addresses: Addresses) -> None:
    """Have the monitor checked without waiting for its next turn, by whichever sweep takes it first."""
    assert door is not None, "run comes before check"
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    now = datetime.now(UTC)
    with psycopg.connect(addresses.admin_database_url) as connection:
        connection.execute("UPDATE monitor_schedules SET next_check_at = now() WHERE stopped_at IS NULL")
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        completed(_swept(door))
        unchecked = "SELECT 1 FROM monitor_schedules WHERE last_check_at IS NULL OR last_check_at < %s"
        if not _rows(addresses, unchecked, now):
            return
    raise TrialError("the monitor was not checked")


def _swept(door: DoorClient) -> Run:
    return _alone(door, "monitor-check")


def _alone(door: DoorClient, workflow: str) -> Run:
    """A run of a workflow of which one goes on at a time: asked for again while the clock's own goes on."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        run = door.start(workflow, {}, wait=True)
        if run.status is not RunStatus.TERMINATED or time.monotonic() > end:
            return run
        time.sleep(_ASK_AGAIN_SECONDS)
