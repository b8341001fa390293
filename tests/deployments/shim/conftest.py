"""One Prefect server for the door's tests, one door that most of them share, and doors of a test's own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from signal import SIGKILL

import httpx
import pytest

from tests.databases import Cluster, Database
from tests.deployments.shim.doors import DoorServer, PrefectServer
from tests.patience import until

OpenDoor = Callable[..., DoorServer]


@pytest.fixture(scope="session")
def prefect_server(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """Prefect's server without a worker: runs wait where the door put them. A test may stop it."""
    server = PrefectServer(postgres.empty(), tmp_path_factory.mktemp("prefect"))
    server.start()
    server.deploy()
    yield server
    server.end(SIGKILL)


@pytest.fixture
def prefect(prefect_server: PrefectServer) -> PrefectServer:
    """The same server, up."""
    if prefect_server.process is None:
        prefect_server.start()
    return prefect_server


@pytest.fixture(scope="session")
def shared(
    postgres: Cluster, prefect_server: PrefectServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DoorServer]:
    """A door that lets origins in, for tests that leave it as it was."""
    folder = tmp_path_factory.mktemp("door")
    origins = {"ALLOWED_ORIGINS": "https://app.example.com, https://other.example.com"}
    server = DoorServer(postgres.migrated(), prefect_server.api, folder, **origins)
    server.start()
    _until_ready(server)
    yield server
    server.end(SIGKILL)


@pytest.fixture
def ann(shared: DoorServer, prefect: PrefectServer) -> Iterator[httpx.Client]:
    """Somebody at the shared door, of a tenant of her own; Prefect is up."""
    assert prefect.process is not None
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
