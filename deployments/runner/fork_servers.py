"""Always a fork server that has the code which is installed now; the old ones live until their runs end."""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from deployments.runner.fork_client import START_SECONDS, ForkServerClient, ForkServerUnavailableError
from deployments.runner.installed_code import fingerprint
from deployments.runner.messages import Ready

_REST_AFTER_FAILURE = 15.0
"""Seconds of cold starts before a server that did not start is tried again."""


class ForkServers:
    """The current fork server, started, replaced when the code changes, and restarted when it dies."""

    def __init__(
        self,
        package: str,
        environment: Mapping[str, str],
        logger: logging.Logger | logging.LoggerAdapter[Any],
    ) -> None:
        self._package = package
        self._environment = environment
        self._logger = logger
        self._current: ForkServerClient | None = None
        self._fingerprint = 0
        self._rest_until = 0.0
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def is_warm(self) -> bool:
        """Whether the current server is ready; whether the code has changed is not looked at."""
        return self._current is not None and self._current.is_alive and self._current.was_ready

    def start(self) -> None:
        """Start a server without waiting for it."""
        self._fingerprint = fingerprint(self._package)
        self._current = ForkServerClient(self._package, self._environment, self._on_end)
        self._current.ready.add_done_callback(self._on_ready)
        self._current.start()

    async def current(self) -> tuple[ForkServerClient, Ready]:
        """A server that is ready and has imported what is installed.

        Raises:
            ForkServerUnavailableError: There is none, and why; the run is to be started cold.
        """
        changed = fingerprint(self._package) != self._fingerprint
        if self._current is not None and changed:
            self._logger.info("The installed code changed: new runs get a new fork server")
            self._retire(self._current)
        if changed or (self._current is None and time.monotonic() > self._rest_until):
            self.start()
        if self._current is None:
            raise ForkServerUnavailableError("the fork server does not start, its own output says why")
        server = self._current
        try:
            return server, await asyncio.wait_for(asyncio.shield(server.ready), START_SECONDS)
        except TimeoutError as late:
            raise ForkServerUnavailableError("the fork server takes too long to start") from late

    async def close(self) -> None:
        """End all servers, and with them whatever they still run."""
        if self._current is not None:
            await self._current.close()
        await asyncio.gather(*self._leaving)

    def _on_ready(self, ready: asyncio.Future[Ready]) -> None:
        if not ready.cancelled() and ready.exception() is None:
            found = ready.result()
            self._logger.info(
                "Runs are forked from process %s: caddie %s, commit %s",
                found.pid,
                found.version,
                found.commit,
            )

    def _on_end(self) -> None:
        """A server died: start another at once, but not if this one could not even start."""
        server = self._current
        if server is None or server.is_alive:  # it was one that was replaced
            return
        self._retire(server)
        self._current = None
        if server.was_ready:
            self._logger.warning("The fork server (process %s) died: starting another", server.pid)
            self.start()
        else:
            self._logger.error("The fork server did not start: runs start cold until it does")
            self._rest_until = time.monotonic() + _REST_AFTER_FAILURE

    def _retire(self, server: ForkServerClient) -> None:
        leaving = asyncio.create_task(server.close_when_idle())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
