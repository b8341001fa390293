"""The steps of monitor-check: who is due, what the source offers them, what they are told of it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from tasks import policies
from tasks.current_run import current_run_id
from tasks.database.mails import Mail, enqueue_all
from tasks.database.sessions import all_tenants
from tasks.errors import ProviderBusyError, ProviderRefusedError, ProviderUnavailableError
from tasks.mail_delivery import Delivery
from tasks.monitors import area_book, due_rows, ledger
from tasks.monitors.appearances import offered_since
from tasks.monitors.area_book import KnownArea, Missed, Seen
from tasks.monitors.areas import Area, Asked, area_of
from tasks.monitors.due_rows import Checked, DueMonitor, Telling
from tasks.monitors.links import action_links
from tasks.monitors.news import openings_letter
from tasks.monitors.openings import Opening, fits
from tasks.monitors.schedule import next_check
from tasks.providers import tee_times
from tasks.reports import show_table
from tasks.settings import settings

Item = TypeVar("Item")

MOST_ENDED = 1_000
LONGEST_ASKING_SECONDS = 60.0
_THREADS = 8
_WAVE = 32
_BATCH = 500
_OVER = "the search date is over"


class Told(BaseModel):
    """What a sweep did for the monitors that were due."""

    model_config = ConfigDict(frozen=True)

    monitors: int
    mails: int
    openings: int


@policies.sweep
def end_finished_monitors() -> int:
    """End the monitors whose day to play is over where the course lies; how many they were."""
    with all_tenants() as connection:
        area_book.forget_past_areas(connection)
        over = due_rows.over(connection, MOST_ENDED)
        for one in over:
            moved = ledger.move(connection, one.preference_id, "date_over", _OVER)
            # Somebody must close its page at Stripe, or tell who watches it.
            if moved is not None and (one.is_watched_outside or moved.before == "pending_payment"):
                ledger.follow_up(connection, moved, "date_over", f"{moved.before} → {moved.after}")
    return len(over)


@policies.sweep
def claim_due_monitors(most: int) -> list[Area]:
    """Take the monitors that are due, longest overdue first; returns what must be asked for them all."""
    with all_tenants() as connection:
        due_rows.claim(connection, current_run_id(), most)
        monitors = due_rows.claimed(connection, current_run_id())
    return sorted({area_of(monitor.wish) for monitor in monitors}, key=lambda area: area.question)


@policies.sweep
def ask_tee_time_source(areas: Sequence[Area]) -> list[Asked]:
    """Ask the source once for each area, and keep what it says.

    An area that fails is left alone for a while, longer each time, and fails no other. A source that does
    not answer at all is not asked for the rest.
    """
    with all_tenants() as connection:
        known = area_book.known_areas(connection, areas)
    now = datetime.now(UTC)
    parked = [area for area in known if area.parked_until is not None and area.parked_until > now]
    asked = [Asked(area=one.area, outcome="parked", problem=one.problem) for one in parked]
    parked_areas = {one.area for one in parked}
    longest_unasked_first = sorted(
        (one for one in known if one.area not in parked_areas),
        key=lambda one: one.answered_at or datetime.min.replace(tzinfo=UTC),
    )
    asked += _ask_in_waves(longest_unasked_first)
    return asked


def _ask_in_waves(areas: Sequence[KnownArea]) -> list[Asked]:
    asked: list[Asked] = []
    give_up_at = monotonic() + LONGEST_ASKING_SECONDS
    with tee_times.open_source() as source, ThreadPoolExecutor(_THREADS) as threads:
        for wave in _slices(areas, _WAVE):
            came = list(threads.map(lambda known: _ask(source, known), wave))
            _keep(came)
            asked += [_outcome(one) for one in came]
            is_silent = not any(isinstance(one, Seen) for one in came)
            if is_silent or monotonic() > give_up_at:
                rest = [known.area for known in areas[len(asked) :]]
                problem = (
                    "the source answered for none of those asked before" if is_silent else "no time left"
                )
                _leave_alone(rest, came)
                asked += [Asked(area=area, outcome="left", problem=problem) for area in rest]
                break
    return asked


def _ask(source: tee_times.Source, known: KnownArea) -> Seen | Missed:
    try:
        answer = source.ask(known.area.query, known.etag)
    except ProviderUnavailableError as error:
        pause = None if error.retry_after is None else timedelta(seconds=error.retry_after)
        return Missed(known.area, str(error), pause, is_busy=isinstance(error, ProviderBusyError))
    except ProviderRefusedError as error:
        return Missed(known.area, str(error), None)
    offered = None if answer.tee_times is None else tuple(_opening(one) for one in answer.tee_times)
    problem = f"{answer.left_out} entries left out, the first: {answer.fault}" if answer.left_out else None
    return Seen(known.area, offered, answer.etag, problem)


def _opening(one: tee_times.TeeTime) -> Opening:
    return Opening(**asdict(one), time_zone=one.time_zone)


def _outcome(one: Seen | Missed) -> Asked:
    if isinstance(one, Missed):
        return Asked(area=one.area, outcome="failed", problem=one.problem)
    if one.openings is None:
        return Asked(area=one.area, outcome="unchanged", problem=one.problem)
    return Asked(area=one.area, outcome="answered", offered=len(one.openings), problem=one.problem)


def _keep(came: Sequence[Seen | Missed]) -> None:
    now = datetime.now(UTC)
    with all_tenants() as connection:
        area_book.note_answers(connection, [one for one in came if isinstance(one, Seen)], now)
        area_book.note_misses(connection, [one for one in came if isinstance(one, Missed)], now)


def _leave_alone(areas: Sequence[Area], came: Sequence[Seen | Missed]) -> None:
    """Keep to the pause that a busy source asked for with the areas that it was not asked for, too."""
    pauses = [one.pause for one in came if isinstance(one, Missed) and one.is_busy and one.pause]
    if pauses:
        spared = [
            Missed(area, "the source wants to be left alone", max(pauses), is_failure=False) for area in areas
        ]
        with all_tenants() as connection:
            area_book.note_misses(connection, spared, datetime.now(UTC))


@policies.sweep
def tell_customers(asked: Sequence[Asked]) -> Told:
    """Compare each claimed monitor with what its area offers, and write one mail with all that is new to it.

    A monitor whose area failed waits for its turn after the pause; one whose area was left out stays due.
    """
    with all_tenants() as connection:
        monitors = due_rows.claimed(connection, current_run_id())
    left = {one.area for one in asked if one.outcome == "left"}
    in_turn = sorted(monitors, key=lambda monitor: area_of(monitor.wish).question)
    told = [_tell(batch, left) for batch in _slices(in_turn, _BATCH)]
    return Told(
        monitors=sum(one.monitors for one in told),
        mails=sum(one.mails for one in told),
        openings=sum(one.openings for one in told),
    )


def _tell(batch: Sequence[DueMonitor], left: set[Area]) -> Told:
    now = datetime.now(UTC)
    areas = list(dict.fromkeys(area_of(monitor.wish) for monitor in batch))
    with all_tenants() as connection:
        known = {one.area: one for one in area_book.known_areas(connection, areas)}
        in_hand = due_rows.still_in_hand(connection, current_run_id(), batch)
        mine = [monitor for monitor in batch if monitor.schedule_id in in_hand]
        checked = [one for one in mine if area_of(one.wish) not in left]
        due_rows.release(connection, [one for one in mine if area_of(one.wish) in left])
        tellings = [_telling(monitor, known[area_of(monitor.wish)], now) for monitor in checked]
        news = due_rows.unknown(connection, tellings)
        mails = enqueue_all(
            connection, [(one.monitor.scope, _mail(one)) for one in news if one.mail_key is not None]
        )
        due_rows.put_off(connection, [_checked(one, known[area_of(one.wish)], now) for one in checked])
    return Told(monitors=len(checked), mails=mails, openings=sum(len(one.appearances) for one in news))


def _telling(monitor: DueMonitor, area: KnownArea, now: datetime) -> Telling:
    if area.failures or area.answered_at is None:
        return Telling(monitor, (), None)
    fresh = offered_since(area.appearances.values(), monitor.compared_with)
    wanted = tuple(one for one in fresh if fits(one.opening, monitor.wish, now))
    key = f"openings:{monitor.preference_id}:{area.answered_at:%Y%m%dT%H%M%S.%fZ}"
    return Telling(monitor, wanted, key if monitor.is_told else None)


def _mail(telling: Telling) -> Mail:
    assert telling.mail_key is not None
    monitor = telling.monitor
    links = action_links(monitor.preference_id, settings().link_secrets[0], settings().public_address)
    openings = [one.opening for one in telling.appearances]
    content = openings_letter(openings, monitor.wish, monitor.zip_code, links)
    return Mail(
        key=telling.mail_key,
        kind="monitor-openings",
        recipient=monitor.email,
        subject=content.subject,
        html=content.html,
        text=content.text,
        headers={
            "List-Unsubscribe": f"<{links.pause}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _checked(monitor: DueMonitor, area: KnownArea, now: datetime) -> Checked:
    not_before = max(now, area.parked_until or now)
    return Checked(
        schedule_id=monitor.schedule_id,
        next_check_at=next_check(monitor.schedule_id, monitor.interval, not_before),
        answered_at=None if area.failures else area.answered_at,
    )


@policies.database_call
def show_trouble(asked: Sequence[Asked], mails: Delivery) -> None:
    """Show the areas that gave no proper answer, and the mails that did not go out, if there are any."""
    troubled = [one for one in asked if one.problem is not None]
    if troubled:
        show_table(
            "tee-time-areas-in-trouble",
            [{"area": one.area.question} | one.model_dump(exclude={"area"}) for one in troubled],
            "Areas that the tee-time source gives no proper answer for",
        )
    if mails.problems:
        show_table(
            "mails-in-trouble",
            [{"problem": problem} for problem in mails.problems],
            f"{mails.put_off} mails wait for another try, {mails.failed} will not go out",
        )


def _slices(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
