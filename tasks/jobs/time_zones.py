"""Which time zones a posting insists on, and which a country lives in; in hours from UTC, summer or not."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from tasks.jobs.gazetteer import COUNTRIES_BY_CODE
from tasks.matching.folding import folded


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of time zones, both ends included."""

    west: float
    east: float

    def gap(self, other: "Hours") -> float:
        """Hours between the nearest ends; 0 where they meet."""
        return max(0.0, other.west - self.east, self.west - other.east)


@dataclass(frozen=True, slots=True)
class HoursAsked:
    """What a posting asks for, and the words that do."""

    hours: Hours
    words: str


_ZONES = {
    "pst|pdt|pt|pacific": Hours(-8, -7),
    "mst|mdt|mountain": Hours(-7, -6),
    "cst|cdt|central": Hours(-6, -5),
    "est|edt|et|eastern": Hours(-5, -4),
    "us|u\\.s\\.?|usa|american": Hours(-8, -4),
    "north american|americas": Hours(-8, -3),
    "latam|latin american|south american": Hours(-6, -3),
    "gmt|utc|bst|wet|uk|london|british": Hours(0, 1),
    "cet|cest|central european|german|berlin": Hours(1, 2),
    "eet|eest|eastern european": Hours(2, 3),
    "european|eu|emea": Hours(0, 3),
    "ist|india|indian": Hours(5.5, 5.5),
    "apac|asian": Hours(5, 10),
    "sgt|singapore": Hours(8, 8),
    "jst|japan": Hours(9, 9),
    "aest|aedt|sydney|australian|aus|nz|new zealand": Hours(8, 13),
}
_BY_NAME = {
    name.replace("\\.?", "").replace("\\.", "."): hours
    for names, hours in _ZONES.items()
    for name in names.split("|")
}
_NAME = "|".join(sorted((one for names in _ZONES for one in names.split("|")), key=len, reverse=True))
_FROM_TO = re.compile(
    r"\b(?:gmt|utc) ?(?P<west>[+-] ?\d{1,2})(?::00)? ?(?:to|and|-|–|through|until) ?"
    r"(?:gmt|utc)? ?(?P<east>[+-] ?\d{1,2})",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"(?<![\w.])(?:{_NAME})(?![\w])[^.;\n]{{0,40}}?\b(?:time ?zones?|working hours|business hours|hours)\b"
    rf"|\boverlap[^.;\n]{{0,30}}\b(?:{_NAME})(?![\w])"
    rf"|\btime ?zones?:?\s*\W{{0,3}}(?:{_NAME})(?![\w])"
    rf"|(?<![\w.])(?:{_NAME}) time\b",
    re.IGNORECASE,
)
_HOURS_OF_A_ZONE = re.compile(
    rf"(?<![\w.])(?:{_NAME})(?![\w])[^.;\n\d]{{0,18}}?(?:\d{{1,2}} ?)?hours$", re.IGNORECASE
)
_NAMED = re.compile(rf"(?<![\w.])(?:{_NAME})(?![\w])", re.IGNORECASE)
_WITHIN = re.compile(r"(?:\+ ?/? ?-|±|within) ?(?P<more>\d{1,2})", re.IGNORECASE)
_INSISTS = re.compile(
    r"\b(?:must|required?s?|need(?:s|ed)?|only|overlap|within|based|located|able to work|willing to work"
    r"|between|time ?zone:|as long as)\b|\+ ?/? ?-|±",
    re.IGNORECASE,
)
_DOES_NOT = re.compile(
    r"\bprefer\w*|\bnice[ -]to[ -]have|\bideally|\bplus\b"
    r"|\b(?:any|all|every|own|your|multiple|many|across|different) (?:\w+ )?time ?zones?"
    r"|\bno (?:fixed )?time ?zone|\bteam (?:is|operates|works|members)\b",
    re.IGNORECASE,
)
_HOURS = "hours"
_SIGNS = (
    *("time zone", "timezone", "overlap", "gmt", "utc", _HOURS),
    *("pacific time", "eastern time", "central time", "mountain time", "uk time"),
)
_BEFORE_HOURS = 40
_FINDER = AhoCorasick(_SIGNS)
_END_OF_SENTENCE = re.compile(r"[\n!?.](?!(?<=\.)\w)")

_BY_REGION = {
    "north america": Hours(-8, -4),
    "latin america": Hours(-6, -3),
    "europe": Hours(0, 3),
    "mena": Hours(2, 4),
    "africa": Hours(0, 3),
    "asia": Hours(5, 9),
    "oceania": Hours(8, 13),
}


def hours_asked(text: str, flat: str | None = None) -> HoursAsked | None:
    """The hours that a posting insists on; None if it asks for none, or only would like some.

    Args:
        text: The posting.
        flat: The same after `folded`, where that is known.
    """
    signs = _FINDER.find_matches_as_indexes(folded(text) if flat is None else flat)
    if all(_SIGNS[sign] == _HOURS for sign, _, _ in signs):
        signs = [
            one for one in signs if _HOURS_OF_A_ZONE.search(text, max(0, one[1] - _BEFORE_HOURS), one[2])
        ]
    if not signs:
        return None
    for sentence in _sentences(text, [start for _, start, _ in signs]):
        if _DOES_NOT.search(sentence) or not _INSISTS.search(sentence):
            continue
        hours = _hours_in(sentence)
        if hours is not None:
            return HoursAsked(hours, " ".join(sentence.split())[:120])
    return None


def _sentences(text: str, places: Iterable[int]) -> Iterator[str]:
    """The sentences that hold these places, each once, in order."""
    ends = [(-1, 0), *(found.span() for found in _END_OF_SENTENCE.finditer(text)), (len(text), len(text))]
    for number in sorted({bisect(ends, (place, place)) for place in places}):
        yield text[ends[number - 1][1] : ends[number][0]]


def _hours_in(sentence: str) -> Hours | None:
    ends = _FROM_TO.search(sentence)
    if ends:
        west, east = (int(ends[name].replace(" ", "")) for name in ("west", "east"))
        return Hours(min(west, east), max(west, east))
    asked = _ASKED.search(sentence)
    if asked is None:
        return None
    named = [
        _BY_NAME[name]
        for name in (found[0].lower() for found in _NAMED.finditer(asked[0]))
        if name in _BY_NAME
    ]
    if not named:
        return None
    more = _WITHIN.search(sentence)
    wider = int(more["more"]) if more else 0
    return Hours(min(one.west for one in named) - wider, max(one.east for one in named) + wider)


def hours_of(country: str | None) -> Hours | None:
    """The hours that a country (ISO 3166-1) lives by, roughly; None if it is not known."""
    known = COUNTRIES_BY_CODE.get(country or "")
    if known is None:
        return None
    return next((hours for region, hours in _BY_REGION.items() if region in known.regions), None)
