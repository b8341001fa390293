"""Telling the shop what has happened, until it says that it knows (https://docs.stripe.com/webhooks).

Every event by itself, so that order is nobody's promise, as at Stripe; with pauses that grow.
"""

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Callable
from functools import cache, partial
from http import HTTPStatus

import httpx
from pydantic import BaseModel, ConfigDict, Field

from deployments.sandbox.stripe_checkout.account import Account, Change
from deployments.sandbox.stripe_checkout.letters import Letter, Manner, letter_of
from deployments.sandbox.stripe_checkout.objects import Event
from tasks.settings import SANDBOX_WEBHOOK_SECRET

MOST_TRIES = 8
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
ANSWER_WITHIN_SECONDS = 10.0
AT_ONCE = 16
EXPIRES_WITHIN_SECONDS = 1.0
TRIES_REMEMBERED = 200
LONGEST_ANSWER = 500


class Endpoint(BaseModel):
    """Where the shop is told, and what it shares with Stripe."""

    model_config = ConfigDict(frozen=True)

    url: str = ""
    secret: str = SANDBOX_WEBHOOK_SECRET


class Tried(BaseModel):
    """One request to the shop and what came of it."""

    event: str | None = None
    type: str | None = None
    attempt: int = 1
    status: int | None = Field(None, description="what the shop answered; none if it could not be reached")
    said: str = Field("", description="the beginning of its answer, or what went wrong on the way")

    @property
    def taken(self) -> bool:
        """Whether the shop has said that it knows."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


class Webhooks:
    """The deliveries of one account."""

    def __init__(self, account: Account, endpoint: Endpoint, wall: Callable[[], float] = time.time) -> None:
        """Nothing is sent before something happens, or `start` or `wake` is called.

        Args:
            account: Whose events are told.
            endpoint: Without a URL everything waits.
            wall: Unix seconds as the shop has them too, whatever clock the account goes by.
        """
        self._account = account
        self._wall = wall
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._given_up: set[str] = set()
        self._lines = asyncio.Semaphore(AT_ONCE)
        self.endpoint = endpoint
        self.hold = False
        self.drop = 0
        self.thin = False
        self.tried: deque[Tried] = deque(maxlen=TRIES_REMEMBERED)
        self._calendar: asyncio.Task[None] | None = None
        account.on_events = self.wake

    def start(self) -> None:
        """Begin, with what was left untold; from here on sessions expire by themselves."""
        self.wake()
        self._calendar = asyncio.get_running_loop().create_task(self._watch_the_calendar())

    def wake(self) -> None:
        """Begin to tell what is untold. Called in the event loop."""
        waiting = [
            event
            for event in self._account.untold_events()
            if event.id not in self._under_way and event.id not in self._given_up
        ]
        dropped = waiting[: self.drop]
        if dropped:
            self.drop -= len(dropped)
            self._account.commit(Change(undeliverable=tuple(event.id for event in dropped)))
        if self.hold or not self.endpoint.url:
            return
        for event in waiting[len(dropped) :]:
            task = asyncio.get_running_loop().create_task(self._tell(event))
            self._under_way[event.id] = task
            task.add_done_callback(partial(self._no_more_under_way, event.id))

    def _no_more_under_way(self, event_id: str, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(event_id, None)

    def stop(self) -> None:
        """Hold everything, also what is under way between two tries."""
        self.hold = True
        for task in self._under_way.values():
            task.cancel()

    def try_again(self) -> None:
        """Give those that were given up another round of tries."""
        self._given_up.clear()
        self.wake()

    async def deliver(self, event: Event | None, manner: Manner, attempt: int = 1) -> Tried:
        """One request, now, whatever is held or dropped."""
        letter = letter_of(event, manner, self.endpoint.secret, int(self._wall()))
        async with self._lines:
            status, said = await _post(self.endpoint.url, letter)
        tried = Tried(
            event=event.id if event else None,
            type=event.type if event else None,
            attempt=attempt,
            status=status,
            said=said,
        )
        self.tried.append(tried)
        if event is not None and tried.taken and manner.tells_the_truth:
            told = self._account.event(event.id).model_copy(update={"pending_webhooks": 0})
            self._account.commit(Change(events=(told,)))
        return tried

    async def _watch_the_calendar(self) -> None:
        while True:
            self._account.expire_due()
            await asyncio.sleep(EXPIRES_WITHIN_SECONDS)

    async def _tell(self, event: Event) -> None:
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(1, MOST_TRIES + 1):
            if self._account.event(event.id).pending_webhooks == 0:
                return
            if (await self.deliver(event, Manner(thin=self.thin), attempt)).taken:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self._given_up.add(event.id)


async def _post(url: str, letter: Letter) -> tuple[int | None, str]:
    if not url:
        return None, "there is no endpoint"
    try:
        async with httpx.AsyncClient(
            verify=_authorities(), timeout=ANSWER_WITHIN_SECONDS, trust_env=False
        ) as line:
            answer = await line.post(url, content=letter.body, headers=letter.headers)
    except httpx.HTTPError as error:
        return None, f"{type(error).__name__}: {error}"
    return answer.status_code, answer.text[:LONGEST_ANSWER]


@cache
def _authorities() -> ssl.SSLContext:
    """Read once: it takes longer than a delivery."""
    return ssl.create_default_context()
