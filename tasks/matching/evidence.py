"""What a résumé shows: each skill with the line that shows it best, roles, languages, years of work."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from tasks.json_resume import JsonResume, Work
from tasks.matching.affinity import SAME_FAMILY, affinity
from tasks.matching.folding import folded
from tasks.matching.levels import Level, level_in, level_of_years
from tasks.matching.phrases import content_stems
from tasks.matching.resume_lines import Kind, ResumeLine, lines_of
from tasks.matching.roles import RoleMention, roles_in
from tasks.matching.skills import canonical_name, skills_in
from tasks.matching.spoken import language_named, languages_in, rank_in
from tasks.matching.vocabulary import roles as known_roles
from tasks.matching.vocabulary import skills as known_skills

STRENGTH: Mapping[Kind, float] = MappingProxyType(
    {"told": 1.0, "title": 1.0, "learned": 0.9, "listed": 0.85, "summary": 0.85, "label": 0.85, "spoken": 0.0}
)
"""How much a line of a kind shows, 0..1: what somebody did weighs more than what they list."""

_SHOWS_BROADER = 0.6
_OF_ONE_TRADE = SAME_FAMILY
_NEARNESS = (1.0, 0.95, 0.7, 0.55, 0.45)
_FORMERLY = re.compile(
    r"[(,;–—-]\s*(?:former(?:ly)?|ex|previously|ehemal\w*|früher|antes|anteriormente|ancien\w*|già)\b[^)]*\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows a skill.

    Attributes:
        line: The id of the best line.
        text: What it says.
        strength: How well it shows the skill, 0..1.
    """

    line: str
    text: str
    strength: float


@dataclass(frozen=True, slots=True)
class Title:
    """What somebody was called, and how far back: 1 is now, less is longer ago."""

    text: str
    roles: tuple[RoleMention, ...]
    nearness: float


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a résumé shows.

    Attributes:
        skills: By our table's name, or by their own for those that it does not know.
        lines: Its lines.
        stems: The stems of each line's words, in the order of the lines.
        all_stems: The stems of all of them.
        titles: What the person was called, the latest first.
        languages: By English name, how well: 1 to 6 as A1 to C2, or None if it does not say.
        level: How far along they are; None if nothing says so.
        years: Of work, overlaps counted once; None if no dates are known.
        years_in_trade: The same of the work that is of one trade with what they are now.
    """

    skills: Mapping[str, Evidence]
    lines: tuple[ResumeLine, ...]
    stems: tuple[frozenset[str], ...]
    all_stems: frozenset[str]
    titles: tuple[Title, ...]
    languages: Mapping[str, int | None]
    level: Level | None
    years: float | None
    years_in_trade: float | None


def shown_by(resume: JsonResume, today: date | None = None) -> Shown:
    """Read what a résumé shows.

    Args:
        resume: Whole.
        today: Until when work without an end has gone on; without it, years of work stay unknown.
    """
    lines = tuple(lines_of(resume))
    in_trade = years_of_work(_of_the_trade(resume), today) if today else None
    stems = tuple(frozenset(content_stems(line.text)) for line in lines)
    return Shown(
        skills=MappingProxyType(_skills(lines)),
        lines=lines,
        stems=stems,
        all_stems=frozenset().union(*stems),
        titles=tuple(_titles(resume)),
        languages=MappingProxyType(_languages(resume)),
        level=_level(resume, in_trade),
        years=years_of_work(resume.work, today) if today else None,
        years_in_trade=in_trade,
    )


def _skills(lines: tuple[ResumeLine, ...]) -> dict[str, Evidence]:
    found: dict[str, Evidence] = {}

    def show(skill: str, line: ResumeLine, strength: float) -> None:
        known = found.get(skill)
        if strength and (known is None or known.strength < strength):
            found[skill] = Evidence(line.id, line.text, strength)

    for line in lines:
        strength = STRENGTH[line.kind]
        text = _without_former(line.text) if line.kind == "label" else line.text
        named = [one.skill for one in skills_in(text, is_list=line.kind == "listed")]
        if line.kind == "listed":
            named.append(canonical_name(line.text))
        if line.kind in ("label", "title"):
            named.extend(skill for one in roles_in(text) for skill in known_roles().terms[one.role].broader)
        for skill in named:
            show(skill, line, strength)
            for broader in known_skills().ancestors(skill):
                show(broader, line, strength * _SHOWS_BROADER)
    return found


def _without_former(label: str) -> str:
    """What they call themselves, without what they say they were."""
    return _FORMERLY.sub(" ", label).strip()


def _titles(resume: JsonResume) -> list[Title]:
    """What they call themselves and what they were called, and how near each is."""
    label = _without_former(resume.basics.label or "")
    named = [title for title in (label, *(work.position for work in resume.work)) if title]
    return [
        Title(text, tuple(roles_in(text)), _NEARNESS[min(place, len(_NEARNESS) - 1)])
        for place, text in enumerate(named)
    ]


def _level(resume: JsonResume, years: float | None) -> Level | None:
    """By their label, or else the latest title; where neither says, by years in their trade.

    A title that sounds lower than the years takes one rung: an associate attorney may be one for ten years.
    """
    now = _now(resume)
    named, by_title = level_in(now), level_in(_latest(resume))
    by_years = level_of_years(years) if years is not None else None
    if named is not None or by_title is None or by_years is None:
        return next((one for one in (named, by_title, by_years) if one is not None), None)
    return max(min(by_title, by_years) if now else by_title, Level(max(0, by_years - 1)))


def _now(resume: JsonResume) -> str:
    return _without_former(resume.basics.label or "")


def _latest(resume: JsonResume) -> str:
    return next((work.position for work in resume.work if work.position), None) or ""


def _of_the_trade(resume: JsonResume) -> tuple[Work, ...]:
    """Work of one trade with what they are now, or of one near it; all of it if there is none."""
    now = roles_in(_now(resume) or _latest(resume))
    of_it = tuple(
        one
        for one in resume.work
        if any(
            affinity(is_.role, was.role) >= _OF_ONE_TRADE
            for is_ in now
            for was in roles_in(one.position or "")
        )
    )
    return of_it or resume.work


def _languages(resume: JsonResume) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for one in resume.languages:
        if name := language_named(one.language or ""):
            found[name] = rank_in(f"{one.language} {one.fluency or ''}")
    for skill in resume.skills:
        for text in (skill.name or "", *skill.keywords):
            for spoken in languages_in(text):
                if folded(text).startswith(folded(text[spoken.start : spoken.end])):
                    found.setdefault(spoken.name, spoken.rank)
    return found


def years_of_work(work: tuple[Work, ...], today: date) -> float | None:
    """Years that somebody worked, overlaps counted once, an open end being today; None without dates."""
    spans = sorted(
        (
            _month(one.start_date, 0),
            _month(one.end_date, 11) + 1 if one.end_date else today.year * 12 + today.month - 1,
        )
        for one in work
        if one.start_date
    )
    if not spans:
        return None
    months, over = 0, 0
    for start, end in spans:
        months += max(0, end - max(start, over))
        over = max(over, end)
    return months / 12


def _month(partial: str, unknown: int) -> int:
    year, _, rest = partial.partition("-")
    return int(year) * 12 + (int(rest[:2]) - 1 if rest else unknown)
