"""The steps of weekly-summary: who wants it, what their week brought, and its mail, once."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import monotonic, sleep

from pydantic import BaseModel, ConfigDict

from tasks import policies
from tasks.current_run import current_reach
from tasks.database.sessions import all_tenants, reaching
from tasks.errors import (
    PastWeekError,
    ProviderBusyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    QuotaUsedUpError,
    UnsentMailsError,
)
from tasks.mail_delivery import KEYS_ARE_KNOWN_FOR
from tasks.providers import files, mail
from tasks.reports import show_link, show_table
from tasks.settings import settings
from tasks.summaries import batches
from tasks.summaries.batches import Batch, Outcome, Tally, Unwritten, Written
from tasks.summaries.choosing import choose
from tasks.summaries.links import preference_links
from tasks.summaries.mail import summary_letter
from tasks.summaries.numbers import gather
from tasks.summaries.weeks import last_ended
from tasks.values import IsoWeek, UserId

MOST_TRIES = 5
LONGEST_WAIT_SECONDS = 60.0
_FIRST_WAIT_SECONDS = 1.0
_LOOK_AGAIN_SECONDS = 0.5
_LOST = "the provider never said whether it went out, and a day later cannot be asked"


class Sent(BaseModel):
    """What became of everybody's summary of a week; names are HowlerHire's.

    Attributes:
        skipped: Who has none, with a reason each.
        unknown: Whose mail may have gone out or not: nobody can say any more.
    """

    model_config = ConfigDict(frozen=True)

    success: bool = True
    week: str
    total_users: int
    sent: int
    skipped: int
    failed: int
    unknown: int


class WeekToTell(BaseModel):
    """Which week the mails tell of, kept for whoever takes the run up again."""

    model_config = ConfigDict(frozen=True)

    week: IsoWeek


@policies.database_call
def settle_week(week: IsoWeek | None, *, even_a_past_one: bool) -> WeekToTell:
    """The week to tell of: the one that ended last, unless another is asked for.

    Raises:
        PastWeekError: It is an older one, and nobody said that it is meant; or it is not over anywhere.
    """
    last = last_ended(datetime.now(UTC))
    if week is None or week == last:
        return WeekToTell(week=last)
    if week > last:
        raise PastWeekError(f"{week} is not over yet: the last week to tell of is {last}")
    if not even_a_past_one:
        raise PastWeekError(
            f"{week} is past: its mails would tell of an old week. Set send_past_week to send them all the"
            " same, or preview to see one"
        )
    return WeekToTell(week=week)


@policies.sweep
def choose_users(week: IsoWeek, user_id: UserId | None) -> int:
    """Make a row for everybody: a mail to be written, or the reason why there is none; how many changed."""
    with reaching(current_reach()) as connection:
        return choose(connection, week, datetime.now(UTC), settings().default_scope, user_id)


@policies.sweep
def gather_numbers(week: IsoWeek, user_id: UserId | None) -> int:
    """Count everybody's week, all in one go; how many people's it was."""
    with reaching(current_reach()) as connection:
        return gather(connection, week, user_id)


@policies.bulk_mail
def send_summaries(week: IsoWeek, user_id: UserId | None) -> Sent:
    """Write the mails and send them, a hundred with a call, as fast as the provider lets us.

    Each goes out once: it is frozen under a key before the call, and asked for again only under that key.

    Raises:
        UnsentMailsError: The provider's quota is used up. Retry the run when there is some again.
        ProviderUnavailableError: The provider does not answer.
    """
    tries = 0
    while True:
        batch = _next_batch(week, user_id)
        if batch is None:
            with reaching(current_reach()) as connection:
                if not batches.is_unsettled(connection, week, user_id):
                    return _sent(week, batches.tally(connection, week, user_id))
            sleep(_LOOK_AGAIN_SECONDS)  # somebody has them in hand: they settle, or they are free soon
            continue
        began = monotonic()
        try:
            pause = _send(week, batch)
        except QuotaUsedUpError as used_up:
            raise UnsentMailsError(_stopped(week, user_id, used_up)) from used_up
        except ProviderUnavailableError as error:
            tries += 1
            if tries >= MOST_TRIES:
                raise
            planned = _FIRST_WAIT_SECONDS * 2.0 ** (tries - 1)
            pause = min(max(planned, error.retry_after or 0.0), LONGEST_WAIT_SECONDS)
        else:
            tries = 0
        sleep(max(0.0, pause - (monotonic() - began)))


@policies.database_call
def show_summary(week: IsoWeek, user_id: UserId | None) -> None:
    """Show what became of everybody's mail, by reason."""
    with reaching(current_reach()) as connection:
        tallies = batches.tally(connection, week, user_id)
    show_table("weekly-summary", _rows(tallies), f"Summaries of {week}")


@policies.sweep
def preview_summaries(week: IsoWeek, user_id: UserId | None) -> Sent:
    """Write mails as they would go out now, link one of them, and leave no trace of it in the database."""
    with reaching(current_reach()) as connection:
        trial = connection.begin_nested()
        batches.forget(connection, week, user_id)
        choose(connection, week, datetime.now(UTC), settings().default_scope, user_id)
        gather(connection, week, user_id)
        unwritten = batches.claim_pending(connection, week, user_id)
        tallies = batches.tally(connection, week, user_id)
        trial.rollback()
    if unwritten:
        page = _written(week, unwritten[0]).letter.html.encode()
        name = f"weekly-summary/{week}-{sha256(page).hexdigest()[:16]}.html"
        stored = files.store(name, page, "text/html; charset=utf-8")
        show_link("weekly-summary-preview", stored.link, f"A mail of {week}", "As it would go out now")
    show_table("weekly-summary", _rows(tallies), f"Summaries of {week}, if they were sent now")
    return _sent(week, tallies)


def _next_batch(week: IsoWeek, user_id: UserId | None) -> Batch | None:
    """What is to be sent next: what somebody left in the midst of it, then what is new."""
    with all_tenants() as connection:  # a batch may hold several tenants', and is sent whole or not at all
        left = batches.take_up(connection, week)
    if left is not None:
        return left
    with reaching(current_reach()) as connection:
        unwritten = batches.claim_pending(connection, week, user_id)
        if not unwritten:
            return None
        return batches.freeze(connection, week, [_written(week, one) for one in unwritten])


def _written(week: IsoWeek, one: Unwritten) -> Written:
    links = preference_links(one.person, settings().link_secrets[0], settings().public_address)
    letter = summary_letter(week, one.name, one.numbers, links)
    return Written(one.id, one.recipient, letter, links.headers)


def _send(week: IsoWeek, batch: Batch) -> float:
    """Send a batch and note what came of it; seconds to leave the provider alone.

    Raises:
        ProviderUnavailableError: Nothing was noted but when it may be tried again.
    """
    if batch.unanswered_since is not None and datetime.now(UTC) - batch.unanswered_since > KEYS_ARE_KNOWN_FOR:
        with all_tenants() as connection:
            batches.give_up(connection, batch.mails, "unknown", _LOST)
        return 0.0
    messages = [
        mail.Message(one.recipient, one.letter.subject, one.letter.html, one.letter.text, one.headers)
        for one in batch.mails
    ]
    try:
        receipt = mail.send_batch(messages, batch.key)
    except ProviderRefusedError as refused:
        return _send_in_parts(week, batch, refused)
    except ProviderUnavailableError as error:
        with all_tenants() as connection:
            nothing_sent = isinstance(error, ProviderBusyError)
            batches.put_off(connection, batch, timedelta(0), nothing_sent=nothing_sent)
        raise
    outcomes = [Outcome(taken, receipt.refusals.get(place)) for place, taken in enumerate(receipt.ids)]
    with all_tenants() as connection:
        batches.settle(connection, batch, outcomes)
    return receipt.pause


def _send_in_parts(week: IsoWeek, batch: Batch, refused: ProviderRefusedError) -> float:
    """A batch that was refused as a whole: nothing went out, and one of its members is to blame."""
    with all_tenants() as connection:
        if len(batch.mails) == 1:
            batches.give_up(connection, batch.mails, "failed", str(refused))
            return 0.0
        middle = len(batch.mails) // 2
        halves = [
            batches.freeze(connection, week, part) for part in (batch.mails[:middle], batch.mails[middle:])
        ]
    return max(_send(week, half) for half in halves)


def _stopped(week: IsoWeek, user_id: UserId | None, used_up: QuotaUsedUpError) -> str:
    with reaching(current_reach()) as connection:
        sent = _sent(week, batches.tally(connection, week, user_id))
    waiting = sent.total_users - sent.sent - sent.skipped - sent.failed - sent.unknown
    return f"{used_up}. {sent.sent} mails of {week} went out, {waiting} wait: retry this run to go on"


def _rows(tallies: list[Tally]) -> list[dict[str, object]]:
    return [{"state": one.state, "reason": one.reason or "-", "people": one.people} for one in tallies]


def _sent(week: IsoWeek, tallies: list[Tally]) -> Sent:
    def people(state: str) -> int:
        return sum(tally.people for tally in tallies if tally.state == state)

    return Sent(
        week=week,
        total_users=sum(tally.people for tally in tallies),
        sent=people("sent"),
        skipped=people("skipped"),
        failed=people("failed"),
        unknown=people("unknown"),
    )
