"""One Prefect server for the door's tests, one door that most of them share, and doors of a test's own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from signal import SIGKILL

import httpx
import pytest

from tests.databases import Cluster, Database
from tests.deployments.shim.doors import DoorServer, PrefectServer, until

OpenDoor = Callable[..., DoorServer]


@pytest.fixture(scope="session")
def prefect(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """Prefect's server without a worker: runs wait where the door put them."""
    server = PrefectServer(postgres.empty(), tmp_path_factory.mktemp("prefect"))
    server.start()
    server.deploy()
    yield server
    server.end(SIGKILL)


@pytest.fixture
def mortal(prefect: PrefectServer) -> Iterator[PrefectServer]:
    """The same server for a test that stops it: it is up again afterwards."""
    yield prefect
    if prefect.process is None:
        prefect.start()


@pytest.fixture(scope="session")
def shared(
    postgres: Cluster, prefect: PrefectServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DoorServer]:
    """A door that lets origins in, for tests that leave it as it was."""
    folder = tmp_path_factory.mktemp("door")
    origins = {"ALLOWED_ORIGINS": "https://app.example.com, https://other.example.com"}
    server = DoorServer(postgres.migrated(), prefect.api, folder, **origins)
    server.start()
    _until_ready(server)
    yield server
    server.end(SIGKILL)


@pytest.fixture
def ann(shared: DoorServer) -> Iterator[httpx.Client]:
    """Somebody at the shared door, of a tenant of her own."""
    with shared.caller() as client:
        yield client


@pytest.fixture
def open_door(database: Database, prefect: PrefectServer, tmp_path: Path) -> Iterator[OpenDoor]:
    """Opens doors on one database of the test's own."""
    with ExitStack() as closing:

        def opened(**settings: str) -> DoorServer:
            server = DoorServer(database, prefect.api, tmp_path, **settings)
            closing.callback(server.end, SIGKILL)
            server.start()
            _until_ready(server)
            return server

        yield opened


def _until_ready(server: DoorServer) -> None:
    with server.client(None) as anybody:
        until(lambda: anybody.get("/ready").is_success, "the door to know its workflows")
