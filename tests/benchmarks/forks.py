"""What a fork server looks like after ten thousand forks: it must neither grow nor leak.

`make bench`, or `python -m tests.benchmarks.forks [--forks N]`. Each fork takes a run's place, loads its flow
and ends, without an API to talk to; four go on at once.
"""

import argparse
import asyncio
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from deployments.runner.fork_client import Exit, ForkServerClient
from tests.deployments.runner.forking import order, with_server

FORKS = 10_000
LOOKS = 10
AT_ONCE = 4
WARM_UP = 50
MOST_GROWTH_MIB = 4.0


@dataclass(frozen=True, slots=True)
class Look:
    """A fork server after so many forks."""

    forks: int
    seconds: float
    resident_mib: float
    private_mib: float
    descriptors: int
    threads: int
    children: int


def look(server: psutil.Process, forks: int, seconds: float) -> Look:
    memory = server.memory_full_info()
    return Look(
        forks=forks,
        seconds=seconds,
        resident_mib=memory.rss / 2**20,
        private_mib=memory.uss / 2**20,
        descriptors=server.num_fds(),
        threads=server.num_threads(),
        children=len(server.children()),
    )


async def fork(client: ForkServerClient, folder: Path, count: int) -> None:
    left = iter(range(count))

    async def one_after_the_other() -> None:
        for _ in left:
            run = await client.fork(order("steps", folder), 2)
            assert await run.ended == Exit(0)

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))


def measure(folder: Path, forks: int) -> list[Look]:
    looks: list[Look] = []

    async def work(client: ForkServerClient) -> None:
        server = psutil.Process(client.pid)
        await fork(client, folder, WARM_UP)
        looks.append(look(server, 0, 0))
        began = time.monotonic()
        for part in range(1, LOOKS + 1):
            await fork(client, folder, forks // LOOKS)
            looks.append(look(server, part * (forks // LOOKS), time.monotonic() - began))

    with_server(work)
    return looks


def main() -> None:
    """Fork, look, print one table, and say whether it stayed as it was."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--forks", type=int, default=FORKS)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="caddie-bench-") as folder:
        os.chdir(folder)  # Python looks into the current folder first, where our own flows would be
        looks = measure(Path(folder), wanted.forks)
        os.chdir("/")
    table = Table(title=f"the fork server after so many forks, {AT_ONCE} at once")
    for heading in ("forks", "seconds", "resident MiB", "private MiB", "descriptors", "threads", "children"):
        table.add_column(heading, justify="right")
    for one in looks:
        table.add_row(
            f"{one.forks:,}",
            f"{one.seconds:.0f}",
            f"{one.resident_mib:.1f}",
            f"{one.private_mib:.1f}",
            str(one.descriptors),
            str(one.threads),
            str(one.children),
        )
    console = Console(width=100)
    console.print(table)
    first, last = looks[0], looks[-1]
    grown = last.private_mib - first.private_mib
    console.print(f"private memory grew by {grown:.2f} MiB over {last.forks:,} forks")
    if grown > MOST_GROWTH_MIB or last.descriptors > first.descriptors or last.threads > 1:
        raise SystemExit("not as promised: it grows or leaks")


if __name__ == "__main__":
    main()
