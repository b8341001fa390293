"""One answer of a board as postings, and what in it was none."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tasks.errors import ChangedBoardError
from tasks.jobs.model import RawPosting, SalaryPeriod
from tasks.jobs.moments import read_moment

MOST_ENTRIES = 20_000
_MOST_LETTERS = 200_000
_MOST_LINK = 2_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PERIODS: dict[str, SalaryPeriod] = {
    "hour": "hour",
    "hourly": "hour",
    "day": "day",
    "daily": "day",
    "week": "week",
    "weekly": "week",
    "month": "month",
    "monthly": "month",
    "year": "year",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
}


@dataclass(frozen=True, slots=True)
class BoardPage:
    """What a board offers.

    Attributes:
        postings: Those that can be read, each once.
        left_out: How many entries were none: without a title, an employer or a link.
        fault: What is wrong with the first of those.
    """

    postings: tuple[RawPosting, ...]
    left_out: int = 0
    fault: str = ""


class Entry:
    """One entry of a board's answer. What is absent or of another type reads as empty, never as an error."""

    def __init__(self, fields: object) -> None:
        self._fields: Mapping[str, Any] = fields if isinstance(fields, Mapping) else {}

    def has(self, name: str) -> bool:
        """Whether the field is there at all."""
        return name in self._fields

    def text(self, name: str) -> str:
        """A text, or a number as text; trimmed."""
        return _text(self._fields.get(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; one text is a list of one."""
        value = self._fields.get(name)
        return tuple(filter(None, map(_text, value if isinstance(value, list) else [value])))

    def parts(self, name: str) -> tuple[str, ...]:
        """The texts between the commas of one text."""
        return tuple(filter(None, map(str.strip, self.text(name).split(","))))

    def number(self, name: str) -> Decimal | None:
        """A number, also one written as text."""
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            return Decimal(str(value).strip())
        except InvalidOperation:
            return None

    def moment(self, name: str) -> datetime | None:
        """A moment as boards write them."""
        return read_moment(self._fields.get(name))

    def period(self, name: str) -> SalaryPeriod | None:
        """A pay period by any of its names, such as `yearly` or `per-hour-wage`."""
        for part in self.text(name).lower().replace("_", "-").split("-"):
            if part in _PERIODS:
                return _PERIODS[part]
        return None

    def flag(self, name: str) -> bool | None:
        """True or false if the board says so."""
        value = self._fields.get(name)
        return value if isinstance(value, bool) else None

    def link(self, name: str) -> str:
        """A link on the web; empty if it is none."""
        return web_link(self.text(name))

    def entry(self, name: str) -> "Entry":
        """An entry within this one."""
        return Entry(self._fields.get(name))

    def entries(self, name: str) -> tuple["Entry", ...]:
        """The entries of a list within this one."""
        value = self._fields.get(name)
        return tuple(map(Entry, value)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return _UNSTORABLE.sub("", str(value)[:_MOST_LETTERS]).strip()


def web_link(text: str) -> str:
    """The text if it is an http or https link without anything that could break out of a page."""
    is_link = text.lower().startswith(("https://", "http://")) and len(text) <= _MOST_LINK
    return text if is_link and not any(each in text for each in " <>\"'\\\n\r\t") else ""


def json_of(board: str, content: bytes) -> Any:
    """The answer's JSON.

    Raises:
        ChangedBoardError: It is none: a page for people, half an answer, or something else.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        start = content[:200].lstrip().lower()
        told = "a page for people" if start.startswith(b"<") else "something that is no whole JSON"
        raise ChangedBoardError(f"{board} answers with {told}") from None


def entries_of(board: str, answer: object, name: str | None = None) -> tuple[Entry, ...]:
    """The answer's list of entries: the answer itself, or the list under this name.

    Raises:
        ChangedBoardError: There is no such list, or it is longer than any board's.
    """
    found = answer if name is None else answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(found, Sequence) or isinstance(found, str | bytes):
        raise ChangedBoardError(
            f"{board} answers without a list of postings" + (f" ({name})" if name else "")
        )
    if len(found) > MOST_ENTRIES:
        raise ChangedBoardError(f"{board} gives {len(found):,} entries, more than any board has")
    return tuple(map(Entry, found))


def page_of(entries: Iterable[Entry], read: Callable[[Entry], RawPosting]) -> BoardPage:
    """The entries as postings; what lacks a title, an employer or a link is counted and left out."""
    postings: dict[tuple[str, str], RawPosting] = {}
    faults: list[str] = []
    for entry in entries:
        posting = read(entry)
        fault = _fault(posting)
        if fault:
            faults.append(fault)
        else:
            postings.setdefault((posting.source, posting.source_id or posting.url), posting)
    return BoardPage(tuple(postings.values()), len(faults), faults[0] if faults else "")


def _fault(posting: RawPosting) -> str:
    if not posting.title:
        return "an entry has no title"
    if not posting.company and not (posting.company_in_title and ": " in posting.title):
        return f"{posting.title[:80]!r} has no employer"
    if not posting.url:
        return f"{posting.title[:80]!r} has no link"
    return ""
