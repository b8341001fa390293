from collections.abc import Iterator

import pytest

from tasks.errors import ProviderRefusedError, ProviderUnavailableError, SettingsError
from tasks.providers.outside_schedules import Watch, start, stop
from tasks.settings import settings
from tasks.values import EmailAddress, IsoInterval
from tests.outside_scheduler import KEY, OutsideScheduler, outside_scheduler

ANN = EmailAddress("ann+golf/1@example.com")
WATCH = Watch(ANN, IsoInterval("PT5M"), {"zipCode": "02134"})


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[OutsideScheduler]:
    with outside_scheduler() as running:
        monkeypatch.setenv("LGG_API_URL", running.url + "/")
        monkeypatch.setenv("LGG_API_KEY", KEY)
        settings.cache_clear()
        yield running
    monkeypatch.undo()
    settings.cache_clear()


def test_a_watch_is_started_in_the_services_own_spelling(outside: OutsideScheduler) -> None:
    assert start(WATCH) == f"tee-time-search-{ANN}"
    assert outside.watches == {
        ANN: {
            "email": ANN,
            "interval": "PT5M",
            "paymentEnabled": True,
            "searchCriteria": {"zipCode": "02134"},
        }
    }


def test_one_that_is_there_already_counts_as_started(outside: OutsideScheduler) -> None:
    assert start(WATCH) == start(WATCH)
    assert len(outside.watches) == 1


def test_a_service_that_names_no_id_has_the_one_it_is_known_to_give(outside: OutsideScheduler) -> None:
    outside.says_ids = False
    assert start(WATCH) == f"tee-time-search-{ANN}"


def test_a_watch_is_stopped_and_one_that_is_not_there_is_stopped_too(outside: OutsideScheduler) -> None:
    start(WATCH)
    stop(ANN)
    assert outside.watches == {}
    stop(ANN)


@pytest.mark.parametrize("fault", [408, 425, 429, 500, 503, None])
def test_what_may_succeed_later_says_so(outside: OutsideScheduler, fault: int | None) -> None:
    outside.faults.append(fault)
    with pytest.raises(ProviderUnavailableError, match="LGG_API_URL"):
        start(WATCH)
    assert start(WATCH) == f"tee-time-search-{ANN}"


@pytest.mark.parametrize(("fault", "word"), [(400, "400"), (401, "LGG_API_KEY"), (403, "LGG_API_KEY")])
def test_a_refusal_is_for_good_and_names_nobody(outside: OutsideScheduler, fault: int, word: str) -> None:
    for call in (lambda: start(WATCH), lambda: stop(ANN)):
        outside.faults.append(fault)
        with pytest.raises(ProviderRefusedError, match=word) as refused:
            call()
        assert KEY not in str(refused.value)
        assert ANN not in str(refused.value)


def test_without_its_address_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LGG_API_URL", "LGG_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    with pytest.raises(SettingsError, match="LGG_API_URL"):
        stop(ANN)
