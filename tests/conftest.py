"""What tests of every package build on: a PostgreSQL, a migrated database, the whole running stack."""

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest

from deployments.scratch_stack import ScratchStack, scratch_stack
from deployments.state_folder import Addresses
from tests.databases import Cluster, Database, scratch_cluster
from tests.runs import Runs

HERE = Path(__file__).parent
KILLER = HERE / "chaos" / "killer"
SERVERS_OF_THEIR_OWN = ("deployments/runner/", "deployments/shim/", "deployments/test_stack.py")
"""Where tests start servers that no others need."""


def pytest_configure() -> None:
    """A run that is told to end tears its fixtures down, as with Ctrl-C: no server stays behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    as_it_was = hypothesis.settings.get_profile(hypothesis.settings.get_current_profile_name())
    hypothesis.settings.register_profile("any machine", parent=as_it_was, deadline=None)
    hypothesis.settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take long, so that all processes end together."""
    need_a_stack = {item.path for item in items if "running_stack" in getattr(item, "fixturenames", ())}

    def turn(item: pytest.Item) -> int:
        module = item.path.relative_to(HERE).as_posix()
        return 0 if module.startswith(SERVERS_OF_THEIR_OWN) else 1 if item.path in need_a_stack else 2

    items.sort(key=turn)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One PostgreSQL server for all tests, gone with them."""
    with scratch_cluster() as cluster:
        yield cluster


@pytest.fixture
def database(postgres: Cluster) -> Database:
    """A migrated database that no other test touches."""
    return postgres.migrated()


@pytest.fixture(scope="session")
def running_stack() -> Iterator[ScratchStack]:
    """The whole stack, every part real, shared by every test; its runs can be told to kill themselves."""
    with scratch_stack(PYTHONPATH=str(KILLER)) as running:
        yield running


@pytest.fixture(scope="session")
def stack(running_stack: ScratchStack) -> Addresses:
    """Where the shared stack answers: what its stack.json holds."""
    return running_stack.addresses


@pytest.fixture(scope="session")
def door(stack: Addresses) -> Iterator[httpx.Client]:
    """The stack's door for who has its token."""
    headers = {"Authorization": f"Bearer {stack.token}"}
    with httpx.Client(base_url=stack.webhook, headers=headers, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def runs(stack: Addresses, door: httpx.Client) -> Runs:
    """The stack's runs."""
    return Runs(stack, door)
