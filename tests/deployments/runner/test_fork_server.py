"""A fork server asked directly: it neither grows nor leaks nor outlives its worker."""

import asyncio
import signal
from pathlib import Path

import psutil
import pytest

from deployments.runner.fork_client import Exit, ForkServerClient, ForkServerUnavailableError
from tests.deployments.runner.forking import order, with_server
from tests.patience import on_this_machine, until


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python looks into the current folder first, where the real flows would be."""
    monkeypatch.chdir(tmp_path)


def test_it_stays_as_it_is_however_often_it_forks(tmp_path: Path) -> None:
    async def forks(client: ForkServerClient, count: int) -> None:
        for _ in range(count):
            run = await client.fork(order("steps", tmp_path), 2)
            assert await run.ended == Exit(0)

    async def test(client: ForkServerClient) -> None:
        server = psutil.Process(client.pid)
        await forks(client, 20)
        descriptors, memory = server.num_fds(), server.memory_info().rss
        await forks(client, 100)
        assert server.num_fds() == descriptors
        assert server.memory_info().rss < memory + 1_000_000
        assert server.children() == []
        assert server.num_threads() == 1

    with_server(test)


def test_a_module_that_is_not_there_is_an_exit_code_not_the_servers_end(tmp_path: Path) -> None:
    async def test(client: ForkServerClient) -> None:
        failed = await client.fork(order("nowhere", tmp_path), 2)
        assert await failed.ended == Exit(1)
        good = await client.fork(order("steps", tmp_path), 2)
        assert await good.ended == Exit(0)

    with_server(test)


def test_who_waits_learns_of_its_death(tmp_path: Path) -> None:
    ended = asyncio.Event()

    async def test(client: ForkServerClient) -> None:
        psutil.Process(client.pid).send_signal(signal.SIGKILL)
        await asyncio.wait_for(ended.wait(), on_this_machine(5))
        with pytest.raises(ForkServerUnavailableError):
            await client.fork(order("steps", tmp_path), 2)

    with_server(test, ended.set)


def test_it_ends_with_its_worker() -> None:
    pids: list[int] = []

    async def test(client: ForkServerClient) -> None:
        assert client.pid is not None
        pids.append(client.pid)

    with_server(test)
    until(lambda: not psutil.pid_exists(pids[0]), "the server's end")
