"""What a posting offers and asks for, as the scorer sees it: a quick reading, made for ten thousand of them.

It tells apart what is required from what is welcome by headings and by the words of a line. The full
reading of one posting, clause by clause, is `tasks.matching.requirements`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from ahocorasick_rs import AhoCorasick

from tasks.jobs.conditions import Terms
from tasks.jobs.folding import vocabulary
from tasks.jobs.model import Arrangement, Posting
from tasks.jobs.places import whereabouts
from tasks.jobs.seeking import LANGUAGES
from tasks.jobs.time_zones import hours_asked
from tasks.jobs.vacancy import closed_words, is_unpaid
from tasks.large_batches import without_collecting_garbage
from tasks.matching.cues import (
    Part,
    asides_in,
    goes_on,
    heading_part,
    is_must,
    is_plus,
    names_instances,
    opens_examples,
)
from tasks.matching.folding import folded
from tasks.matching.formula import Ask, fields_asked, weight_of
from tasks.matching.job_titles import role_words, roles_of, tools_of
from tasks.matching.levels import Level, level_in
from tasks.matching.phrases import content_stems_of
from tasks.matching.skills import SkillMention, skills_in
from tasks.matching.spoken import languages_in

_ARRANGEMENTS: Mapping[str, Arrangement] = MappingProxyType(
    {"remote": "remote", "hybrid": "hybrid", "on_site": "on_site"}
)
_SENTENCE = re.compile(r"[.!?;](?<=[\w)%][\w)%][\w)%].)[ \t]+(?=[^\W\d_a-zß-ÿ])")
_LONGEST_HEADING = 80
_BULLETS = "-–—*•·▪‣◦●○➢✓✔→"
_LEAD_UP = 24
_OPENING = 200
_OR = re.compile(r"[\s,(]*(?:\b(?:or|oder|ou|od|bzw\.?|and/or|und/oder)\b|/|(?<=\s)[ouy](?=\s))\s*\(?\s*")
_COMMA = re.compile(r"\s*[,/]\s*")
_AND = re.compile(r"\s*,?\s*(?:and|&|und|sowie|y|e|et|en)\s+")
_MANAGES = re.compile(r"^(?:senior |sr\.? )?manager\b|\b(?:engineering|development) manager\b|,\s*manager\b")
_YEARS = re.compile(
    r"(?P<least>\d(?<![\d.,$€£]\d)\d?)\s*(?:\+|plus)?\s*(?:(?:-|–|to|bis|a|à)\s*\d{1,2}\s*\+?)?\s*"
    r"(?:years?|yrs?|jahren?|anos?|ans|annees|anni|jaar)\b(?P<after>[^.\n]{0,60})"
)
_OF_WORK = re.compile(r"experien|experienc|erfahrung|esperienza|ervaring|work|industry|in a |as a |of ")
_SURE = re.compile(
    r"\bremot[eo]\b|\bonly\b|\bmust\b|\bauthori[sz]|\beligib|\bentitled\b|\bresid|\brestricted\b|\blimited\b"
    r"|\bbased in\b|\bcandidates\b|\bapplicants\b|\bopen to\b|\bright to\b|\bcitizen",
    re.IGNORECASE,
)
_MOST_YEARS = 15
_MOST_STEMS = 60
_FLUENT = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """A posting as the scorer sees it.

    Attributes:
        asks: What it asks for; of its words the commonest.
        terms: Who can have the job.
    """

    pid: str
    title: str
    posted: datetime | None
    asks: Ask
    terms: Terms


def offer_of(posting: Posting) -> Offer:
    """Read a posting once, to be held against any number of seekers."""
    flat = folded(posting.description)
    every = list(_lines(posting.description, flat))
    lines = [line for line in every if line.part != "aside"]
    required, preferred = _wanted(posting.description, flat, lines)
    roles = roles_of(posting.title or posting.description[:_OPENING])
    named = whereabouts(posting.location).names
    asks = Ask(
        roles=frozenset(role.role for role in roles),
        title_words=role_words(posting.title) - named,
        required=MappingProxyType({group: weight_of(group) for group in required}),
        preferred=MappingProxyType({group: weight_of(group) for group in preferred}),
        tools=tools_of(posting.title).union(*required, *preferred),
        fields=MappingProxyType(fields_asked(required, preferred, [role.field for role in roles])),
        stems=_stems(flat, lines),
        level=_level(posting.title),
        years=_years(flat, lines),
    )
    return Offer(posting.pid, posting.title, posting.posted, asks, _terms(posting, flat, every))


@without_collecting_garbage()
def offers_of(postings: Iterable[Posting]) -> list[Offer]:
    """Read many, in their order."""
    return [offer_of(posting) for posting in postings]


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence or list item, by its place in the text, and the part of the posting that it stands in."""

    start: int
    end: int
    part: Part


def _lines(text: str, flat: str) -> Iterator[_Line]:
    """The sentences and list items that are no headings."""
    part: Part = "told"
    here: Part | None = None
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if here and flat[start:end].strip() and text[start:end].lstrip()[0] not in _BULLETS:
            here = None
        for stop in (*(found.end() for found in _SENTENCE.finditer(text, start, end)), end):
            said = flat[start:stop]
            if heading := _heading(said):
                opened, over = heading
                part, here = (opened, None) if goes_on(said, opened, over) else (part, opened)
                start += over
            if flat[start:stop].strip():
                yield _Line(start, stop, here or part)
            start = stop
        start = end + 1


def _heading(said: str) -> tuple[Part, int] | None:
    is_short = len(said) <= _LONGEST_HEADING or len(said.partition(":")[0]) <= _LONGEST_HEADING // 2
    return heading_part(said) if is_short else None


Wanted = tuple[frozenset[str], ...]


def _wanted(text: str, flat: str, lines: Sequence[_Line]) -> tuple[Wanted, Wanted]:
    """What is required and what is welcome, each once, and as strictly as it is asked for anywhere."""
    has_heading = any(line.part == "required" for line in lines)
    required: dict[frozenset[str], None] = {}
    preferred: dict[frozenset[str], None] = {}
    mentions = iter(skills_in(text, flat=flat))
    mention = next(mentions, None)
    for line in lines:
        found: list[SkillMention] = []
        while mention is not None and mention.start < line.end:
            if mention.start >= line.start:
                found.append(mention)
            mention = next(mentions, None)
        said = flat[line.start : line.end] if found else ""
        if found and (asides := asides_in(said)):
            found = [one for one in found if not _within(asides, one.start - line.start)]
        if found:
            asks = line.part == "required" or (line.part == "told" and not has_heading and is_must(said))
            (required if asks and not is_plus(said) else preferred).update(
                dict.fromkeys(_alternatives(flat, line, found))
            )
    must = frozenset(skill for group in required for skill in group)
    return tuple(required), tuple(group for group in preferred if not group & must)


def _within(spans: Sequence[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in spans)


def _alternatives(flat: str, line: _Line, found: Sequence[SkillMention]) -> Iterator[frozenset[str]]:
    """The sets of one line: `A, B or C` and `such as A and B` are any one, all else each for itself."""
    run = [found[0]]
    any_of = names_instances(flat[max(line.start, found[0].start - _LEAD_UP) : found[0].start])
    for mention in found[1:]:
        between = flat[run[-1].end : mention.start]
        is_or = bool(_OR.fullmatch(between))
        if is_or or _COMMA.fullmatch(between) or (any_of and _AND.fullmatch(between)):
            run.append(mention)
            any_of = any_of or is_or
        else:
            yield from _groups(run, any_of=any_of)
            run, any_of = [mention], names_instances(between) or opens_examples(between)
    yield from _groups(run, any_of=any_of)


def _groups(run: Sequence[SkillMention], *, any_of: bool) -> Iterator[frozenset[str]]:
    skills = [mention.skill for mention in run]
    if any_of:
        yield frozenset(skills)
    else:
        yield from (frozenset({skill}) for skill in skills)


def _stems(flat: str, lines: Sequence[_Line]) -> frozenset[str]:
    counted = Counter(content_stems_of(" ".join(flat[line.start : line.end] for line in lines)))
    return frozenset(sorted(counted, key=counted.__getitem__, reverse=True)[:_MOST_STEMS])


def _level(title: str) -> Level | None:
    named = level_in(title)
    if _MANAGES.search(folded(title).strip()):
        return max(Level.LEAD, named or Level.LEAD)
    return named


def _years(flat: str, lines: Sequence[_Line]) -> int | None:
    asked = [
        int(found["least"])
        for line in lines
        for found in _YEARS.finditer(flat, line.start, line.end)
        if int(found["least"]) <= _MOST_YEARS and (line.part == "required" or _OF_WORK.search(found["after"]))
    ]
    return max(asked, default=None)


def _terms(posting: Posting, flat: str, lines: Sequence[_Line]) -> Terms:
    salary = posting.salary
    yearly = salary is not None and salary.period == "year" and salary.currency is not None
    return Terms(
        arrangement=_ARRANGEMENTS.get(posting.arrangement.value) if posting.arrangement else None,
        open_to=frozenset(finding.value for finding in posting.eligibility),
        open_to_words=posting.eligibility[0].words if posting.eligibility else "",
        open_to_is_sure=any(_SURE.search(finding.words) for finding in posting.eligibility),
        where=whereabouts(posting.location),
        language=LANGUAGES.get(posting.language or ""),
        languages=_languages(posting.description, flat, lines) | _spoken_by_title(posting.title),
        hours=hours_asked(posting.description, flat),
        unpaid=is_unpaid(folded(posting.title)) or is_unpaid(flat),
        closed_words=closed_words(flat),
        most_salary=int(salary.highest) if salary is not None and yearly else None,
        currency=salary.currency if salary is not None and yearly else None,
    )


_HINTS_AT_LANGUAGES = AhoCorasick(
    vocabulary(
        "fluen native c1 c2 b2 speak spoken proficien verhandlungssicher fliess deutschkennt muttersprach",
        "sprachkennt nivel courant madrelingua vloeiend bilingu",
    )
)


_SPEAKS = re.compile(r"\bspeak(?:ing|ers?)\b|\bbilingual\b|\bfluent\b|\bnative\b|\wsprachig|\bparlant\b")
_INSISTS = re.compile(
    r"\bmust\b|\brequire|\bneed|\bmandatory|\bessential|erforderlich|voraussetzung|exige|indispensable|requis"
    r"|imprescindible|requerid|obrigator|obbligator|richiest|vereist"
)


def _spoken_by_title(title: str) -> frozenset[str]:
    """The languages of a "French-speaking accountant"; a Spanish teacher's is a subject."""
    speaks = _SPEAKS.search(folded(title))
    return frozenset(one.name for one in languages_in(title)) if speaks else frozenset()


def _languages(text: str, flat: str, lines: Sequence[_Line]) -> frozenset[str]:
    """The languages that a line asks for well; one that is welcome is none.

    Of what is no matter of the work, only a line that insists counts: "Applicants must speak French."
    """
    hints = [start for _, start, _ in _HINTS_AT_LANGUAGES.find_matches_as_indexes(flat)]
    found: set[str] = set()
    for line in lines if hints else ():
        said = flat[line.start : line.end]
        if not any(line.start <= hint < line.end for hint in hints) or is_plus(said):
            continue
        if line.part == "preferred" or (line.part == "aside" and not _INSISTS.search(said)):
            continue
        named = [one for one in languages_in(text[line.start : line.end]) if (one.rank or 0) >= _FLUENT]
        if len({one.name for one in named}) == 1 or " and " in said or "bilingu" in said:
            found.update(one.name for one in named)
    return frozenset(found)
