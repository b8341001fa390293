"""The step that sends what waits in the outbox of mails, whoever wrote it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from pydantic import BaseModel, ConfigDict

from tasks import policies
from tasks.database import mails
from tasks.database.mails import WaitingMail
from tasks.database.sessions import all_tenants
from tasks.errors import ProviderBusyError, ProviderRefusedError, ProviderUnavailableError, SettingsError
from tasks.findings import Finding
from tasks.providers import mail

KEYS_ARE_KNOWN_FOR = timedelta(hours=24)
"""How long the provider knows an idempotency key: https://resend.com/docs/dashboard/emails/idempotency-keys."""

LONGEST_SENDING_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 2.0
LEFT_AFTER = timedelta(minutes=2)
_HANDFUL = 20
_MOST_PROBLEMS = 20
_ENOUGH_IN_VAIN = 3
_PAUSE_WHILE_SETTINGS_ARE_WRONG = timedelta(minutes=10)


class Delivery(BaseModel):
    """What became of the mails that waited.

    `put_off` wait for another try, `failed` will never go out; `problems` says why, once each.
    """

    model_config = ConfigDict(frozen=True)

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()

    def __add__(self, other: "Delivery") -> "Delivery":
        return Delivery(
            sent=self.sent + other.sent,
            put_off=self.put_off + other.put_off,
            failed=self.failed + other.failed,
            problems=tuple(dict.fromkeys(self.problems + other.problems))[:_MOST_PROBLEMS],
        )


@policies.sweep
def send_mails() -> Delivery:
    """Send mails that wait, oldest first, for half a minute at most; the others wait for the next time.

    A mail whose outcome is not known is sent again under its key, as long as the provider knows the key.
    After that nobody can say whether it went out, so it is given up rather than sent twice.
    A provider that takes nothing is left alone after a few mails, each of which waits longer than before.
    """
    return _send_for_a_while()


@policies.sweep
def send_left_mails() -> Finding:
    """Send the mails that whoever wrote them did not come to send."""
    with all_tenants() as connection:
        left = mails.waiting_since(connection, datetime.now(UTC) - LEFT_AFTER)
    if not left:
        return Finding(what="mails left behind")
    delivery = _send_for_a_while()
    problem = next(iter(delivery.problems), None)
    return Finding(what="mails left behind", found=left, mended=min(left, delivery.sent), problem=problem)


def _send_for_a_while() -> Delivery:
    delivery, in_vain = Delivery(), 0
    end = monotonic() + LONGEST_SENDING_SECONDS
    while monotonic() < end and in_vain < _ENOUGH_IN_VAIN:
        with all_tenants() as connection:
            handful = mails.claim_waiting(connection, _HANDFUL)
        if not handful:
            break
        for position, waiting in enumerate(handful):
            came = _send(waiting)
            delivery += came
            in_vain = in_vain + 1 if came.put_off else 0
            if in_vain >= _ENOUGH_IN_VAIN or monotonic() > end:
                _let_go(handful[position + 1 :])
                break
    return delivery


def _send(waiting: WaitingMail) -> Delivery:
    if (
        waiting.unanswered_since is not None
        and datetime.now(UTC) - waiting.unanswered_since > KEYS_ARE_KNOWN_FOR
    ):
        return _give_up(
            waiting, "the provider never said whether it went out, and a day later cannot be asked"
        )
    if waiting.refusal is not None and waiting.unanswered_since is None:
        return _give_up(waiting, f"the address takes no mail: {waiting.refusal}")
    letter = waiting.mail
    message = mail.Message(letter.recipient, letter.subject, letter.html, letter.text, letter.headers)
    try:
        receipt = mail.send(message, letter.key)
    except ProviderUnavailableError as error:
        pause = policies.sweep.delay(min(waiting.tries, 10), error.retry_after, 0.5)
        return _put_off(
            waiting, timedelta(seconds=pause), error, nothing_sent=isinstance(error, ProviderBusyError)
        )
    except SettingsError as error:
        return _put_off(waiting, _PAUSE_WHILE_SETTINGS_ARE_WRONG, error, nothing_sent=True)
    except ProviderRefusedError as error:
        return _give_up(waiting, str(error))
    with all_tenants() as connection:
        mails.mark_sent(connection, waiting.id, receipt.id)
    if receipt.pause:
        sleep(min(receipt.pause, LONGEST_WAIT_SECONDS))
    return Delivery(sent=1)


def _give_up(waiting: WaitingMail, why: str) -> Delivery:
    with all_tenants() as connection:
        mails.mark_failed(connection, waiting.id, why)
    return Delivery(failed=1, problems=(why,))


def _put_off(waiting: WaitingMail, pause: timedelta, error: Exception, *, nothing_sent: bool) -> Delivery:
    with all_tenants() as connection:
        mails.put_off(connection, waiting, pause, str(error), nothing_sent=nothing_sent)
    return Delivery(put_off=1, problems=(str(error),))


def _let_go(untried: Sequence[WaitingMail]) -> None:
    with all_tenants() as connection:
        mails.let_go(connection, untried)
