from collections.abc import Iterator

import pytest

from tasks.errors import (
    ProviderBusyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    QuotaUsedUpError,
    SettingsError,
)
from tasks.providers import mail
from tasks.providers.mail import Message, send, send_batch
from tasks.settings import settings
from tests.local_providers import Fault, LocalProviders, local_providers

MESSAGE = Message("ann@example.com", "Tee time", "<p>Tee time</p>", "Tee time", {"X-Kind": "test"})


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalProviders]:
    with local_providers() as running:
        monkeypatch.setenv("RESEND_API_URL", running.url)
        monkeypatch.setenv("RESEND_API_KEY", "re_test")
        monkeypatch.setenv("RESEND_FROM", "Caddie <tee@example.com>")
        settings.cache_clear()
        mail._sender.cache_clear()  # noqa: SLF001  a process has one sender; a test is many processes
        yield running
    settings.cache_clear()
    mail._sender.cache_clear()  # noqa: SLF001


def refusal(status: int, name: str, **headers: str) -> Fault:
    return Fault(status, {"statusCode": status, "name": name, "message": "no"}, headers)


def test_a_message_goes_out_as_it_is(providers: LocalProviders) -> None:
    assert send(MESSAGE, "key").id == "mail_1"
    [sent] = providers.inbox
    assert sent == {
        "from": "Caddie <tee@example.com>",
        "to": "ann@example.com",
        "subject": "Tee time",
        "html": "<p>Tee time</p>",
        "text": "Tee time",
        "headers": {"X-Kind": "test"},
    }


def test_a_key_sends_once(providers: LocalProviders) -> None:
    assert send(MESSAGE, "key") == send(MESSAGE, "key")
    assert len(providers.inbox) == 1


def test_a_key_is_for_one_message(providers: LocalProviders) -> None:
    send(MESSAGE, "key")
    with pytest.raises(ProviderRefusedError):
        send(Message("bob@example.com", "Other", "", ""), "key")
    assert [sent["to"] for sent in providers.inbox] == ["ann@example.com"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(dropped=True),
        refusal(500, "application_error"),
        refusal(409, "concurrent_idempotent_requests"),
        Fault(502),
    ],
    ids=["dropped", "500", "409", "502"],
)
def test_an_outcome_that_is_not_known_says_so(providers: LocalProviders, fault: Fault) -> None:
    providers.mail_faults.append(fault)
    with pytest.raises(ProviderUnavailableError) as unknown:
        send(MESSAGE, "key")
    assert not isinstance(unknown.value, ProviderBusyError)


def test_too_many_requests_sent_nothing_and_wait_as_told(providers: LocalProviders) -> None:
    providers.mail_faults.append(refusal(429, "rate_limit_exceeded", **{"Retry-After": "7"}))
    with pytest.raises(ProviderBusyError) as busy:
        send(MESSAGE, "key")
    assert busy.value.retry_after == 7.0


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, 0.5),
        ({"ratelimit-limit": "5", "ratelimit-remaining": "4", "ratelimit-reset": "1"}, 0.0),
        ({"RateLimit-Remaining": "0", "RateLimit-Reset": "2"}, 2.0),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "soon"}, 0.0),
    ],
)
def test_two_batches_a_second_go_out_until_resend_says_how_many_it_takes(
    providers: LocalProviders, headers: dict[str, str], pause: float
) -> None:
    providers.mail_faults.append(Fault(200, {"data": [{"id": "mail_1"}]}, headers))
    assert send_batch([MESSAGE], "key").pause == pause


@pytest.mark.parametrize("quota", ["daily_quota_exceeded", "monthly_quota_exceeded"])
def test_a_quota_waits_long(providers: LocalProviders, quota: str) -> None:
    providers.mail_faults.append(refusal(429, quota, **{"Retry-After": "1"}))
    with pytest.raises(QuotaUsedUpError) as busy:
        send(MESSAGE, "key")
    assert busy.value.retry_after == mail.QUOTA_PAUSE_SECONDS


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (401, "missing_api_key"),
        (403, "invalid_api_key"),
        (403, "validation_error"),
        (422, "invalid_from_address"),
    ],
)
def test_a_wrong_key_or_sender_is_a_setting_to_mend(
    providers: LocalProviders, status: int, name: str
) -> None:
    providers.mail_faults.append(refusal(status, name))
    with pytest.raises(SettingsError, match="RESEND_API_KEY"):
        send(MESSAGE, "key")


def test_a_message_that_is_none_is_refused(providers: LocalProviders) -> None:
    providers.mail_faults.append(refusal(422, "validation_error"))
    with pytest.raises(ProviderRefusedError):
        send(MESSAGE, "key")
