"""What one Resend team has sent, and what the idempotency keys were answered."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from deployments.sandbox.journal import Journal
from deployments.sandbox.resend_mail.mails import Taken, address_in

ANSWERS_KEPT_SECONDS = 24 * 60 * 60
_DAY = 24 * 60 * 60


class StoredAnswer(BaseModel):
    """What the first call with an idempotency key was answered."""

    model_config = ConfigDict(frozen=True)

    key: str
    fingerprint: str
    body: str
    created: int


class Sending(BaseModel):
    """The mails of one call, with the answer that its key got: one line of the journal."""

    model_config = ConfigDict(frozen=True)

    mails: tuple[Taken, ...]
    answer: StoredAnswer | None = None


class Mailbox:
    """Everything that was sent, as the journal tells it."""

    def __init__(self, journal: Journal[Sending], clock: Callable[[], float]) -> None:
        """Take up where the journal ends; `clock` gives Unix seconds."""
        self._journal = journal
        self._clock = clock
        self._mails: dict[str, Taken] = {}
        self._answers: dict[str, StoredAnswer] = {}
        self.refused: frozenset[str] = frozenset()
        self.calls: Counter[str] = Counter()
        for sending in journal.replay():
            self._apply(sending)

    @property
    def now(self) -> int:
        """Unix seconds."""
        return int(self._clock())

    def commit(self, sending: Sending) -> None:
        """Have sent."""
        self._journal.append(sending)
        self._apply(sending)

    def mail(self, mail_id: str) -> Taken | None:
        """One mail."""
        return self._mails.get(mail_id)

    def mails(self, recipient: str | None = None) -> list[Taken]:
        """All mails, oldest first; those to one address if it is given."""
        return [
            taken
            for taken in self._mails.values()
            if recipient is None
            or any(address_in(to).lower() == recipient.strip().lower() for to in taken.mail.to)
        ]

    def answer(self, key: str) -> StoredAnswer | None:
        """What this idempotency key got within the last 24 hours."""
        stored = self._answers.get(key)
        return stored if stored and self.now - stored.created < ANSWERS_KEPT_SECONDS else None

    def sent_today(self) -> int:
        """How many mails were taken within the last 24 hours."""
        return sum(self.now - taken.created < _DAY for taken in self._mails.values())

    def _apply(self, sending: Sending) -> None:
        self._mails |= {taken.id: taken for taken in sending.mails}
        if sending.answer is not None:
            self._answers[sending.answer.key] = sending.answer


def moment_of(taken: Taken) -> str:
    """When it was taken, as Resend writes it."""
    return datetime.fromtimestamp(taken.created, UTC).strftime("%Y-%m-%d %H:%M:%S.000000+00")
