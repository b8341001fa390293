"""What the sandbox's GitHub knows at this moment: its people, what tests did to them, and its quota."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from deployments.sandbox.github.world import Person, Repository, person

HOURLY = 1_000
WINDOW_SECONDS = 3_600


class Push(BaseModel):
    """What somebody pushed to a repository just now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repository: str = Field(description="owner/name, which must exist")
    languages: dict[str, int] | None = Field(None, description="bytes a language from now on")
    files: dict[str, str] = Field({}, description="texts by path, beside those that are there")


class Fate(BaseModel):
    """What becomes of a repository."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repository: str = Field(description="owner/name")
    answers: int | None = Field(
        None, ge=400, le=599, description="the status of every call about it; none: all is well"
    )
    listed: bool = Field(True, description="whether its owner's list still has it")


class Quota(BaseModel):
    """What is left of the quota, until it is reset to the usual."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    remaining: int = Field(ge=0, description="calls that may still be made")
    reset_seconds: float = Field(
        gt=0, le=WINDOW_SECONDS, description="until it is full again, from the first call that is turned away"
    )


class AccountBook:
    """Everything that can change. Nothing of it outlives the server."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin with the made-up world.

        Args:
            clock: Gives Unix seconds.
        """
        self._clock = clock
        self._changed: dict[str, Repository] = {}
        self._unlisted: set[str] = set()
        self.calls: Counter[str] = Counter()
        self.not_modified = 0
        self.remaining = HOURLY
        self._resets_at: float | None = clock() + WINDOW_SECONDS
        self._reset_seconds: float = WINDOW_SECONDS

    def forget(self) -> None:
        """Be as at the start."""
        self._changed.clear()
        self._unlisted.clear()
        self._fill()

    def whose(self, login: str) -> Person | None:
        """The person, with what was changed since the start."""
        found = person(login)
        if found is None:
            return None
        repositories = [self._changed.get(one.full_name, one) for one in found.repositories]
        listed = [one for one in repositories if one.full_name not in self._unlisted]
        return replace(found, repositories=tuple(sorted(listed, key=lambda one: one.pushed_at, reverse=True)))

    def repository(self, full_name: str) -> Repository | None:
        """The repository; one that is no longer listed is still there."""
        if full_name in self._changed:
            return self._changed[full_name]
        return next((one for one in self._all(full_name) if one.full_name == full_name), None)

    def moved(self, full_name: str) -> Repository | None:
        """The repository that had this name before."""
        name = full_name.partition("/")[2]
        return next((one for one in self._all(full_name) if one.moved_from == name), None)

    def push(self, push: Push) -> bool:
        """Take a push in; whether there is such a repository."""
        known = self.repository(push.repository)
        if known is None:
            return False
        self._changed[push.repository] = replace(
            known,
            languages=known.languages if push.languages is None else dict(push.languages),
            files=known.files | push.files,
            pushed_at=datetime.fromtimestamp(self._clock(), UTC).replace(microsecond=0),
        )
        return True

    def decide(self, fate: Fate) -> bool:
        """Let it happen; whether there is such a repository."""
        known = self.repository(fate.repository)
        if known is None:
            return False
        self._changed[fate.repository] = replace(known, answers=fate.answers)
        (self._unlisted.discard if fate.listed else self._unlisted.add)(fate.repository)
        return True

    def limit(self, quota: Quota) -> None:
        """Leave this much of the quota."""
        self.remaining, self._reset_seconds, self._resets_at = quota.remaining, quota.reset_seconds, None

    def take_call(self) -> bool:
        """Count a call against the quota; whether it is within."""
        if self._resets_at is not None and self._clock() >= self._resets_at:
            self._fill()
        if self.remaining == 0:
            self._resets_at = self.resets_at
            return False
        self.remaining -= 1
        return True

    @property
    def resets_at(self) -> float:
        """When the quota is full again, in Unix seconds."""
        return self._clock() + self._reset_seconds if self._resets_at is None else self._resets_at

    def _fill(self) -> None:
        self.remaining, self._reset_seconds = HOURLY, WINDOW_SECONDS
        self._resets_at = self._clock() + WINDOW_SECONDS

    def _all(self, full_name: str) -> Iterator[Repository]:
        found = person(full_name.partition("/")[0])
        return iter(found.repositories if found else ())
