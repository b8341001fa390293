"""A Prefect server for all tests of the runner, and a worker of each kind for those that share one."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.databases import Cluster
from tests.deployments.runner.rig import Kind, Rig, RunningWorker, prefect_server


@pytest.fixture(scope="session")
def rig(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A Prefect server on PostgreSQL."""
    url = postgres.empty().admin_url.replace("postgresql://", "postgresql+asyncpg://")
    with prefect_server(url, tmp_path_factory.mktemp("prefect")) as running:
        yield running


@pytest.fixture(scope="module", params=["process", "caddie-warm"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Prefect's stock worker, and ours."""
    return cast("Kind", request.param)


@pytest.fixture(scope="module")
def pool(kind: Kind) -> str:
    """Each kind has a pool to itself."""
    return f"pool-of-{kind}"


@pytest.fixture(scope="module")
def worker(rig: Rig, kind: Kind, pool: str) -> Iterator[RunningWorker]:
    """A worker that the module's tests share."""
    rig.deploy(pool=pool)
    with rig.worker(kind, pool=pool) as running:
        yield running


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """Where a run writes for as long as it goes on."""
    return tmp_path / "diary"
