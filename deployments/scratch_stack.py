"""A whole stack that leaves nothing behind: for the demo and for tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deployments.process_tree import dying_with_parent
from deployments.state_folder import Addresses
from tasks.errors import CaddieError
from tasks.settings import Settings

_STOP_SECONDS = 90


class ScratchStackError(CaddieError):
    """The stack did not become ready."""


@dataclass(frozen=True)
class ScratchStack:
    """A running stack with a state folder, ports and a token of its own."""

    home: Path
    environment: Mapping[str, str]
    """What a command needs to find it."""
    process: subprocess.Popen[str]
    addresses: Addresses


@contextmanager
def scratch_stack(*, said: int | None = None, **settings: str) -> Iterator[ScratchStack]:
    """Start a stack as `caddie up` does, and stop it and remove its folder at the end.

    Neither the caller's settings nor a `.env` reach it: it talks to the sandbox alone.

    Args:
        said: File descriptor for what the stack says on its way; this process's stderr if None.
        settings: Further settings, named as their variables.

    Raises:
        ScratchStackError: It did not start; it has said why.
    """
    home = Path(tempfile.mkdtemp(prefix="caddie-"))  # short: a socket's path has at most 107 bytes
    try:
        with stack_on(home, scratch_environment(home) | settings, said=said) as running:
            yield running
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def stack_on(
    home: Path, environment: Mapping[str, str], *, said: int | None = None
) -> Iterator[ScratchStack]:
    """The same on a state folder that stays, in an environment that names it."""
    with subprocess.Popen(
        (sys.executable, "-m", "deployments.cli", "up", "--json"),
        cwd=home,  # no .env there
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=said,
        text=True,
        start_new_session=True,
        preexec_fn=dying_with_parent(signal.SIGTERM),  # noqa: PLW1509  one system call
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise ScratchStackError(f"The stack did not start: exit code {process.wait()}")
            yield ScratchStack(home, environment, process, Addresses.from_json(line))
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def scratch_environment(home: Path) -> dict[str, str]:
    """The caller's environment without any setting of Caddie's or Prefect's, with free ports."""
    ours = {name.upper() for name in Settings.model_fields}
    names = ("CADDIE_WEBHOOK_PORT", "CADDIE_PREFECT_PORT", "CADDIE_SANDBOX_PORT")
    return (
        {name: value for name, value in os.environ.items() if name not in ours and "PREFECT" not in name}
        | {"CADDIE_HOME": str(home), "CADDIE_RATE_LIMIT": "1000000"}
        | dict(zip(names, map(str, _free_ports(len(names))), strict=True))
    )


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
