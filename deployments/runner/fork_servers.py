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

    def start(self) -> None:
        """Start a server without waiting for it."""
        self._fingerprint = fingerprint(self._package)
        self._current = ForkServerClient(self._package, self._environment)
        self._current.start()

    async def current(self) -> tuple[ForkServerClient, Ready]:
        """A server that is ready and has imported what is installed.

        Raises:
            ForkServerUnavailableError: There is none, and why; the run is to be started cold.
        """
        if time.monotonic() < self._rest_until:
            raise ForkServerUnavailableError("The fork server did not start; it is tried again soon")
        self._replace_if_due()
        server = self._current
        if server is None:
            raise ForkServerUnavailableError("The fork server was not started")
        try:
            ready = await asyncio.wait_for(asyncio.shield(server.ready), START_SECONDS)
        except (ForkServerUnavailableError, TimeoutError) as failure:
            if server is self._current:
                self._rest_until = time.monotonic() + _REST_AFTER_FAILURE
                self._retire(server)
                self._current = None
            raise ForkServerUnavailableError(str(failure) or "The fork server takes too long") from failure
        return server, ready

    def _replace_if_due(self) -> None:
        server = self._current
        if server is not None and server.is_alive:
            if fingerprint(self._package) == self._fingerprint:
                return
            self._logger.info("The installed code changed: new runs get a new fork server")
            self._retire(server)
        elif server is not None and server.ready.done():
            self._logger.warning("The fork server (process %s) died: starting another", server.pid)
            self._retire(server)
        self.start()

    def _retire(self, server: ForkServerClient) -> None:
        leaving = asyncio.create_task(server.close_when_idle())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """End all servers, and with them whatever they still run."""
        if self._current is not None:
            await self._current.close()
        await asyncio.gather(*self._leaving)
