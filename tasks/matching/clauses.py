"""A posting cut into clauses, each with the part of the posting that it stands in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.matching.cues import Part, asides_in, goes_on, heading_part, is_denied, is_must, is_plus
from tasks.matching.folding import folded

_LONG_LINE = 60
_BULLET = re.compile(r"\s*(?:[-*•·▪‣◦●○–—➢✓✔→]|\(?\d{1,2}[.)])\s+")
_STOP = re.compile(r"(?<=[.!?;])\s+|;|(?<=\w[.!?])(?=[A-ZÄÖÜÉÀ][a-z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|z\.\s?B|bzw|inkl|ca|vs|p\.\s?ej|ej|incl|min|mind|Sr|Jr|approx|bijv)|\b\w)\.$"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a posting that says one thing.

    Attributes:
        start: Where it begins in the posting.
        end: Where it is over.
        part: What it is in the posting.
        is_listed: Whether it is an item below a heading that says what is asked.
    """

    start: int
    end: int
    part: Part
    is_listed: bool


def clauses_of(posting: str) -> list[Clause]:
    """Every clause of a posting, headings left out, in order.

    Below a heading the heading decides, and a clause that calls itself a plus is one. Where a posting has no
    heading for what it asks, a clause that speaks of experience or knowledge asks.
    """
    found = list(_cut(posting.replace("\\n", " \n")))
    has_heading = any(part == "required" for _, _, part in found)
    return [
        clause
        for start, end, part in found
        if (clause := _clause(posting, start, end, part, has_heading)) is not None
    ]


def _clause(posting: str, start: int, end: int, part: Part, has_heading: bool) -> Clause | None:
    flat = folded(posting[start:end])
    if is_denied(flat) and not is_plus(flat):
        return None
    if asides_in(flat):
        return Clause(start, end, "aside", is_listed=False)
    listed = part in ("required", "preferred")
    if part != "aside" and is_plus(flat):
        part = "preferred"
    elif part == "told" and not has_heading and is_must(flat):
        part = "required"
    return Clause(start, end, part, listed)


def _cut(posting: str) -> Iterator[tuple[int, int, Part]]:
    part: Part = "told"
    here: Part | None = None
    for line_start, line_end in _lines(posting):
        start = line_start
        if not _BULLET.match(posting, line_start):
            here = None
        for stop in [*_stops(posting, line_start, line_end), (line_end, line_end)]:
            while start < stop[0] and (heading := heading_part(flat := folded(posting[start : stop[0]]))):
                opened, length = heading
                part, here = (opened, None) if goes_on(flat, opened, length) else (part, opened)
                start += length
            if posting[start : stop[0]].strip(" \n\t.;:*-"):
                yield start, stop[0], here or part
            start = stop[1]


def _stops(posting: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _STOP.finditer(posting, start, end):
        if not _ABBREVIATION.search(posting[max(start, match.start() - 8) : match.start()]):
            yield match.span()


def _lines(posting: str) -> Iterator[tuple[int, int]]:
    """Lines, with those joined again that an editor broke."""
    start = end = 0
    for line in posting.splitlines(keepends=True):
        text = line.rstrip()
        if end > start and not _goes_on(posting[start:end], line):
            yield start, end
            start = end
        end += len(line)
        if not text:
            if posting[start:end].strip():
                yield start, end
            start = end
    if posting[start:end].strip():
        yield start, end


def _goes_on(before: str, line: str) -> bool:
    last = before.splitlines()[-1].rstrip()
    if not last or _BULLET.match(line) or last.endswith((".", ":", "!", "?", ";")):
        return False
    first = line.lstrip()[:1]
    return len(last) >= _LONG_LINE or (first.islower() and not _BULLET.match(line))
