"""The steps of monitor-creation."""

from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Update, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tasks import policies
from tasks.current_run import current_run_id, current_scope
from tasks.database.sessions import transaction
from tasks.database.tables import (
    checkout_attempts,
    priority_courses,
    search_criteria,
    user_search_preferences,
)
from tasks.errors import (
    MonitorOverError,
    ProviderRefusedError,
    ProviderUnavailableError,
    StoredFailureError,
    UnknownZipCodeError,
)
from tasks.monitors import ledger
from tasks.monitors.checkout import CheckoutAttempt, Offer, new_attempt
from tasks.monitors.lifecycle import TERMINAL
from tasks.monitors.model import Place, SearchCriteria, refuse_past
from tasks.providers import geocoder, payments
from tasks.reports import show_link, show_table
from tasks.settings import SANDBOX_PRICE_ID, settings
from tasks.values import EmailAddress, IsoInterval, Scope, ZipCode

CLOCKS_DIFFER = timedelta(minutes=5)


@policies.shared_lookup
def geocode_zip(zip_code: ZipCode) -> Place:
    """Where a ZIP code lies. Raises UnknownZipCodeError (terminal), ProviderUnavailableError (retryable)."""
    point = geocoder.locate(zip_code)
    zone = geocoder.time_zone_at(point)
    if zone is None:
        raise UnknownZipCodeError(f"ZIP code {zip_code} lies at sea, where no course is: use another")
    return Place(latitude=point.latitude, longitude=point.longitude, time_zone=zone)


@policies.database_call
def upsert_search_criteria(criteria: SearchCriteria, place: Place) -> UUID:
    """The monitor's own criteria row: one for each run, however often it is taken up again.

    Raises:
        PastSearchDateError: The day is over where the course lies.
    """
    refuse_past(criteria.search_date, place, datetime.now(UTC))
    scope, values = current_scope(), criteria.model_dump() | place.model_dump()
    row = insert(search_criteria).values(
        tenant=scope.tenant, environment=scope.environment, request_id=current_run_id(), **values
    )
    own = ["tenant", "environment", "request_id"]
    with transaction(scope) as connection:
        criteria_id: UUID = connection.execute(
            row.on_conflict_do_update(index_elements=own, set_=values | {"updated_at": func.now()}).returning(
                search_criteria.c.id
            )
        ).scalar_one()
    return criteria_id


@policies.database_call
def upsert_priority_courses(search_criteria_id: UUID, facility_ids: tuple[int, ...]) -> int:
    """Make these the monitor's priority courses, favourite first; says how many they are."""
    scope, wanted = current_scope(), list(dict.fromkeys(facility_ids))
    own = priority_courses.c.search_criteria_id == search_criteria_id
    row = insert(priority_courses)
    with transaction(scope) as connection:
        connection.execute(delete(priority_courses).where(own, priority_courses.c.facility_id.not_in(wanted)))
        connection.execute(
            row.on_conflict_do_update(
                index_elements=["search_criteria_id", "facility_id"],
                set_={"position": row.excluded.position},
            ),
            [
                {
                    "tenant": scope.tenant,
                    "environment": scope.environment,
                    "search_criteria_id": search_criteria_id,
                    "facility_id": facility_id,
                    "position": position,
                }
                for position, facility_id in enumerate(wanted)
            ],
        )
    return len(wanted)


@policies.database_call
def upsert_user_search_preferences(
    email: EmailAddress, search_criteria_id: UUID, notify_enabled: bool, schedule_interval: IsoInterval
) -> UUID:
    """The customer's wish to be told, not active until it is paid for; shows what was stored."""
    scope = current_scope()
    wishes = {"notify_enabled": notify_enabled, "schedule_interval": schedule_interval}
    row = insert(user_search_preferences).values(
        tenant=scope.tenant,
        environment=scope.environment,
        email=email,
        search_criteria_id=search_criteria_id,
        **wishes,
    )
    with transaction(scope) as connection:
        preference_id: UUID = connection.execute(
            row.on_conflict_do_update(
                index_elements=["search_criteria_id", "email"], set_=wishes | {"updated_at": func.now()}
            ).returning(user_search_preferences.c.id)
        ).scalar_one()
        stored = (
            connection.execute(
                select(search_criteria, user_search_preferences)
                .join_from(search_criteria, user_search_preferences)
                .where(user_search_preferences.c.id == preference_id)
            )
            .mappings()
            .one()
        )
    show_table(
        "monitor",
        [{"column": str(name), "value": value} for name, value in stored.items()],
        "The monitor as it is stored, waiting for its payment",
    )
    return preference_id


@policies.payment_call
def create_checkout_session(user_search_preference_id: UUID, email: EmailAddress) -> str:
    """The address of the page where the monitor is paid: one session however often it is asked for.

    The attempt is a row with its idempotency key and exact parameters before Stripe is called, so a
    retry sends the same again and gets the same session. An expired session gives a new attempt.

    Raises:
        ProviderUnavailableError: Stripe did not answer or is busy; may be retried.
        ProviderRefusedError: Stripe refuses the key, the price or the parameters.
        MonitorOverError: The monitor has ended meanwhile.
    """
    scope, offer = current_scope(), _offer()
    attempt = _live_attempt(scope, user_search_preference_id, email, offer)
    session = _session_of(attempt)
    if session is None or (session.status == "expired" and not attempt.is_submitted):
        _let_go(scope, attempt)
        attempt = _live_attempt(scope, user_search_preference_id, email, offer)
        session = _session_of(attempt)
    if session is None:
        raise ProviderUnavailableError("Stripe keeps failing for new Checkout Sessions: try again later")
    _keep(scope, attempt, session)
    url = session.url or attempt.url
    if url is None:
        raise ProviderRefusedError(
            f"Stripe's Checkout Session {session.id} is {session.status} and has no page"
        )
    show_link("checkout", url, "Pay for the monitor", f"Checkout Session, attempt {attempt.attempt}")
    return url


def _offer() -> Offer:
    configured = settings()
    pages = f"{configured.sandbox_url}/stripe"
    price_id = configured.stripe_price_id or SANDBOX_PRICE_ID
    return Offer(
        price_id=price_id,
        mode="subscription" if payments.is_recurring(price_id) else "payment",
        success_url=configured.checkout_success_url or f"{pages}/success?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=configured.checkout_cancel_url or f"{pages}/cancelled",
    )


def _session_of(attempt: CheckoutAttempt) -> payments.CheckoutSession | None:
    """The attempt's session as Stripe has it now, made on the first call; None if its key is spoilt."""
    if attempt.session_id is not None:
        return payments.fetch_checkout_session(attempt.session_id)
    try:
        return payments.create_checkout_session(attempt.params, attempt.idempotency_key)
    except StoredFailureError:
        # Stripe may have failed after it had made the session.
        return payments.find_checkout_session(attempt.params, attempt.made_at - CLOCKS_DIFFER)


def _live_attempt(scope: Scope, preference_id: UUID, email: EmailAddress, offer: Offer) -> CheckoutAttempt:
    """The attempt to go on with; a new one, written down, if there is none that can still be paid.

    The preference's row is locked meanwhile, so two runs of the step at once get the same attempt. A
    monitor whose session had expired waits for its payment again.
    """
    now = datetime.now(UTC)
    with transaction(scope) as connection:
        status = connection.execute(
            select(user_search_preferences.c.status)
            .where(user_search_preferences.c.id == preference_id)
            .with_for_update()
        ).scalar_one()
        if status in TERMINAL:
            raise MonitorOverError(f"The monitor is {status}, so there is nothing to pay: make a new one")
        known = _latest_attempt(connection, preference_id)
        if known is not None and known.still_good(now):
            return known
        if known is not None:
            connection.execute(_expire(known))
        made = new_attempt(known.attempt + 1 if known else 1, preference_id, email, offer, now)
        ledger.move(connection, preference_id, "offered_again", "")
        connection.execute(
            insert(checkout_attempts).values(
                tenant=scope.tenant,
                environment=scope.environment,
                user_search_preference_id=preference_id,
                **asdict(made),
            )
        )
    return made


def _latest_attempt(connection: Connection, preference_id: UUID) -> CheckoutAttempt | None:
    columns = [checkout_attempts.c[field.name] for field in fields(CheckoutAttempt)]
    row = connection.execute(
        select(*columns)
        .where(checkout_attempts.c.user_search_preference_id == preference_id)
        .order_by(checkout_attempts.c.attempt.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else CheckoutAttempt(*row)


def _row_of(attempt: CheckoutAttempt) -> Update:
    return (
        update(checkout_attempts)
        .where(checkout_attempts.c.idempotency_key == attempt.idempotency_key)
        .values(updated_at=func.now())
    )


def _expire(attempt: CheckoutAttempt) -> Update:
    return _row_of(attempt).values(state="expired")


def _let_go(scope: Scope, attempt: CheckoutAttempt) -> None:
    with transaction(scope) as connection:
        connection.execute(_expire(attempt))


def _keep(scope: Scope, attempt: CheckoutAttempt, session: payments.CheckoutSession) -> None:
    """Write down what Stripe says of the attempt's session, unless its payment was told of meanwhile."""
    seen = {
        "state": "open",
        "session_id": session.id,
        "url": session.url or attempt.url,
        "amount_total": session.amount_total,
        "currency": session.currency,
        "expires_at": session.expires_at,
    }
    with transaction(scope) as connection:
        connection.execute(
            _row_of(attempt).where(checkout_attempts.c.state.in_(["pending", "open"])).values(seen)
        )
