"""What the fork server imports before its first fork, and the proof that a fork of it is safe.

A thread does not survive a fork, but the locks it held do; a connection is used by both sides at once.
So the server has one thread and no socket but its own, and whoever breaks that is named.
"""

import builtins
import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from tasks.errors import TerminalError

# Imported by Prefect's engine only when a run gets there: sys.modules after a run, less before.
_LATE = (
    "anyio._backends._asyncio",
    "asyncio.base_events",
    "encodings.idna",
    "httpcore._async.connection",
    "httpcore._sync.connection",
    "prefect._internal.observers",
    "prefect._internal.metrics",
    "prefect.client.orchestration",
    "prefect.engine",
    "prefect.events.clients",
    "prefect.events.worker",
    "prefect.flow_engine",
    "prefect.flow_runs",
    "prefect.logging.handlers",
    "prefect.main",
    "prefect.results",
    "prefect.runner.storage",
    "prefect.task_engine",
    "prefect.task_runners",
    "prefect.utilities.engine",
    "prefect.utilities.importtools",
    "prefect.utilities.visualization",
    "rich._emoji_codes",
    "rich.traceback",
    "websockets.asyncio.client",
)
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
ONE_THREAD = dict.fromkeys(_ONE_THREAD, "1")
"""Native libraries that start threads as they are imported start none with this in the environment."""

_TASKS = Path("/proc/self/task")

# Python keeps small objects by their size in steps: https://docs.python.org/3/c-api/memory.html#pymalloc
_STEP, _LARGEST_SMALL = 16, 512
_BYTES_HEADER = sys.getsizeof(b"")
_FILLED_BYTES = 64 * 1024
"""Of each size."""


class UnsafeForkError(TerminalError):
    """A fork would copy a thread's locks or share a connection."""


def preload(package: str) -> None:
    """Import Prefect and every module of a package.

    Raises:
        UnsafeForkError: Something that was imported started a thread or opened a socket.
    """
    for name in _LATE:
        importlib.import_module(name)
    for name in _modules(package):
        importlib.import_module(name)
    _build_models(BaseModel)


def _build_models(parent: type[BaseModel]) -> None:
    """Build now what pydantic would build when it is first used: 45 ms and 6 MiB in every single run."""
    for model in parent.__subclasses__():
        if not model.__pydantic_complete__ and model.__module__.startswith("prefect."):
            model.model_rebuild(raise_errors=False)
        _build_models(model)


def fill_free_places() -> list[list[object]]:
    """Objects that take up the free places between those that runs share; to be kept for ever.

    A run's own small objects would land there, and each page that one of them lies in is copied whole. So
    they get pages of their own: 1.3 MiB less in every run for 1.7 MiB in the server; four times as many
    objects would save 0.4 MiB more for 8.
    """
    made: list[list[object]] = [
        [object() for _ in range(_FILLED_BYTES // _STEP)],
        [float(number) for number in range(_FILLED_BYTES // (2 * _STEP))],
    ]
    made.extend(
        [bytes(size - _BYTES_HEADER) for _ in range(_FILLED_BYTES // size)]
        for size in range(3 * _STEP, _LARGEST_SMALL + 1, _STEP)
    )
    return made


def check_fork(own_sockets: Collection[int], package: str) -> None:
    """Raise UnsafeForkError unless this process has one thread and no socket but its own."""
    problems = _problems(own_sockets)
    if problems:
        raise UnsafeForkError(
            f"Runs cannot be forked: {'; '.join(problems)}. {_blame(package)}"
            " Import or start it inside a step instead."
        )


def _problems(own_sockets: Collection[int]) -> list[str]:
    threads = [
        f"thread {(thread / 'comm').read_text().strip()!r} is running"
        for thread in _TASKS.iterdir()
        if int(thread.name) != os.getpid()
    ]
    return threads + [f"{kind} is open (descriptor {number})" for number, kind in _sockets(own_sockets)]


def _sockets(own: Collection[int]) -> Iterator[tuple[int, str]]:
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:  # the descriptor of the listing itself
            continue
        if target.startswith("socket:") and int(descriptor.name) not in own:
            yield int(descriptor.name), target


def _modules(package: str) -> Iterator[str]:
    folder = importlib.import_module(package).__path__
    return (module.name for module in pkgutil.walk_packages(folder, f"{package}."))


def _blame(package: str) -> str:
    """Import everything once more in a process of its own, and say which import it was."""
    finding = subprocess.run(  # noqa: S603 (our own module, no outside input)
        [sys.executable, "-m", "deployments.runner.preload", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return finding.stdout.strip()


def _find_culprits(package: str) -> list[str]:
    """The innermost imports after which there were more threads or sockets than before."""
    culprits: list[str] = []
    original = builtins.__import__
    known = _count()

    def watching(name: str, *arguments: Any, **options: Any) -> ModuleType:
        nonlocal known
        module = original(name, *arguments, **options)
        if (now := _count()) > known:
            culprits.append(name)
            known = now
        return module

    builtins.__import__ = watching
    try:
        preload(package)
    finally:
        builtins.__import__ = original
    return culprits


def _count() -> int:
    return sum(1 for _ in _TASKS.iterdir()) + sum(1 for _ in _sockets(()))


if __name__ == "__main__":
    found = _find_culprits(sys.argv[1])
    sys.stdout.write(f"It came with the import of {', '.join(found)}.\n" if found else "")
