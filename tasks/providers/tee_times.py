"""The tee-time source: any service that answers `GET {TEE_TIME_API_URL}/tee-times`, or the sandbox's.

An answer is `{"tee_times": [...], "next_cursor"?}`; the fields of an entry are those of `TeeTime`, of
which the last four may be left out. An entry that is none is left out, and the others count.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

import httpx
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from tasks.errors import ProviderBusyError, ProviderRefusedError, ProviderUnavailableError
from tasks.providers.geocoder import Point, time_zone_at
from tasks.providers.rate_limits import pause_asked
from tasks.providers.retry_after import retry_after_seconds
from tasks.settings import settings

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
MOST_BYTES = 4_000_000
MOST_PAGES = 50
MOST_ENTRIES = 5_000
LONGEST_WAIT_SECONDS = 5.0
_TRIES = 3

_STORABLE = r"^[^\x00]+$"
Name = Annotated[str, Field(max_length=200, strict=True, pattern=_STORABLE)]
Id = Annotated[str, Field(max_length=200, coerce_numbers_to_str=True, pattern=_STORABLE)]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]


@checked_dataclass(frozen=True, slots=True)
class TeeTime:
    """One tee time that can be booked.

    Attributes:
        starts_at: With its offset.
        players_available: How many places are free.
        price_cents: What one player pays, in the currency's smallest unit.
        booking_url: http or https.
        latitude: Of the course; with `longitude`, or not at all.
        hot_deal: It costs less than usual.
    """

    id: Id
    course_id: Id
    course_name: Name
    starts_at: Moment
    players_available: Annotated[int, Field(ge=0, le=100)]
    price_cents: Annotated[int, Field(ge=0, le=100_000_000)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    booking_url: Annotated[str, Field(max_length=2_000, pattern=r"^https?://[^\s\x00<>\"\\]+$")]
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    holes: Literal[9, 18] | None = None
    hot_deal: bool = False

    @property
    def time_zone(self) -> str | None:
        """IANA name of the course's own zone, if its position is known and on land."""
        if self.latitude is None or self.longitude is None:
            return None
        return time_zone_at(Point(self.latitude, self.longitude))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the source says to one question.

    Attributes:
        tee_times: All of them, over all pages; None if nothing changed since the answer with the given etag.
        etag: To ask with the next time; None if the source gives none, or answers in several pages.
        left_out: How many entries were none.
        fault: What is wrong with the first of those.
    """

    tee_times: tuple[TeeTime, ...] | None
    etag: str | None
    left_out: int = 0
    fault: str | None = None


_TEE_TIME = TypeAdapter(TeeTime)


@dataclass(slots=True)
class Source:
    """The source while a sweep lasts. Any number of threads may ask, and all keep to its limits."""

    _client: httpx.Client
    _free_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, query: Mapping[str, str], etag: str | None = None) -> Answer:
        """Everything that it offers.

        Args:
            query: The parameters of `GET /tee-times`, without a cursor.
            etag: That of the last answer to this question.

        Raises:
            ProviderBusyError: It wants to be left alone for longer than a sweep waits.
            ProviderUnavailableError: It did not answer, or broke.
            ProviderRefusedError: It refused, or answers with something that is no list of tee times.
        """
        found: list[TeeTime] = []
        faults: list[str] = []
        cursor: str | None = None
        cursors: set[str] = set()
        for _ in range(MOST_PAGES):
            page = self._page(dict(query) | ({} if cursor is None else {"cursor": cursor}), etag)
            if page is None:
                return Answer(None, etag)
            content, new_etag = page
            self._read(content, found, faults)
            following = content.get("next_cursor")
            if following is None:
                one_page = not cursors
                return Answer(
                    tuple(found), new_etag if one_page else None, len(faults), next(iter(faults), None)
                )
            cursor, etag = str(following), None
            if cursor in cursors:
                raise ProviderRefusedError("The tee-time source goes round in circles: a cursor came twice")
            cursors.add(cursor)
        raise ProviderRefusedError(f"The tee-time source has more than {MOST_PAGES} pages for one area")

    def _read(self, content: Mapping[str, Any], found: list[TeeTime], faults: list[str]) -> None:
        entries = content.get("tee_times")
        if not isinstance(entries, list):
            raise ProviderRefusedError("The tee-time source answers without a list of tee_times")
        if len(found) + len(entries) > MOST_ENTRIES:
            raise ProviderRefusedError(
                f"The tee-time source gives over {MOST_ENTRIES} tee times for one area"
            )
        for entry in entries:
            try:
                found.append(_TEE_TIME.validate_python(entry))
            except ValidationError as invalid:
                first = invalid.errors(include_input=False, include_url=False)[0]
                faults.append(f"{'.'.join(map(str, first['loc'])) or 'entry'}: {first['msg']}")

    def _page(
        self, query: Mapping[str, str], etag: str | None
    ) -> tuple[Mapping[str, Any], str | None] | None:
        """One page and its etag; None if it has not changed."""
        headers = {} if etag is None else {"If-None-Match": etag}
        for attempt in range(1, _TRIES + 1):
            self._wait_for_leave()
            try:
                with self._client.stream("GET", "/tee-times", params=query, headers=headers) as answer:
                    self._heed(answer)
                    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS and attempt < _TRIES:
                        continue
                    _refuse_errors(answer)
                    if answer.status_code == HTTPStatus.NOT_MODIFIED:
                        return None
                    return _decoded(answer), answer.headers.get("etag")
            except httpx.HTTPError as error:
                raise ProviderUnavailableError(
                    f"The tee-time source did not answer: {type(error).__name__} {error}".rstrip()
                ) from error
        raise AssertionError("the last try answers or raises")

    def _wait_for_leave(self) -> None:
        with self._lock:
            wait = self._free_at - time.monotonic()
        if wait > LONGEST_WAIT_SECONDS:
            raise ProviderBusyError("The tee-time source wants to be left alone", retry_after=wait)
        if wait > 0:
            time.sleep(wait)

    def _heed(self, answer: httpx.Response) -> None:
        """Note how long the source wants to be left alone, by whoever asks."""
        pause = pause_asked(answer.headers)
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            asked = retry_after_seconds(answer.headers.get("retry-after"), datetime.now(UTC))
            pause = max(pause, 1.0 if asked is None else asked)
        if pause > 0:
            with self._lock:
                self._free_at = max(self._free_at, time.monotonic() + pause)


@contextmanager
def open_source() -> Iterator[Source]:
    """The source that TEE_TIME_API_URL names; its connections are kept while the block lasts."""
    with httpx.Client(base_url=settings().tee_times_url, timeout=TIMEOUT, trust_env=False) as client:
        yield Source(client)


def _refuse_errors(answer: httpx.Response) -> None:
    status = answer.status_code
    if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        return
    asked = retry_after_seconds(answer.headers.get("retry-after"), datetime.now(UTC))
    text = f"The tee-time source answered {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ProviderBusyError(text, retry_after=asked)
    if status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY) or answer.is_server_error:
        raise ProviderUnavailableError(text, retry_after=asked)
    raise ProviderRefusedError(f"{text}: check TEE_TIME_API_URL")


def _decoded(answer: httpx.Response) -> Mapping[str, Any]:
    body = bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise ProviderRefusedError(f"The tee-time source sends more than {MOST_BYTES:,} bytes a page")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderRefusedError("The tee-time source answers with something that is no JSON") from None
    if not isinstance(content, dict):
        raise ProviderRefusedError("The tee-time source answers with something that is no object")
    return content
