"""The lives of a stack's parts: started, asked whether they are ready, restarted when they die, stopped."""

import asyncio
import logging
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Never

from deployments.process_tree import dying_with_parent, kill_descendants, reap_orphans
from tasks.errors import CaddieError

log = logging.getLogger("caddie.stack")

DEATHS = 3
WITHIN_SECONDS = 60
_ASK_AGAIN_SECONDS = 0.05
_LAST_LINES = 15

Question = Callable[[], Awaitable[bool]]


class PartFailedError(CaddieError):
    """A part does not start, or keeps dying. Shows the last lines of its log."""


async def _nothing() -> None:
    """What a part without preparations does before it starts."""


@dataclass(frozen=True)
class Part:
    """One program of the stack, and how to get on with it."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path | None = None
    account: str | None = None
    """System account that it runs as, if it must be another."""
    before: Callable[[], Awaitable[None]] = _nothing
    """Awaited before each start."""
    before_stop: Callable[[int], Awaitable[None]] | None = None
    """Given its process id, awaited before it is told to stop."""
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    """What it gets from the kernel if the stack is killed."""
    start_seconds: float = 90
    stop_seconds: float = 5


@dataclass
class _Life:
    """A part's present process and what watches it."""

    part: Part
    ready: Question
    process: subprocess.Popen[bytes]
    keeper: asyncio.Task[None] | None = None


class Supervisor:
    """Starts parts and keeps them. For the main thread: a part dies with the thread that started it."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._lives: list[_Life] = []
        self._pids: set[int] = set()
        self._died_too_often: asyncio.Future[Never] = asyncio.get_running_loop().create_future()
        self._hurry = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, lambda: reap_orphans(self._pids))

    async def start(self, part: Part, ready: Question) -> None:
        """Start a part and return when it is ready; from then on it is kept alive.

        Raises:
            PartFailedError: It ended, or was not ready within its time.
        """
        began = time.monotonic()
        await part.before()
        life = _Life(part, ready, self._spawn(part))
        self._lives.append(life)
        if not await self._becomes_ready(life):
            raise PartFailedError(f"{part.name} did not start{self._last_lines(part)}")
        log.info("%-10s ready in %.1f s", part.name, time.monotonic() - began)
        life.keeper = asyncio.create_task(self._keep(life))

    async def run(self, part: Part) -> None:
        """Run a part that ends by itself.

        Raises:
            PartFailedError: It ended badly.
        """
        began = time.monotonic()
        process = self._spawn(part)
        if await self._end(process) != 0:
            raise PartFailedError(f"{part.name} failed{self._last_lines(part)}")
        log.info("%-10s done in %.1f s", part.name, time.monotonic() - began)

    async def keep(self) -> Never:
        """Keep every part alive, for ever.

        Raises:
            PartFailedError: One died too often.
        """
        await self._died_too_often

    def hurry(self) -> None:
        """Have `stop` wait for nothing more."""
        self._hurry.set()

    async def stop(self) -> None:
        """Stop the parts, last one first, and then every process that any of them left behind."""
        keepers = [life.keeper for life in self._lives if life.keeper is not None]
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        for life in reversed(self._lives):
            await self._stop(life)
        asyncio.get_running_loop().remove_signal_handler(signal.SIGCHLD)
        kill_descendants()

    async def _stop(self, life: _Life) -> None:
        if life.process.poll() is not None:
            return
        waits = {
            asyncio.create_task(self._end_gently(life)),
            asyncio.create_task(self._hurry.wait()),
        }
        await asyncio.wait(waits, timeout=life.part.stop_seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        for failed in await asyncio.gather(*waits, return_exceptions=True):
            if isinstance(failed, Exception):
                log.error("%s could not be stopped gently", life.part.name, exc_info=failed)
        if life.process.poll() is None:
            log.info("%s was still busy: killed", life.part.name)
            life.process.kill()
            await self._end(life.process)

    async def _end_gently(self, life: _Life) -> None:
        if life.part.before_stop is not None:
            await life.part.before_stop(life.process.pid)
        life.process.send_signal(life.part.stop_signal)
        await self._end(life.process)

    async def _keep(self, life: _Life) -> None:
        part = life.part
        deaths: deque[float] = deque(maxlen=DEATHS)
        while True:
            status = await self._end(life.process)
            deaths.append(time.monotonic())
            how = f"signal {-status}" if status < 0 else f"exit code {status}"
            if len(deaths) == DEATHS and deaths[-1] - deaths[0] < WITHIN_SECONDS:
                reason = f"{part.name} died {DEATHS} times within a minute (last: {how}), so the stack stops"
                self._give_up(PartFailedError(reason + self._last_lines(part)))
                return
            log.warning("%s died (%s): starting it again", part.name, how)
            await part.before()
            life.process = self._spawn(part)
            if await self._becomes_ready(life):
                log.info("%s is back", part.name)
            else:
                life.process.kill()

    def _give_up(self, error: PartFailedError) -> None:
        if not self._died_too_often.done():
            self._died_too_often.set_exception(error)

    async def _becomes_ready(self, life: _Life) -> bool:
        """Whether it is ready before it ends and before its time is up."""
        deadline = time.monotonic() + life.part.start_seconds
        while life.process.poll() is None and time.monotonic() < deadline:
            if await life.ready():
                return True
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
        return False

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        with self._log_file(part).open("ab") as output:
            process = subprocess.Popen(  # noqa: S603  the commands are our own
                part.command,
                env=part.environment,
                cwd=part.folder,
                user=part.account,
                group=part.account,
                extra_groups=None if part.account is None else (),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the stack, which stops its parts in order
                preexec_fn=dying_with_parent(part.orphan_signal),  # noqa: PLW1509  this process has one thread
            )
        self._pids.add(process.pid)
        return process

    async def _end(self, process: subprocess.Popen[bytes]) -> int:
        """The exit status, once there is one; negative is a signal."""
        status = process.poll()
        if status is None:
            loop = asyncio.get_running_loop()
            ended = asyncio.Event()
            descriptor = os.pidfd_open(process.pid)
            loop.add_reader(descriptor, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(descriptor)
                os.close(descriptor)
            status = process.wait()
        self._pids.discard(process.pid)
        return status

    def _log_file(self, part: Part) -> Path:
        return self._logs / f"{part.name}.log"

    def _last_lines(self, part: Part) -> str:
        lines = self._log_file(part).read_text(errors="replace").splitlines()[-_LAST_LINES:]
        said = "".join(f"\n  | {line}" for line in lines) or " (it is empty)"
        return f". The end of {self._log_file(part)}:{said}"
