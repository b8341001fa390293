"""What may happen to a monitor, and what it then is: one table.

An event that the table does not name for a status changes nothing, so a late, doubled or replayed event
never revives a monitor.
"""

from typing import Final, Literal

Status = Literal["pending_payment", "active", "paused", "cancelled", "refunded", "expired", "ended"]
Event = Literal[
    "paid",  # its own live Checkout Session was paid
    "checkout_expired",  # its latest Checkout Session can no longer be paid
    "offered_again",  # a new Checkout Session was made
    "paused",  # by the customer
    "resumed",
    "cancelled",  # by the customer, or its subscription ended
    "refunded",  # the money went back, or is disputed
    "date_over",  # the search date is over where the course lies
]

TRANSITIONS: Final[dict[Status, dict[Event, Status]]] = {
    "pending_payment": {
        "paid": "active",
        "checkout_expired": "expired",
        "cancelled": "cancelled",
        "refunded": "refunded",
        "date_over": "ended",
    },
    "expired": {
        "offered_again": "pending_payment",
        "cancelled": "cancelled",
        "date_over": "ended",
    },
    "active": {
        "paused": "paused",
        "cancelled": "cancelled",
        "refunded": "refunded",
        "date_over": "ended",
    },
    "paused": {
        "resumed": "active",
        "cancelled": "cancelled",
        "refunded": "refunded",
        "date_over": "ended",
    },
    "cancelled": {},
    "refunded": {},
    "ended": {},
}
TERMINAL: Final = frozenset(status for status, moves in TRANSITIONS.items() if not moves)


def after(status: Status, event: Event) -> Status:
    """What a monitor is once this has happened to it."""
    return TRANSITIONS[status].get(event, status)
