from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.local_providers import LocalProviders, local_providers
from tests.monitor_world import MonitorWorld, monitor_world
from tests.sandbox_server import clock, sandbox, stage

__all__ = ["clock", "sandbox", "stage"]


@pytest.fixture
def providers() -> Iterator[LocalProviders]:
    with local_providers() as running:
        yield running


@pytest.fixture
def world(
    database: Database, providers: LocalProviders, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MonitorWorld]:
    with monitor_world(database, providers, monkeypatch) as made:
        yield made
