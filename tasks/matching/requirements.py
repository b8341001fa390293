"""What a posting asks for, each with its place in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tasks.matching.clauses import Clause, clauses_of
from tasks.matching.cues import names_instances, opens_examples
from tasks.matching.folding import folded
from tasks.matching.levels import Level, level_in
from tasks.matching.phrases import content_stems, phrases_in
from tasks.matching.roles import RoleMention, roles_in
from tasks.matching.skills import SkillMention, skills_in
from tasks.matching.spoken import SpokenLanguage, languages_in

Importance = Literal["required", "preferred"]

_OR = r"(?:or|oder|o|ou|of|od|y/o|and/or|und/oder|et/ou|e/o|e/ou|en/of|respectively|bzw\.?|alternatively)"
_AND = r"(?:and|&|\+|und|sowie|y|et|e|ed|en|plus|as well as|along with)"
_AFTER = r"(?:\s+(?:in|with|experience|mit|the|a|an|using|preferably|ideally|even better|con|avec))*"
_OR_LINK = re.compile(rf"[\s,(]*(?:\b{_OR}\b{_AFTER}|/)\s*\(?\s*")
_AND_LINK = re.compile(rf"[\s,]*(?<!\w){_AND}(?!\w){_AFTER}\s*")
_COMMA_LINK = re.compile(rf"\s*[,|•·]\s*{_AFTER}\s*")
_COMMA = re.compile(r"\s*,")
_YEARS = re.compile(
    r"(?P<least>\d{1,2})\s*(?:\+|plus)?\s*(?:(?: |to|bis|a|a|e|ou|or|tot|y)\s*\d{1,2}\s*)?\+?\s*"
    r"(?:years?|yrs?|jahren?|jahrige\w*|anos?|ans|annees|anni|jaar)\b"
)
_YEARS_IN_WORDS = re.compile(
    r"\b(?P<word>one|two|three|four|five|six|seven|eight|nine|ten|ein|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn"
    r"|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|deux|trois|quatre|cinq|sept|huit|neuf|dix|due|tre|quattro"
    r"|cinque|sei|sette|otto|nove|dieci|dois|duas|sete|oito|dez|twee|drie|vijf|zes|zeven|negen|tien)\s*"
    r"(?:\(\d+\)\s*)?(?:\+|or more|oder mehr|o mas|ou plus)?\s*(?:years?|jahren?|anos?|ans|anni|jaar)\b"
)
_NUMBERS = {
    word: number
    for number, group in enumerate(
        (
            "one ein un",
            "two zwei dos deux due dois duas twee",
            "three drei tres trois tre drie",
            "four vier cuatro quatre quattro",
            "five funf cinco cinq cinque vijf",
            "six sechs seis sei zes",
            "seven sieben siete sept sette sete zeven",
            "eight acht ocho huit otto oito",
            "nine neun nueve neuf nove negen",
            "ten zehn diez dix dieci dez tien",
        ),
        1,
    )
    for word in group.split()
}
_MOST_YEARS = 20
_PLACE = re.compile(
    r"^\W*(?:location|standort|einsatzort|arbeitsort|ort|ubicacion|lugar|localidad|lieu|localisation|sede|localizacao|local"
    r"|locatie|standplaats|luogo)(?: de trabajo| de travail| di lavoro)?\s*:\s*(?P<place>[^\n.;|]{2,60})",
    re.MULTILINE,
)
_REMOTE = re.compile(
    r"\b(?:remote|home ?office|telecommute|teletrabajo|remoto|teletravail|da remoto|thuiswerk\w*)\b"
)
_HYBRID = re.compile(r"\b(?:hybrid\w*|hibrido|hybride|ibrid[oa])\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that a posting asks for: any one of these skills will do.

    Attributes:
        any_of: Skills as our table calls them, or else as the posting does.
        written: The same, as the posting calls them.
        importance: Whether it is a must or welcome.
        is_known: Whether our table knows it; otherwise it is the posting's own words.
        start: Where the posting says so.
        end: Where that is over.
    """

    any_of: tuple[str, ...]
    written: tuple[str, ...]
    importance: Importance
    is_known: bool
    start: int
    end: int

    @property
    def label(self) -> str:
        """What it is called in a report: `Power BI or Tableau`."""
        return " or ".join(self.written)


@dataclass(frozen=True, slots=True)
class WantedLanguage:
    """A language that a posting asks for, and how well (1 to 6 as A1 to C2) if it says so."""

    name: str
    rank: int | None
    importance: Importance
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WantedYears:
    """How many years of work a posting asks for at least."""

    least: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Requirements:
    """All that a posting asks for.

    Attributes:
        title: What the post is called; empty if nobody said.
        text: The posting as far as it was read, which all places are places of.
        wanted: Skills, each once, as strictly as it is asked for anywhere, in the posting's order.
        languages: Languages to speak.
        years: Years of work; None if it does not say.
        level: The rung that title or text name; None if neither does.
        roles: What the title says the work is.
        place: Where the work is, if a line says so.
        arrangement: Where one may work from, if it says so.
        stems: Of all words that say something, aside from what the employer says of itself; each once.
    """

    title: str
    text: str
    wanted: tuple[Wanted, ...]
    languages: tuple[WantedLanguage, ...]
    years: WantedYears | None
    level: Level | None
    roles: tuple[RoleMention, ...]
    place: str | None
    arrangement: Literal["remote", "hybrid"] | None
    stems: tuple[str, ...]

    @property
    def required(self) -> tuple[Wanted, ...]:
        """What is a must."""
        return tuple(one for one in self.wanted if one.importance == "required")

    @property
    def preferred(self) -> tuple[Wanted, ...]:
        """What is welcome."""
        return tuple(one for one in self.wanted if one.importance == "preferred")


def requirements_of(posting: str, title: str = "") -> Requirements:
    """Read a posting. Never raises: a posting that asks for nothing gives empty requirements.

    Args:
        posting: Its text, plain. No more than 60,000 characters of it are read.
        title: What the post is called; without it, the posting's first line if that is short.
    """
    posting = posting[:_LONGEST_POSTING]
    title = title.strip() or _first_line(posting)
    clauses = [clause for clause in clauses_of(posting) if clause.part != "aside"]
    wanted = _each_once(_all_wanted(posting, clauses))
    opening = posting[:_OPENING]
    flat = folded(posting)
    place = _PLACE.search(flat)
    return Requirements(
        title=title,
        text=posting,
        wanted=tuple(wanted),
        languages=tuple(_languages(posting, clauses)),
        years=_years(posting, clauses),
        level=level_in(title) if roles_in(title) else level_in(opening),
        roles=tuple(roles_in(title) or roles_in(opening)[:1]),
        place=posting[slice(*place.span("place"))].strip() if place else None,
        arrangement="hybrid" if _HYBRID.search(flat) else "remote" if _REMOTE.search(flat) else None,
        stems=tuple(
            dict.fromkeys(
                stem for clause in clauses for stem in content_stems(posting[clause.start : clause.end])
            )
        ),
    )


_LONGEST_POSTING = 60_000
_LONGEST_TITLE = 90
_OPENING = 250


def _first_line(posting: str) -> str:
    line = next((one.strip() for one in posting.splitlines() if one.strip()), "")
    return line.strip("#* ") if len(line) <= _LONGEST_TITLE and not line.endswith((".", ":", ";")) else ""


def _all_wanted(posting: str, clauses: Sequence[Clause]) -> Iterator[Wanted]:
    mentions = skills_in(posting)
    for clause in clauses:
        inside = [one for one in mentions if clause.start <= one.start and one.end <= clause.end]
        importance: Importance = "required" if clause.part == "required" else "preferred"
        for group in _groups(posting, clause, inside):
            names = {one.skill: " ".join(posting[one.start : one.end].split()) for one in reversed(group)}
            any_of = tuple(dict.fromkeys(one.skill for one in group))
            written = tuple(names[skill] for skill in any_of)
            yield Wanted(any_of, written, importance, True, group[0].start, group[-1].end)
        if clause.is_listed and not languages_in(posting, clause.start, clause.end):
            for start, end in phrases_in(posting, clause.start, clause.end):
                if not any(one.start < end and start < one.end for one in inside):
                    phrase = " ".join(posting[start:end].split())
                    yield Wanted((phrase,), (phrase,), importance, False, start, end)


def _groups(posting: str, clause: Clause, mentions: Sequence[SkillMention]) -> Iterator[list[SkillMention]]:
    """Skills that stand for each other: `A, B or C`, `A/B`, `such as A and B`; each other one for itself."""
    chain: list[SkillMention] = []
    links: list[str] = []
    are_examples = False
    for mention in mentions:
        between = folded(posting[chain[-1].end : mention.start]) if chain else ""
        link = _link(between) if chain else None
        if chain and link is None:
            yield from _split(posting, clause, chain, links, are_examples=are_examples)
            are_examples = opens_examples(between)
            chain, links = [], []
        elif link:
            links.append(link)
        chain.append(mention)
    if chain:
        yield from _split(posting, clause, chain, links, are_examples=are_examples)


def _link(between: str) -> str | None:
    for name, pattern in (("or", _OR_LINK), ("and", _AND_LINK), ("comma", _COMMA_LINK)):
        if pattern.fullmatch(between):
            return name
    return None


def _split(
    posting: str, clause: Clause, chain: Sequence[SkillMention], links: Sequence[str], *, are_examples: bool
) -> Iterator[list[SkillMention]]:
    if are_examples or names_instances(folded(posting[clause.start : chain[0].start])):
        yield list(chain)
        return
    piece = [chain[0]]
    piece_links: list[str] = []
    for link, mention in zip(links, chain[1:], strict=True):
        if link == "and":
            yield from _alternatives(posting, piece, piece_links)
            piece, piece_links = [], []
        else:
            piece_links.append(link)
        piece.append(mention)
    yield from _alternatives(posting, piece, piece_links)


def _alternatives(
    posting: str, piece: Sequence[SkillMention], links: Sequence[str]
) -> Iterator[list[SkillMention]]:
    """`A, B or C` is one wish; but of `A, B or C, D`, which goes on, only B and C are alternatives."""
    goes_on = _COMMA.match(posting, piece[-1].end) is not None
    if links and links[-1] == "or" and "or" not in links[:-1] and not goes_on:
        yield list(piece)
        return
    group = [piece[0]]
    for link, mention in zip(links, piece[1:], strict=True):
        if link != "or":
            yield group
            group = []
        group.append(mention)
    yield group


def _each_once(wanted: Iterator[Wanted]) -> list[Wanted]:
    """Each group once, as strictly as anywhere; what is a must somewhere is not wished for elsewhere."""
    strictest: dict[frozenset[str], Wanted] = {}
    for one in wanted:
        key = frozenset(folded(skill) for skill in one.any_of)
        known = strictest.get(key)
        if known is None or (known.importance, one.importance) == ("preferred", "required"):
            strictest[key] = one
    must = {skill for key, one in strictest.items() if one.importance == "required" for skill in key}
    return sorted(
        (one for key, one in strictest.items() if one.importance == "required" or not key & must),
        key=lambda one: one.start,
    )


def _languages(posting: str, clauses: Sequence[Clause]) -> Iterator[WantedLanguage]:
    seen: set[str] = set()
    for clause in sorted(clauses, key=lambda one: one.part != "required"):
        for one in languages_in(posting, clause.start, clause.end):
            if one.name not in seen and (clause.is_listed or one.rank is not None):
                seen.add(one.name)
                yield _wanted_language(one, clause)


def _wanted_language(one: SpokenLanguage, clause: Clause) -> WantedLanguage:
    importance: Importance = "preferred" if clause.part == "preferred" else "required"
    return WantedLanguage(one.name, one.rank, importance, one.start, one.end)


def _years(posting: str, clauses: Sequence[Clause]) -> WantedYears | None:
    found: list[WantedYears] = []
    for clause in clauses:
        if clause.part != "required":
            continue
        flat = folded(posting[clause.start : clause.end])
        for pattern in (_YEARS, _YEARS_IN_WORDS):
            for match in pattern.finditer(flat):
                named = match.groupdict()
                least = int(named["least"]) if "least" in named else _NUMBERS[named["word"]]
                if 0 < least <= _MOST_YEARS:
                    found.append(WantedYears(least, clause.start + match.start(), clause.start + match.end()))
    return max(found, key=lambda one: (one.least, -one.start), default=None)
