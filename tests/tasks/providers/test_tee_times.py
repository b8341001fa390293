from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest

from tasks.errors import ProviderBusyError, ProviderRefusedError, ProviderUnavailableError
from tasks.providers import tee_times
from tasks.providers.tee_times import Answer, open_source
from tasks.settings import settings
from tests.local_providers import Fault, LocalProviders, local_providers
from tests.monitor_world import opening

QUERY = {"lat": "42.3500", "lng": "-71.1300", "radius_miles": "25"}


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalProviders]:
    with local_providers() as running:
        monkeypatch.setenv("TEE_TIME_API_URL", f"{running.url}/")
        settings.cache_clear()
        yield running
    settings.cache_clear()


def ask(etag: str | None = None) -> Answer:
    with open_source() as source:
        return source.ask(QUERY, etag)


def test_every_page_is_read(providers: LocalProviders) -> None:
    providers.offers = [opening(number) for number in range(7)]
    providers.page_size = 3
    answer = ask()
    assert [one.id for one in answer.tee_times or ()] == [f"tt-{number}" for number in range(7)]
    assert [query.get("cursor") for query in providers.asked] == [None, "3", "6"]


def test_an_etag_spares_an_answer_that_did_not_change(providers: LocalProviders) -> None:
    providers.offers, providers.etags = [opening(1)], True
    etag = ask().etag
    assert etag is not None
    assert ask(etag) == Answer(None, etag)


def test_an_etag_of_one_page_says_nothing_of_several(providers: LocalProviders) -> None:
    providers.offers, providers.etags, providers.page_size = [opening(1), opening(2)], True, 1
    assert ask().etag is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "2031-05-10T10:00:00"},
        {"starts_at": "soon"},
        {"starts_at": "0001-01-01T00:00:00+14:00"},
        {"price_cents": -1},
        {"price_cents": 10**12},
        {"players_available": "many"},
        {"booking_url": "javascript:alert(1)"},
        {"booking_url": 'https://a.example/"><script>'},
        {"currency": "dollars"},
        {"course_name": ""},
        {"course_name": "x" * 201},
        {"course_name": "Half\0way"},
        {"booking_url": "https://a.example/\0"},
        {"latitude": 91},
        {"holes": 7},
        {"id": None},
        {"id": "7\0"},
    ],
    ids=repr,
)
def test_an_entry_that_is_none_is_left_out_and_the_others_count(
    providers: LocalProviders, wrong: dict[str, Any]
) -> None:
    providers.offers = [opening(1, **wrong), opening(2)]
    answer = ask()
    assert [one.id for one in answer.tee_times or ()] == ["tt-2"]
    assert answer.left_out == 1
    assert answer.fault is not None
    assert next(iter(wrong)) in answer.fault


def test_ids_may_be_numbers(providers: LocalProviders) -> None:
    providers.offers = [opening(1, id=7, course_id=8)]
    [one] = ask().tee_times or ()
    assert (one.id, one.course_id) == ("7", "8")


def test_a_course_has_the_zone_of_its_point(providers: LocalProviders) -> None:
    providers.offers = [opening(1, latitude=33.45, longitude=-112.07), opening(2)]
    assert [one.time_zone for one in ask().tee_times or ()] == ["America/Phoenix", None]


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"<html>", b"[]", b'{"tee_times": 3}', b'{"tee_times": [' + b"[" * 100_000],
    ids=["nothing", "html", "list", "number", "deep"],
)
def test_an_answer_that_is_no_list_of_tee_times_is_refused(
    providers: LocalProviders, nonsense: bytes
) -> None:
    providers.raw_answer = nonsense
    with pytest.raises(ProviderRefusedError):
        ask()


def test_an_answer_without_end_is_cut_short(providers: LocalProviders) -> None:
    providers.raw_answer = b" " * (tee_times.MOST_BYTES + 1)
    with pytest.raises(ProviderRefusedError, match="bytes"):
        ask()


def test_a_cursor_that_leads_in_circles_is_refused(providers: LocalProviders) -> None:
    providers.raw_answer = b'{"tee_times": [], "next_cursor": "again"}'
    with pytest.raises(ProviderRefusedError, match="circles"):
        ask()


def test_a_short_pause_is_waited_for(providers: LocalProviders) -> None:
    providers.offers = [opening(1)]
    providers.source_faults.append(Fault(429, headers={"Retry-After": "1"}))
    began = monotonic()
    assert len(ask().tee_times or ()) == 1
    assert monotonic() - began >= 1


def test_a_long_pause_is_told(providers: LocalProviders) -> None:
    providers.source_faults.append(Fault(429, headers={"Retry-After": "600"}))
    with pytest.raises(ProviderBusyError) as busy:
        ask()
    assert busy.value.retry_after == pytest.approx(600, abs=1)


def test_limits_that_are_announced_are_kept(providers: LocalProviders) -> None:
    providers.offers, providers.page_size = [opening(1), opening(2)], 1
    providers.source_headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "600"}
    with pytest.raises(ProviderBusyError):
        ask()
    assert len(providers.asked) == 1


@pytest.mark.parametrize(
    "fault", [Fault(500), Fault(503), Fault(dropped=True)], ids=["500", "503", "dropped"]
)
def test_a_source_that_breaks_may_be_asked_again(providers: LocalProviders, fault: Fault) -> None:
    providers.source_faults.append(fault)
    with pytest.raises(ProviderUnavailableError):
        ask()


def test_a_source_that_refuses_names_the_setting(providers: LocalProviders) -> None:
    providers.source_faults.append(Fault(401))
    with pytest.raises(ProviderRefusedError, match="TEE_TIME_API_URL"):
        ask()
