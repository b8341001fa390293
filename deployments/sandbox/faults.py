"""Switches by which a test makes a stand-in misbehave as real providers do."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Fault(BaseModel):
    """How the next calls go wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["status_429", "status_500", "status_503", "hang", "drop_after", "error_after"] = Field(
        description="429: throttled, nothing done. 500: the provider broke at work, and stores that as the"
        " answer of the idempotency key. 503: its front door broke; nothing done, nothing stored."
        " hang: the work waits. drop_after: the work is done, then the line breaks. error_after: the work is"
        " done, then a 500 comes."
    )
    count: int = Field(1, ge=1, description="how many calls it hits")
    path: str = Field("", description="only calls whose path begins with this")
    seconds: float = Field(60, gt=0, le=600, description="longest wait of hang; DELETE ends it at once")
    retry_after: int | None = Field(None, ge=0, description="the Retry-After of 429 and 503, in seconds")


@dataclass(slots=True)
class _Armed:
    fault: Fault
    left: int


class Faults:
    """The switches of one stand-in."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []
        self._released = asyncio.Event()

    @property
    def armed(self) -> list[Fault]:
        """What is still to hit a call, with how many it will hit."""
        return [armed.fault.model_copy(update={"count": armed.left}) for armed in self._armed]

    def arm(self, fault: Fault) -> None:
        """Let it hit the next calls, after those that are armed already."""
        self._armed.append(_Armed(fault, fault.count))

    def clear(self) -> None:
        """No more faults; who hangs goes on."""
        self._armed.clear()
        self._released.set()
        self._released = asyncio.Event()

    def take(self, path: str) -> Fault | None:
        """The fault that hits a call to this path, if one does."""
        for armed in self._armed:
            if path.startswith(armed.fault.path):
                armed.left -= 1
                if armed.left == 0:
                    self._armed.remove(armed)
                return armed.fault
        return None

    async def hang(self, seconds: float) -> None:
        """Wait until the time is up or the faults are cleared."""
        try:
            await asyncio.wait_for(self._released.wait(), seconds)
        except TimeoutError:
            return


class BrokenLine(Response):
    """An answer that stops after its headers: the server closes the connection and the body never comes."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Promise a body and send none."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
