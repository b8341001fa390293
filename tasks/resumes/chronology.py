"""Entries of a résumé by time."""

from collections.abc import Sequence
from typing import Protocol

_OPEN_END = "9999"


class Dated(Protocol):
    """An entry with a start and an end, each as exact as the document is; an open end is absent."""

    @property
    def start_date(self) -> str | None:
        """From when."""

    @property
    def end_date(self) -> str | None:
        """Until when."""


def newest_first(entries: Sequence[Dated]) -> list[int]:
    """The places of the entries by their end, then by their start, the newest first.

    As they are where one has no dates at all: where it belongs is not known.
    """
    if not all(any(_when(entry)) for entry in entries):
        return list(range(len(entries)))
    return sorted(range(len(entries)), key=lambda place: _when(entries[place]), reverse=True)


def _when(entry: Dated) -> tuple[str, str]:
    start = entry.start_date or ""
    return entry.end_date or (_OPEN_END if start else ""), start
