"""Which Checkout Session a monitor gets: the same one however often it is asked for, until it expires.

Facts: https://docs.stripe.com/api/checkout/sessions/create (an open session lives 30 minutes to 24 hours)
and https://docs.stripe.com/api/idempotent_requests (one key always goes with the same parameters).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

SESSION_LIFE = timedelta(hours=23)
SHORTEST_LIFE = timedelta(minutes=30)

AttemptState = Literal["pending", "open", "expired", "complete", "paid", "over"]
Mode = Literal["payment", "subscription"]


@dataclass(frozen=True, slots=True)
class CheckoutAttempt:
    """One try to sell one monitor: a row that exists before Stripe is asked."""

    attempt: int
    idempotency_key: str
    params: dict[str, Any]
    price_id: str
    state: AttemptState
    expires_at: datetime
    session_id: str | None = None
    url: str | None = None

    @property
    def made_at(self) -> datetime:
        """When its parameters were written down, to the second."""
        return self.expires_at - SESSION_LIFE

    @property
    def is_submitted(self) -> bool:
        """Whether its customer has done their part, so that there is nothing more to pay."""
        return self.state in {"complete", "paid", "over"}

    def still_good(self, now: datetime) -> bool:
        """Whether its session can be paid, or was; or, if it was never seen, can still be asked for.

        An unseen session that Stripe would call too short-lived is let go: nobody has its link.
        """
        if self.is_submitted:
            return True
        if self.state == "open":
            return now < self.expires_at
        return self.state == "pending" and now < self.expires_at - SHORTEST_LIFE


@dataclass(frozen=True, slots=True)
class Offer:
    """What is sold, and the pages a customer comes back to."""

    price_id: str
    success_url: str
    cancel_url: str
    mode: Mode = "payment"


def new_attempt(number: int, preference_id: UUID, email: str, offer: Offer, now: datetime) -> CheckoutAttempt:
    """The next attempt, with everything that Stripe will be sent, `expires_at` included.

    Args:
        number: Counted from 1 for each preference.
        preference_id: The monitor's user search preference; Stripe's webhook brings it back.
        email: Whom the receipt goes to.
        offer: What is sold.
        now: An aware moment.
    """
    expires_at = (now + SESSION_LIFE).replace(microsecond=0)
    metadata = {"userSearchPreferenceId": str(preference_id), "email": email}
    # A session's metadata is copied to nothing that it makes.
    made_of_it = "payment_intent_data" if offer.mode == "payment" else "subscription_data"
    return CheckoutAttempt(
        attempt=number,
        idempotency_key=f"checkout:{preference_id}:{number}",
        params={
            "mode": offer.mode,
            "line_items": [{"price": offer.price_id, "quantity": 1}],
            "client_reference_id": str(preference_id),
            "customer_email": email,
            "metadata": metadata,
            made_of_it: {"metadata": metadata},
            "success_url": offer.success_url,
            "cancel_url": offer.cancel_url,
            "expires_at": int(expires_at.timestamp()),
        },
        price_id=offer.price_id,
        state="pending",
        expires_at=expires_at,
    )
