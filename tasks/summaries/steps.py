"""The steps of weekly-summary: who wants it, what their week brought, and its mail, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import monotonic, sleep

import prefect
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tasks import policies
from tasks.current_run import current_reach
from tasks.database.sessions import all_tenants, reaching
from tasks.errors import (
    CaddieError,
    OtherMailUnderKeyError,
    PastWeekError,
    ProviderBusyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    QuotaUsedUpError,
    SettingsError,
    UnsentMailsError,
)
from tasks.letters import Letter
from tasks.mail_delivery import KEYS_ARE_KNOWN_FOR
from tasks.providers import files, mail
from tasks.reports import ProgressBar, show_link, show_picture, show_table, show_text, verbatim
from tasks.settings import settings
from tasks.summaries import batches, deliveries
from tasks.summaries.batches import Batch, Outcome, Tally, Unwritten, Written
from tasks.summaries.choosing import choose, one_at_a_time
from tasks.summaries.links import preference_links
from tasks.summaries.mail import summary_letter
from tasks.summaries.numbers import gather
from tasks.summaries.picture import picture_of
from tasks.summaries.weeks import last_ended
from tasks.values import IsoWeek, UserId

MOST_TRIES = 5
LONGEST_WAIT_SECONDS = 60.0
_FIRST_WAIT_SECONDS = 1.0
_LOOK_AGAIN_SECONDS = 0.5
_CALLS_TAKE_AT_MOST = timedelta(minutes=5)
_LOST = "the provider never said whether it went out, and a day later cannot be asked"
_LOST_IN_CHANGE = "it may have gone out as it was before a setting or a batch was changed"
_FONT = prefect.__ui_v2_static_path__ / "fonts" / "Geist-VariableFont_wght.ttf"
"""Of Prefect's own UI, under the SIL Open Font License; it has Latin and Cyrillic letters."""


class Sent(BaseModel):
    """What became of everybody's summary of a week; names are HowlerHire's.

    Attributes:
        skipped: Who has none, with a reason each.
        unknown: Whose mail may have gone out or not: nobody can say any more.
        seconds: How long this run sent.
    """

    model_config = ConfigDict(frozen=True)

    success: bool = True
    week: str
    total_users: int
    sent: int
    skipped: int
    failed: int
    unknown: int
    seconds: float = Field(0.0, ge=0)

    @property
    def waiting(self) -> int:
        """Whose mail is neither out nor given up."""
        return self.total_users - self.sent - self.skipped - self.failed - self.unknown


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
    with _rows_of(user_id) as connection:
        return choose(connection, week, datetime.now(UTC), settings().default_scope, user_id)


@policies.sweep
def gather_numbers(week: IsoWeek, user_id: UserId | None) -> int:
    """Count everybody's week, all in one go; how many people's it was."""
    with _rows_of(user_id) as connection:
        return gather(connection, week, user_id)


@policies.bulk_mail
def send_summaries(week: IsoWeek, user_id: UserId | None) -> Sent:
    """Write the mails and send them, a hundred with a call, as fast as the provider lets us.

    Each goes out once: it is frozen under a key before the call, and asked for again only under that key.

    Raises:
        UnsentMailsError: The provider's quota is used up. Retry the run when there is some again.
        ProviderUnavailableError: The provider does not answer.
    """
    began, tries = monotonic(), 0
    everybody = sum(tally.people for tally in _tallies(week, user_id))
    bar = ProgressBar("weekly-summary-progress", f"Summaries of {week} that are out, or not to go out")
    while True:
        bar.show(lambda: _percent_done(week, user_id, everybody))
        batch = _next_batch(week, user_id)
        if batch is None:
            with reaching(current_reach()) as connection:
                if not batches.open_ones(connection, week, user_id):
                    break
            sleep(_LOOK_AGAIN_SECONDS)  # somebody has them in hand: they settle, or they are free soon
            continue
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
        sleep(pause)
    bar.show(lambda: 100.0, at_once=True)
    return _sent(week, _tallies(week, user_id), seconds=monotonic() - began)


@policies.provider_call
def show_summary(week: IsoWeek, user_id: UserId | None, seconds: float) -> None:
    """Show what became of everybody's mail, by reason, how long sending took, and what one looks like."""
    rows = _rows(_tallies(week, user_id))
    show_table("weekly-summary", rows, f"Summaries of {week}; this run sent for {seconds:.1f} seconds")
    with reaching(current_reach()) as connection:
        latest = batches.latest_sent(connection, week, user_id)
    if latest is not None:
        _show_picture(week, _written(week, latest).letter, "One of the mails that went out")


@policies.sweep
def preview_summaries(week: IsoWeek, user_id: UserId | None) -> Sent:
    """Choose and count as if nobody had been told, show one mail, and leave no trace in the database."""
    with _rows_of(user_id) as connection:
        trial = connection.begin_nested()
        batches.forget(connection, week, user_id)
        choose(connection, week, datetime.now(UTC), settings().default_scope, user_id)
        gather(connection, week, user_id)
        unwritten = batches.claim_pending(connection, week, user_id)
        tallies = batches.tally(connection, week, user_id)
        trial.rollback()
    if unwritten:
        _show_mail(week, _written(week, unwritten[0]).letter)
    show_table("weekly-summary", _rows(tallies), f"Summaries of {week}, if they were sent now")
    return _sent(week, tallies)


def _show_mail(week: IsoWeek, letter: Letter) -> None:
    """Its text as it is read, a link to its HTML as a mail client gets it, and a picture of that."""
    stored = files.store(f"{_name(week, letter)}.html", letter.html.encode(), "text/html; charset=utf-8")
    show_link("weekly-summary-preview", stored.link, f"A mail of {week}", "As it would go out now")
    said = verbatim(f"Subject: {letter.subject}\n\n{letter.text}")
    show_text("weekly-summary-preview-text", said, "Its subject and its text part")
    _show_picture(week, letter, "What it looks like")


def _show_picture(week: IsoWeek, letter: Letter, description: str) -> None:
    """Show what a mail looks like, or why there is no picture: nobody's run fails for want of one."""
    key = "weekly-summary-picture"
    try:
        stored = files.store(f"{_name(week, letter)}.png", picture_of(letter.html, _FONT), "image/png")
    except (CaddieError, OSError) as error:
        show_text(key, verbatim(f"There is no picture of a mail: {error}"), description)
    else:
        show_picture(key, stored.link, description)


def _name(week: IsoWeek, letter: Letter) -> str:
    """Where a mail lies in the file storage: the same for the same one."""
    return f"weekly-summary/{week}-{sha256(letter.html.encode()).hexdigest()[:16]}"


@contextmanager
def _rows_of(user_id: UserId | None) -> Iterator[Connection]:
    """Whom the run is for. Runs for everybody take turns, or two that change the same rows would deadlock."""
    with reaching(current_reach()) as connection:
        if user_id is None:
            one_at_a_time(connection)
        yield connection


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
        ProviderUnavailableError: It did not go out, or nobody knows; it may be tried again.
        SettingsError: It did not go out, and will not until a setting is mended.
    """
    known_for = KEYS_ARE_KNOWN_FOR - _CALLS_TAKE_AT_MOST
    if batch.unanswered_since is not None and datetime.now(UTC) - batch.unanswered_since > known_for:
        with all_tenants() as connection:
            batches.give_up(connection, batch.mails, "unknown", _LOST)
        return 0.0
    messages = [
        mail.Message(one.recipient, one.letter.subject, one.letter.html, one.letter.text, one.headers)
        for one in batch.mails
    ]
    try:
        receipt = mail.send_batch(messages, batch.key)
    except OtherMailUnderKeyError as other:
        with all_tenants() as connection:
            batches.give_up(connection, batch.mails, "unknown", f"{_LOST_IN_CHANGE} ({other})")
        return 0.0
    except ProviderRefusedError as refused:
        _refuse(week, batch, refused)
        return mail.CAUTIOUS_PAUSE
    except (ProviderUnavailableError, SettingsError) as error:
        nothing_sent = isinstance(error, ProviderBusyError | SettingsError)
        with all_tenants() as connection:
            batches.put_off(connection, batch, nothing_sent=nothing_sent)
        raise
    outcomes = [Outcome(taken, receipt.refusals.get(place)) for place, taken in enumerate(receipt.ids)]
    with all_tenants() as connection:
        deliveries.one_at_a_time(connection)
        batches.settle(connection, batch, outcomes)
        deliveries.note(connection, [taken for taken in receipt.ids if taken is not None])
    return receipt.pause


def _refuse(week: IsoWeek, batch: Batch, refused: ProviderRefusedError) -> None:
    """A batch that was refused as a whole: nothing went out, and one of its members is to blame."""
    with all_tenants() as connection:
        if len(batch.mails) == 1:
            batches.give_up(connection, batch.mails, "failed", str(refused))
        else:
            batches.part(connection, week, batch)


def _tallies(week: IsoWeek, user_id: UserId | None) -> list[Tally]:
    with reaching(current_reach()) as connection:
        return batches.tally(connection, week, user_id)


def _percent_done(week: IsoWeek, user_id: UserId | None, everybody: int) -> float:
    with reaching(current_reach()) as connection:
        left = batches.open_ones(connection, week, user_id)
    return 100.0 * max(0, everybody - left) / max(everybody, 1)


def _stopped(week: IsoWeek, user_id: UserId | None, used_up: QuotaUsedUpError) -> str:
    sent = _sent(week, _tallies(week, user_id))
    return f"{used_up}. {sent.sent} mails of {week} went out, {sent.waiting} wait: retry this run to go on"


def _rows(tallies: list[Tally]) -> list[dict[str, object]]:
    """Sent, failed and unknown ones stand there even if they are none."""
    none = [Tally(state, None, 0) for state in ("sent", "failed", "unknown")]
    there = {tally.state for tally in tallies}
    shown = [*tallies, *(tally for tally in none if tally.state not in there)]
    return [{"state": one.state, "reason": one.reason or "-", "people": one.people} for one in shown]


def _sent(week: IsoWeek, tallies: list[Tally], seconds: float = 0.0) -> Sent:
    def people(state: str) -> int:
        return sum(tally.people for tally in tallies if tally.state == state)

    return Sent(
        week=week,
        total_users=sum(tally.people for tally in tallies),
        sent=people("sent"),
        skipped=people("skipped"),
        failed=people("failed"),
        unknown=people("unknown"),
        seconds=round(seconds, 3),
    )
