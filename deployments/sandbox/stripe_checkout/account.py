"""One Stripe account in test mode: its sessions, its events, and the answers that keys have got."""

from collections import Counter
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Protocol, TypeVar, get_args

from pydantic import BaseModel, ConfigDict

from deployments.sandbox.journal import Journal
from deployments.sandbox.stripe_checkout.charges import Left, LeftT
from deployments.sandbox.stripe_checkout.objects import Event, Purchase, Session
from deployments.sandbox.stripe_checkout.parameters import EventList, Page, SessionList
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal, no_such
from deployments.sandbox.stripe_checkout.sessions import event_of, expire

ANSWERS_KEPT_SECONDS = 24 * 60 * 60


class StoredAnswer(BaseModel):
    """What the first call with an idempotency key was answered."""

    model_config = ConfigDict(frozen=True)

    key: str
    fingerprint: str
    request_id: str
    status: int
    body: str
    created: int


class Change(BaseModel):
    """What one call changed, together with the answer it got: one line of the journal."""

    model_config = ConfigDict(frozen=True)

    purchases: tuple[Purchase, ...] = ()
    left: tuple[Left, ...] = ()
    events: tuple[Event, ...] = ()
    undeliverable: tuple[str, ...] = ()
    """Events that the shop is never told of by itself."""
    answer: StoredAnswer | None = None


class _Listed(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def created(self) -> int: ...


ListedT = TypeVar("ListedT", bound=_Listed)


class Account:
    """The account's state, as its journal tells it. Every session is as old as the clock says."""

    def __init__(self, journal: Journal[Change], clock: Callable[[], float]) -> None:
        """Take up where the journal ends; `clock` gives Unix seconds."""
        self._journal = journal
        self._clock = clock
        self._purchases: dict[str, Purchase] = {}
        self._left: dict[str, Left] = {}
        self._events: dict[str, Event] = {}
        self._undeliverable: set[str] = set()
        self._answers: dict[str, StoredAnswer] = {}
        self._ends: list[tuple[int, str]] = []
        self.calls: Counter[str] = Counter()
        self.on_events: Callable[[], None] = lambda: None
        """Called when something has happened that the shop is to be told."""
        for change in journal.replay():
            self._apply(change)

    @property
    def now(self) -> int:
        """Unix seconds."""
        return int(self._clock())

    def commit(self, change: Change) -> None:
        """Make a change last."""
        if change != Change():
            self._journal.append(change)
            self._apply(change)
            if change.events:
                self.on_events()

    def expire_due(self) -> None:
        """Expire every open session whose time is up, as Stripe does by itself."""
        while self._ends and self._ends[0][0] <= self.now:
            moment, session_id = heappop(self._ends)
            purchase = self._purchases[session_id]
            if purchase.session.status == "open":
                expired = expire(purchase.session)
                self.commit(
                    replacing(purchase, expired, event_of("checkout.session.expired", expired, moment))
                )

    def purchase(self, session_id: str) -> Purchase:
        """A session with its lines. Raises StripeRefusal (404)."""
        found = self._purchases.get(session_id)
        if found is None:
            raise no_such("checkout.session", session_id)
        return found

    def left(self, wanted: str, kind: type[LeftT], *, param: str | None = None) -> LeftT:
        """What a payment left behind. Raises StripeRefusal: 404, or 400 if a parameter named it."""
        found = self._left.get(wanted)
        if not isinstance(found, kind):
            name = kind.model_fields["object"].annotation
            shown = get_args(name)[0]
            raise no_such(shown, wanted, param=param or "id", status=404 if param is None else 400)
        return found

    def event(self, event_id: str) -> Event:
        """One event. Raises StripeRefusal (404)."""
        found = self._events.get(event_id)
        if found is None:
            raise no_such("event", event_id)
        return found

    def answer(self, key: str) -> StoredAnswer | None:
        """What this idempotency key got within the last 24 hours."""
        stored = self._answers.get(key)
        return stored if stored and self.now - stored.created < ANSWERS_KEPT_SECONDS else None

    def sessions(self, wanted: SessionList) -> tuple[list[Session], bool]:
        """The sessions that a list call asks for, newest first, and whether there are more."""
        sessions = (purchase.session for purchase in self._purchases.values())
        return _page(list(filter(_session_filter(wanted), sessions)), wanted, "checkout session")

    def events(self, wanted: EventList) -> tuple[list[Event], bool]:
        """The events that a list call asks for, newest first, and whether there are more."""
        if wanted.type is not None and wanted.types is not None:
            raise StripeRefusal(400, "You may only specify one of these parameters: type, types.")
        return _page(list(filter(_event_filter(wanted), self._events.values())), wanted, "event")

    def untold_events(self) -> list[Event]:
        """Those that the shop has yet to be told of, oldest first."""
        return [
            event
            for event in self._events.values()
            if event.pending_webhooks and event.id not in self._undeliverable
        ]

    def all_purchases(self) -> list[Purchase]:
        """Newest first."""
        return list(reversed(self._purchases.values()))

    def all_events(self) -> list[Event]:
        """Newest first."""
        return list(reversed(self._events.values()))

    def sessions_by_status(self) -> dict[str, int]:
        """How many sessions there are of each status."""
        return dict(Counter(purchase.session.status for purchase in self._purchases.values()))

    def _apply(self, change: Change) -> None:
        for purchase in change.purchases:
            session = purchase.session
            self._purchases[session.id] = purchase
            if session.status == "open":
                heappush(self._ends, (session.expires_at, session.id))
        self._left |= {left.id: left for left in change.left}
        self._undeliverable |= set(change.undeliverable)
        self._events |= {event.id: event for event in change.events}
        if change.answer is not None:
            self._answers[change.answer.key] = change.answer


def replacing(purchase: Purchase, session: Session, event: Event) -> Change:
    """The change that puts a session's next state in place and tells of it."""
    return Change(purchases=(purchase.model_copy(update={"session": session}),), events=(event,))


def _session_filter(wanted: SessionList) -> Callable[[Session], bool]:
    exact = {
        name: value
        for name in ("customer", "payment_intent", "payment_link", "status", "subscription")
        if (value := getattr(wanted, name)) is not None
    }

    def fits(session: Session) -> bool:
        email = session.customer_details.email if session.customer_details else None
        return (
            wanted.customer_account is None
            and wanted.created.holds(session.created)
            and (wanted.customer_details is None or wanted.customer_details.email == email)
            and all(getattr(session, name) == value for name, value in exact.items())
        )

    return fits


def _event_filter(wanted: EventList) -> Callable[[Event], bool]:
    names = wanted.types or ((wanted.type,) if wanted.type else ())

    def fits(event: Event) -> bool:
        delivered = event.pending_webhooks == 0
        return (
            wanted.created.holds(event.created)
            and wanted.delivery_success in {None, delivered}
            and (not names or any(_matches(event.type, name) for name in names))
        )

    return fits


def _matches(event_type: str, name: str) -> bool:
    return event_type.startswith(name[:-1]) if name.endswith("*") else event_type == name


def _page(oldest_first: Iterable[ListedT], wanted: Page, kind: str) -> tuple[list[ListedT], bool]:
    """The part that the cursors ask for. Raises StripeRefusal (400) for a cursor that nothing has."""
    rows = list(reversed(list(oldest_first)))
    if wanted.starting_after is not None and wanted.ending_before is not None:
        raise StripeRefusal(400, "You may only specify one of: starting_after, ending_before.")
    if wanted.starting_after is not None:
        rows = rows[_place(rows, wanted.starting_after, kind, "starting_after") + 1 :]
    if wanted.ending_before is not None:
        rows = rows[: _place(rows, wanted.ending_before, kind, "ending_before")]
        return rows[-wanted.limit :], len(rows) > wanted.limit
    return rows[: wanted.limit], len(rows) > wanted.limit


def _place(rows: list[ListedT], wanted: str, kind: str, param: str) -> int:
    for place, row in enumerate(rows):
        if row.id == wanted:
            return place
    raise no_such(kind, wanted, param=param, status=400)
