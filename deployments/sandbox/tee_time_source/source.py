"""The source's state: how far its clock is, what was put in and taken out by hand, how it answers."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from deployments.sandbox.journal import Journal
from deployments.sandbox.tee_time_source.question import Question, cursor_after
from deployments.sandbox.tee_time_source.world import (
    LINK_BASE,
    Offer,
    courses_near,
    miles_between,
    offers_of,
)

SEED = "caddie"


class Opening(BaseModel):
    """A tee time put in by hand. It stays until it is taken out or has begun."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1, max_length=200)
    course_id: int = 1
    course_name: str = "Sandbox Links"
    latitude: float | None = Field(None, description="without a position it is offered in every area")
    longitude: float | None = None
    starts_at: AwareDatetime = Field(description="with the offset of the course's clocks")
    players_available: int = Field(4, ge=0)
    price_cents: int = Field(4_900, ge=0)
    currency: str = "USD"
    holes: Literal[9, 18] | None = 18
    hot_deal: bool = False
    booking_url: str | None = Field(None, description="without it a page of the sandbox")

    @property
    def offer(self) -> Offer:
        """As the source shows it."""
        shown = self.model_dump(mode="json", exclude_none=True)
        shown.setdefault("booking_url", f"{LINK_BASE}/tee-time-source/book/{self.id}")
        return Offer(
            id=self.id,
            course_id=str(self.course_id),
            starts=int(self.starts_at.timestamp()),
            minute=self.starts_at.hour * 60 + self.starts_at.minute,
            day=self.starts_at.date(),
            players=self.players_available,
            text=json.dumps(shown),
        )


class Change(BaseModel):
    """What a switch changed: one line of the journal."""

    model_config = ConfigDict(frozen=True)

    clock: int | None = None
    made_up: bool | None = None
    put_in: tuple[Opening, ...] = ()
    taken_out: tuple[str, ...] = ()
    emptied: Literal[True] | None = None


class Fault(BaseModel):
    """How answers go wrong, everywhere or in one area."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["down", "slow", "rubbish", "broken_entry", "cut_off", "throttled"] = Field(
        description="down: 503. slow: it waits first. rubbish: 200 with HTML. broken_entry: the first tee"
        " time has no price. cut_off: the line breaks in the middle of the answer. throttled: 429"
    )
    lat: float | None = Field(None, ge=-90, le=90, description="with lng: only areas whose middle is near it")
    lng: float | None = Field(None, ge=-180, le=180)
    miles: float = Field(1, gt=0, description="how near")
    count: int | None = Field(None, ge=1, description="how many answers it hits; without it all")
    seconds: float = Field(5, gt=0, le=600, description="how long slow waits; DELETE ends it at once")
    retry_after: int | None = Field(None, ge=0, description="the Retry-After of down and throttled")

    def hits(self, latitude: float, longitude: float) -> bool:
        """Whether an area with this middle is concerned."""
        if self.lat is None or self.lng is None:
            return True
        return miles_between(self.lat, self.lng, latitude, longitude) <= self.miles


class Manner(BaseModel):
    """How the source answers. What is left out is as at the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page_size: Annotated[int, Field(ge=1, le=1000)] = 200
    per_second: Annotated[int, Field(ge=1)] | None = Field(None, description="more calls are throttled")
    etags: bool = Field(True, description="with conditional requests")


class Counted(BaseModel):
    """The calls since the start, or since they were last forgotten."""

    calls: int
    not_modified: int
    most_in_a_second: int
    areas: dict[str, int] = Field(description="calls by lat,lng")


class Source:
    """What it offers at this moment of its clock, which stands still until it is moved."""

    def __init__(self, journal: Journal[Change], clock: Callable[[], float]) -> None:
        """Take up where the journal ends; `clock` gives Unix seconds: what has begun is not offered."""
        self._journal = journal
        self._clock = clock
        self._put_in: dict[str, Offer] = {}
        self._places: dict[str, tuple[float, float] | None] = {}
        self._taken_out: set[str] = set()
        self.seconds = 0
        self.made_up = True
        self.manner = Manner()
        self.faults: list[Fault] = []
        self._areas: Counter[str] = Counter()
        self._second = (0, 0)
        self._most_in_a_second = 0
        self.not_modified = 0
        for change in journal.replay():
            self._apply(change)

    def commit(self, change: Change) -> None:
        """Make a change last."""
        self._journal.append(change)
        self._apply(change)

    @property
    def put_in(self) -> list[Offer]:
        """What was put in by hand, in order of time."""
        return sorted(self._put_in.values(), key=lambda offer: offer.starts)

    def page(self, question: Question) -> tuple[list[Offer], str | None]:
        """The part of the offers that the cursor asks for, and what asks for the next."""
        offers = sorted(self._offers(question), key=lambda offer: (offer.starts, offer.id))
        if question.cursor is not None:
            offers = [offer for offer in offers if (offer.starts, offer.id) > question.cursor]
        size = self.manner.page_size
        if len(offers) <= size:
            return offers, None
        return offers[:size], cursor_after(offers[size - 1].starts, offers[size - 1].id)

    def count(self, question: Question) -> bool:
        """Count a call; False if this second has had enough."""
        second = int(time.monotonic())
        self._areas[f"{question.lat:.4f},{question.lng:.4f}"] += 1
        calls = 1 + (self._second[1] if self._second[0] == second else 0)
        self._second = (second, calls)
        self._most_in_a_second = max(self._most_in_a_second, calls)
        return self.manner.per_second is None or calls <= self.manner.per_second

    @property
    def counted(self) -> Counted:
        """The calls."""
        return Counted(
            calls=sum(self._areas.values()),
            not_modified=self.not_modified,
            most_in_a_second=self._most_in_a_second,
            areas=dict(self._areas),
        )

    def forget_calls(self) -> None:
        """Count from 0."""
        self._areas.clear()
        self._most_in_a_second = 0
        self.not_modified = 0

    def take_fault(self, question: Question) -> Fault | None:
        """The fault that hits a call, if one does."""
        for place, fault in enumerate(self.faults):
            if fault.hits(question.lat, question.lng):
                if fault.count == 1:
                    del self.faults[place]
                elif fault.count is not None:
                    self.faults[place] = fault.model_copy(update={"count": fault.count - 1})
                return fault
        return None

    def _offers(self, question: Question) -> Iterator[Offer]:
        now = self._clock()
        for offer in self._candidates(question):
            if (
                offer.starts > now
                and offer.players >= question.players
                and question.time_from <= offer.minute <= question.time_to
                and offer.id not in self._taken_out
                and (not question.course_id or offer.course_id in question.course_id)
            ):
                yield offer

    def _candidates(self, question: Question) -> Iterator[Offer]:
        for offer in self._put_in.values():
            place = self._places[offer.id]
            if question.date_from <= offer.day <= question.date_to and (
                place is None or miles_between(question.lat, question.lng, *place) <= question.radius_miles
            ):
                yield offer
        if self.made_up:
            for course in courses_near(question.lat, question.lng, question.radius_miles, SEED):
                for day in question.days:
                    for offer in offers_of(course, day, SEED):
                        if offer.is_shown(self.seconds) and offer.id not in self._put_in:
                            yield offer

    def _apply(self, change: Change) -> None:
        if change.emptied:
            self._put_in.clear()
            self._taken_out.clear()
        for opening in change.put_in:
            self._put_in[opening.id] = opening.offer
            self._taken_out.discard(opening.id)
            self._places[opening.id] = (
                None
                if opening.latitude is None or opening.longitude is None
                else (opening.latitude, opening.longitude)
            )
        for opening_id in change.taken_out:
            self._taken_out.add(opening_id)
            self._put_in.pop(opening_id, None)
        self.seconds = self.seconds if change.clock is None else change.clock
        self.made_up = self.made_up if change.made_up is None else change.made_up


def etag_of(body: bytes) -> str:
    """The same for the same answer."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'
