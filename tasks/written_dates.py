"""Dates as people write them on résumés, in English, German, French, Spanish, Italian, Portuguese and Dutch.

A date is as exact as the text is: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. What is no date is None, never a guess:
`20XX`, the year of a template, takes the place of a date but says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

PartialDate = str
"""`YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when. `open` says that it goes on; a lone date is `end` alone, as of a degree."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period and where it stands in the text: `text[first:last]`."""

    first: int
    last: int
    period: Period


_NAMES = (
    "january jan januar jänner jaenner janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar feber février fevrier févr fevr fév febrero febbraio febb fevereiro fev februari",
    "march mar märz maerz mär mrz mars marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août aout agosto ago augustus",
    "september sept sep septembre septiembre setiembre settembre sett setembro set",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}

_PRESENT = (
    "present|presently|current|currently|now|today|ongoing|to date|till date|till now|"
    "heute|jetzt|aktuell|laufend|gegenwart|gegenwärtig|dato|"
    "présent|aujourd['’]hui|à ce jour|ce jour|en cours|actuellement|actuel|maintenant|"
    "actualidad|la actualidad|actualmente|actual|presente|el presente|la fecha|hoy|en curso|"
    "oggi|ad oggi|attuale|attualmente|in corso|"
    "atual|atualmente|o presente|o momento|momento atual|hoje|em curso|"
    "heden|vandaag|nu|huidig|lopend"
)
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_YEAR = r"(?:19|20)(?:\d\d|xx)"
_SEASON = (
    "spring|summer|autumn|fall|winter|frühling|frühjahr|sommer|herbst|printemps|été|automne|hiver|primavera|"
    "verano|otoño|invierno|estate|autunno|inverno|verão|outono|lente|zomer|herfst|wintersemester|"
    "sommersemester|ws|ss|q[1-4]|h[12]"
)
_DATE = (
    r"(?:(?P<y1>%(year)s)[-/.](?P<m1>0?[1-9]|1[0-2])(?:[-/.](?P<d1>0?[1-9]|[12]\d|3[01]))?(?!\d)"
    r"|(?P<d2>0?[1-9]|[12]\d|3[01])[./-](?P<m2>0?[1-9]|[12]\d|3[01])[./-](?P<y2>%(year)s)"
    r"|(?P<m3>0?[1-9]|1[0-2])\s?[./-]\s?(?P<y3>%(year)s)"
    r"|(?P<m4>0[1-9]|1[0-2])/(?P<y4>\d\d)(?![\d/])"
    r"|(?P<n5>%(month)s)\.?,?\s+(?P<d5>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s+(?P<y5>%(year)s)"
    r"|(?:(?P<d6>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|°|\.)?\s+(?:de\s+|of\s+)?)?"
    r"(?P<n6>%(month)s)\.?,?\s*(?:de\s+|del\s+|of\s+|/)?(?P<y6>%(year)s|['’‘´]\d\d)"
    r"|(?:(?:%(season)s)\s+)?(?P<y7>%(year)s)(?:/(?P<t7>\d\d)(?!\d))?"
    r"|(?P<n8>%(month)s)(?P<y8>['’‘]\d\d)"
    r"|(?P<present>%(present)s))"
)
_NOTHING = r"(?:(?P<bare>%(month)s)\.?(?:\s+(?:de\s+)?)?(?=\s*(?:-|bis|to\b|a\b|à|al\b|até|tot)))"


def _pattern(suffix: str, template: str) -> str:
    """The template with its groups renamed, so that one expression may hold two dates."""
    filled = template % {"year": _YEAR, "month": _MONTH, "season": _SEASON, "present": _PRESENT}
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{suffix}>", filled)


_UNTIL = (
    r"\s*(?:--?|-|>|to|until|till|through|thru|bis(?:\s+zum)?|hasta(?:\s+la)?|a|al|à|au|jusqu['’](?:à|au|en)|"
    r"fino\s+a[ld]?|ad|até(?:\s+(?:o|a))?|ao|tot(?:\s+en\s+met)?|t/m)\s*"
)
_SINCE = r"(?:since|from|seit|ab|von|depuis|du|de|desde|desde\s+el|dal|da|do|sinds|vanaf|van)\s+"

_PERIOD = re.compile(
    r"(?<![\w@/$€£#.,:])(?:"
    rf"(?P<since>{_SINCE})?(?:{_pattern('a', _DATE)}|{_pattern('n', _NOTHING)})"
    rf"(?:(?P<until>{_UNTIL}){_pattern('b', _DATE)}|-(?P<short>\d\d)(?![\d/.\w])|(?P<dangling>\s*-\s*$))?"
    r")(?![\w@%])",
    re.IGNORECASE,
)
_FIRST_LOOK = re.compile(r"(?:19|20)(?:\d\d|xx)|['’‘´]\d\d|[01]\d/\d\d", re.IGNORECASE)
_BEGINNINGS = frozenset(("since", "seit", "ab", "depuis", "desde", "dal", "sinds", "vanaf"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−~→"), "-")
_FULL_YEAR, _TURN = 4, 60
_MOST_MONTHS = 12
_LONGEST = 600


def read_date(text: str) -> PartialDate | None:
    """The one date that the whole text is, such as "Sept. 2018", "03/2019", "enero de 2021" or "2020-05-01".

    None for anything else: no date, two dates, a date among other words, "present".
    """
    found = _whole(text)
    if found is None or found.open or found.start is not None:
        return None
    return found.end


def read_period(text: str) -> Period | None:
    """The period that the whole text is, such as "Jan 2020 – heute", "2014-18" or "seit 03/2019".

    A lone date is a period with an end alone. None if the text says anything else.
    """
    return _whole(text)


@lru_cache(maxsize=4096)
def find_periods(text: str) -> tuple[FoundPeriod, ...]:
    """Every period and lone date in the text, in order, with its place. "present" alone is none."""
    if len(text) > _LONGEST or not _FIRST_LOOK.search(text):
        return ()
    return tuple(_found(_plain(text)))


def _whole(text: str) -> Period | None:
    stripped = text.strip(" \t()[],;|·•")
    found = find_periods(stripped)
    if len(found) == 1 and found[0].first == 0 and found[0].last == len(stripped):
        return found[0].period
    return None


def _plain(text: str) -> str:
    """The same text, character for character, with one kind of dash and of blank."""
    plain = text.translate(_DASHES)
    return plain if plain.isascii() else "".join(" " if one.isspace() else one for one in plain)


def _found(text: str) -> Iterator[FoundPeriod]:
    for match in _PERIOD.finditer(text):
        named = match.groupdict()
        if named["until"] is not None:
            period = _from_until(named)
        elif named["present_a"] is not None or named["bare_n"] is not None:
            period = None
        else:
            period = _from_one_date(named)
        if period is None:
            continue
        is_lone = period.start is None and not period.open
        first = match.end("since") if is_lone and named["since"] is not None else match.start()
        is_cut = named["short"] is not None and period.start is None
        yield FoundPeriod(first, match.start("short") - 1 if is_cut else match.end(), period)


def _from_until(named: dict[str, str | None]) -> Period | None:
    """The period of two dates, the second perhaps "present"; None if that is the first."""
    end = _date(named, "b")
    if named["present_a"] is not None:
        return None
    bare = named["bare_n"]
    start = _date(named, "a") if bare is None else _with_year(bare, end)
    return Period(start, end, open=named["present_b"] is not None)


def _from_one_date(named: dict[str, str | None]) -> Period:
    """The period of a date alone, which may hold two years, or say that it is a beginning."""
    start = _date(named, "a")
    short = named["t7_a"] or (named["short"] if start is not None and len(start) == _FULL_YEAR else None)
    if short is not None and start is not None:
        return Period(start, start[:2] + short)
    if named["dangling"] is not None:
        return Period(start)
    if named["since"] is not None and named["since"].split()[0].casefold() in _BEGINNINGS:
        return Period(start, open=True)
    return Period(end=start)


def _date(named: dict[str, str | None], which: str) -> PartialDate | None:
    """The date of one side of a match."""
    year = month = day = None
    for number in "12345678":
        year = named.get(f"y{number}_{which}")
        if year is not None:
            name = named.get(f"n{number}_{which}")
            month = str(_MONTHS[name.casefold()]) if name else named.get(f"m{number}_{which}")
            day = named.get(f"d{number}_{which}")
            break
    if year is None or year.casefold().endswith("xx"):
        return None
    return _partial(_full_year(year), int(month) if month else None, int(day) if day else None)


def _partial(year: int, month: int | None, day: int | None) -> PartialDate:
    if month is not None and month > _MOST_MONTHS and day is not None:
        month, day = day, month
    if month is None or month > _MOST_MONTHS:
        return f"{year:04}"
    return f"{year:04}-{month:02}" if day is None else f"{year:04}-{month:02}-{day:02}"


def _full_year(text: str) -> int:
    digits = text.lstrip("'’‘´")
    if len(digits) == _FULL_YEAR:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _TURN else 1900)


def _with_year(month: str, end: PartialDate | None) -> PartialDate | None:
    """A month without a year has that of the end: "Jan – Mar 2020"."""
    if end is None:
        return None
    return f"{end[:_FULL_YEAR]}-{_MONTHS[month.casefold()]:02}"
