"""From a board's posting to one that can be stored, compared and shown; every mend is counted.

What is mended stays as it is when it is mended again.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tasks.jobs.folding import fold
from tasks.jobs.gazetteer import COUNTRIES, STATES
from tasks.jobs.honeypots import without_honeypot
from tasks.jobs.languages import language_of
from tasks.jobs.model import Posting, RawPosting, Salary
from tasks.jobs.passages import telling_passages
from tasks.jobs.salaries import salary_from_numbers, salary_from_text, with_unit_from
from tasks.jobs.working_place import arrangement_of, eligibility_of
from tasks.large_batches import without_collecting_garbage
from tasks.plain_text import has_mojibake, is_escaped_twice, one_line, plain_text

Mend = Literal[
    "mojibake",
    "escaped twice",
    "honeypot",
    "place recovered",
    "place cut",
    "company split from the title",
    "salary unit recovered",
    "salary unit unknown",
    "invisible characters",
    "decoration",
]

_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3f4\U000e0061-\U000e007f]+")
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\ufeff]")
_DECORATION = re.compile(r"(?:\s*\|\s*(?:100 ?% |fully )?remote\s*)+$", re.IGNORECASE)
_PLACE_PART = r"[^\W\d_][\w.' -]{0,29}"
_STATED_PLACE = re.compile(r"^(?:job )?location:[ \t]*(?P<place>[^\n]{2,80})$", re.IGNORECASE | re.MULTILINE)
_MOST_PLACE_PARTS = 3
_WHERE_PLACES_STAND = 1_500
_LETTERS_OF_A_CODE = 2
_MOST_TITLE = 300
_MOST_DESCRIPTION = 60_000


@dataclass(frozen=True, slots=True)
class Mended:
    """A posting after mending, and what had to be mended."""

    posting: Posting
    mends: tuple[Mend, ...]


def mend(raw: RawPosting, pid: str | None = None) -> Mended:
    """Mend one posting.

    Args:
        raw: As the board gives it.
        pid: Its name; without one `source:source_id`.
    """
    mends: list[Mend] = []
    texts = (raw.title, raw.company, raw.description, *raw.places)
    if any(map(has_mojibake, texts)):
        mends.append("mojibake")
    if is_escaped_twice(raw.description):
        mends.append("escaped twice")
    if any(_INVISIBLE.search(text) for text in (raw.title, raw.company)):
        mends.append("invisible characters")
    read = plain_text(raw.description)
    description = without_honeypot(read)
    if description != read:
        mends.append("honeypot")
        description = plain_text(description)
    if len(description) > _MOST_DESCRIPTION:
        description = plain_text(description[:_MOST_DESCRIPTION])
    title, company = one_line(raw.title)[:_MOST_TITLE].strip(), one_line(raw.company)[:_MOST_TITLE].strip()
    if raw.company_in_title and not company and ": " in title:
        company, title = (part.strip() for part in title.split(": ", 1))
        mends.append("company split from the title")
    undecorated = _DECORATION.sub("", title)
    if undecorated and undecorated != title:
        mends.append("decoration")
    location = _location(raw, description, mends)
    places = tuple(place for place in location.split("; ") if place)
    telling = telling_passages(description)
    arrangement = arrangement_of(raw.arrangement, title, places, telling, board_is_remote=raw.board_is_remote)
    return Mended(
        Posting(
            pid=pid or f"{raw.source}:{raw.source_id}",
            source=raw.source,
            source_id=raw.source_id,
            title=undecorated or title,
            company=company,
            location=location,
            url=raw.url.strip(),
            apply_url=raw.apply_url.strip(),
            posted=raw.posted,
            expires=raw.expires,
            description=description,
            tags=tuple(tag for tag in map(one_line, raw.tags) if tag),
            category=one_line(raw.category),
            employment_type=one_line(raw.employment_type),
            salary=_salary(raw, description, mends),
            language=language_of(description),
            arrangement=arrangement,
            eligibility=eligibility_of(
                places,
                title,
                telling,
                is_remote=arrangement is not None and arrangement.value == "remote",
                worldwide=raw.worldwide,
            ),
        ),
        tuple(mends),
    )


@without_collecting_garbage()
def mend_all(raws: Iterable[RawPosting]) -> tuple[tuple[Posting, ...], Counter[Mend]]:
    """Mend many postings; says how many needed each mend."""
    counted: Counter[Mend] = Counter()
    postings = []
    for raw in raws:
        mended = mend(raw)
        postings.append(mended.posting)
        counted.update(mended.mends)
    return tuple(postings), counted


def _location(raw: RawPosting, description: str, mends: list[Mend]) -> str:
    places = [" ".join(_FLAGS.sub(" ", one_line(place)).split()) for place in raw.places]
    mended = []
    for place in filter(None, places):
        if not place.endswith(","):
            mended.append(place)
            continue
        whole = _found_whole(place.rstrip(" ,"), description)
        mends.append("place recovered" if whole else "place cut")
        mended.append(whole or place.rstrip(" ,"))
    if not any(mended):
        stated = _STATED_PLACE.search(description[:_WHERE_PLACES_STAND])
        if stated:
            mends.append("place recovered")
            mended = [stated["place"].strip(" ,")]
    return "; ".join(dict.fromkeys(filter(None, mended)))


def _found_whole(city: str, description: str) -> str | None:
    """The place that starts with the city in the body's first lines: `Halifax, NS, Canada, B3H 1A1`."""
    if not city:
        return None
    found = re.search(
        rf"(?<![\w]){re.escape(city)}((?:,[ \t]*(?:{_PLACE_PART}|\w[\w -]{{2,9}}))+)",
        description[:_WHERE_PLACES_STAND],
    )
    if found is None:
        return None
    parts = [each.strip() for each in found[1].split(",")[1 : _MOST_PLACE_PARTS + 1]]
    known = [at for at, part in enumerate(parts) if _is_place(part)]
    return ", ".join([city, *parts[: known[-1] + 1]]) if known else None


def _is_place(part: str) -> bool:
    name = fold(part)
    return name in COUNTRIES or (name in STATES and (part.isupper() or len(part) > _LETTERS_OF_A_CODE))


def _salary(raw: RawPosting, description: str, mends: list[Mend]) -> Salary | None:
    salary = salary_from_numbers(
        raw.salary_min, raw.salary_max, raw.salary_currency, raw.salary_period
    ) or salary_from_text(one_line(raw.salary_text))
    if salary is None or salary.period is not None:
        return salary
    mended = with_unit_from(salary, description)
    mends.append("salary unit recovered" if mended.period else "salary unit unknown")
    return mended
