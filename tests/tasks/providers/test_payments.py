from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tasks.errors import ProviderRefusedError, ProviderUnavailableError
from tasks.monitors.checkout import Offer, new_attempt
from tasks.providers import payments
from tasks.providers.payments import create_checkout_session, fetch_checkout_session
from tasks.settings import SANDBOX_PRICE_ID, settings
from tests.sandbox_server import Clock, Sandbox

MONITOR: dict[str, Any] = {
    "mode": "payment",
    "line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 1}],
    "customer_email": "ann@example.com",
    "success_url": "https://app.example.com/paid",
    "metadata": {"userSearchPreferenceId": "preference-1"},
}
REAL_KEY = "sk_live_51NeverToBeShown"


def use(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    """Settings as a fresh process would have them."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    payments._client.cache_clear()  # noqa: SLF001 (a process makes one client; a test is many processes)


@pytest.fixture(autouse=True)
def _settings_of_this_test(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> Iterator[None]:
    for name in ("STRIPE_SECRET_KEY", "STRIPE_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    use(monkeypatch, CADDIE_SANDBOX_PORT=str(sandbox.port))
    yield
    monkeypatch.undo()
    use(monkeypatch)


def use_real_key(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    use(
        monkeypatch,
        STRIPE_SECRET_KEY=REAL_KEY,
        STRIPE_WEBHOOK_SECRET="whsec_test",
        STRIPE_API_BASE=base,
        STRIPE_PRICE_ID=SANDBOX_PRICE_ID,
        CHECKOUT_SUCCESS_URL="https://app.example.com/paid",
        CHECKOUT_CANCEL_URL="https://app.example.com/back",
    )


def test_without_a_key_a_session_is_the_sandboxes(sandbox: Sandbox, clock: Clock) -> None:
    session = create_checkout_session(MONITOR, "key")
    assert (session.mode, session.status, session.payment_status) == ("payment", "open", "unpaid")
    assert (session.amount_total, session.currency, session.livemode) == (900, "usd", False)
    assert session.url == f"{sandbox.url}/stripe/pay/{session.id}"
    assert session.expires_at == datetime.fromtimestamp(clock.now + 24 * 3600, UTC)
    assert fetch_checkout_session(session.id) == session


def test_what_a_monitor_asks_for_is_what_stripe_takes(clock: Clock) -> None:
    now = datetime.fromtimestamp(clock.now, UTC)
    offer = Offer(SANDBOX_PRICE_ID, "https://app.example.com/paid", "https://app.example.com/back")
    attempt = new_attempt(1, uuid4(), "ann@example.com", offer, now)
    session = create_checkout_session(attempt.params, attempt.idempotency_key)
    assert (session.amount_total, session.expires_at) == (900, attempt.expires_at)


def test_the_same_key_and_parameters_give_the_same_session() -> None:
    assert create_checkout_session(MONITOR, "key") == create_checkout_session(MONITOR, "key")
    assert create_checkout_session(MONITOR, "other key") != create_checkout_session(MONITOR, "key")


def test_a_session_that_is_over_has_no_page(sandbox: Sandbox) -> None:
    session = create_checkout_session(MONITOR, "key")
    sandbox.stripe.v1.checkout.sessions.expire(session.id)
    over = fetch_checkout_session(session.id)
    assert (over.status, over.url) == ("expired", None)


def test_an_answer_that_got_lost_is_had_by_asking_again(sandbox: Sandbox) -> None:
    sandbox.arm("drop_after")
    with pytest.raises(ProviderUnavailableError, match="could not be reached"):
        create_checkout_session(MONITOR, "key")
    session = create_checkout_session(MONITOR, "key")
    [only] = sandbox.stripe.v1.checkout.sessions.list().data
    assert only.id == session.id


@pytest.mark.parametrize("kind", ["status_429", "status_500", "status_503"])
def test_a_busy_or_broken_stripe_is_asked_once_and_may_be_asked_again(sandbox: Sandbox, kind: str) -> None:
    sandbox.arm(kind, count=9)
    with pytest.raises(ProviderUnavailableError, match=kind.removeprefix("status_")) as failure:
        create_checkout_session(MONITOR, "key")
    assert failure.value.retry_after is None
    assert sandbox.calls("POST /v1/checkout/sessions") == 1


def test_stripe_may_say_how_long_to_wait(sandbox: Sandbox) -> None:
    sandbox.arm("status_429", retry_after=17)
    with pytest.raises(ProviderUnavailableError) as failure:
        create_checkout_session(MONITOR, "key")
    assert failure.value.retry_after == 17.0


def test_nobody_there_may_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, STRIPE_API_BASE="http://127.0.0.1:9")
    with pytest.raises(ProviderUnavailableError, match=r"could not be reached: .*Connection refused"):
        create_checkout_session(MONITOR, "key")


@pytest.mark.parametrize("page", ["/docs", "/health"])
def test_an_answer_that_is_no_session_may_be_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, page: str
) -> None:
    use(monkeypatch, STRIPE_API_BASE=f"{sandbox.url}{page}?ignored=")
    with pytest.raises(ProviderUnavailableError, match="Stripe"):
        fetch_checkout_session("cs_test_1")


def test_a_refusal_says_why_and_where_stripe_has_it_written_down() -> None:
    with pytest.raises(
        ProviderRefusedError, match=r"No such price: 'price_gone' \(Stripe's request req_\w+\)"
    ):
        create_checkout_session(MONITOR | {"line_items": [{"price": "price_gone", "quantity": 1}]}, "key")
    with pytest.raises(ProviderRefusedError, match=r"No such checkout\.session"):
        fetch_checkout_session("cs_test_none")


def test_other_parameters_for_a_key_are_refused_for_good() -> None:
    create_checkout_session(MONITOR, "key")
    with pytest.raises(ProviderRefusedError, match="same parameters"):
        create_checkout_session(MONITOR | {"customer_email": "bob@example.com"}, "key")


def test_a_key_that_stripe_does_not_accept_is_named_but_never_shown(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    use_real_key(monkeypatch, f"{sandbox.url}/stripe/")
    with pytest.raises(ProviderRefusedError, match="STRIPE_SECRET_KEY") as refused:
        create_checkout_session(MONITOR, "key")
    assert REAL_KEY not in f"{refused.value!r}{refused.value.__cause__!r}"
    assert sandbox.calls("POST /v1/checkout/sessions") == 1
