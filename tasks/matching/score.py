"""How well a résumé fits a posting: 0..100, the same for the same two, and explained line by line.

The formula is `tasks.matching.formula`, as for jobs. Here a posting is read whole, clause by clause, and
every wish has the line of the résumé that meets it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tasks.matching import formula
from tasks.matching.affinity import affinity
from tasks.matching.evidence import Evidence, Shown
from tasks.matching.formula import (
    SCORER,
    WEIGHT_OF_PHRASE,
    Ask,
    Parts,
    fields_asked,
    parts_of,
    weigh,
    weight_of,
)
from tasks.matching.job_titles import role_words, tools_of
from tasks.matching.levels import Level
from tasks.matching.people import person_of
from tasks.matching.phrases import content_stems
from tasks.matching.rarity import rarity_alone
from tasks.matching.requirements import Importance, Requirements, Wanted
from tasks.matching.skills import canonical_name
from tasks.matching.spoken import language_named

COVERED = 0.8
_SPEAKS = "speaks "
_PHRASE_IN_ONE_LINE, _PHRASE_IN_PARTS = 0.9, 0.5

Verdict = Literal["covered", "partly", "missing"]


@dataclass(frozen=True, slots=True)
class Fit:
    """How one thing that is wanted is met.

    Attributes:
        wanted: What it is called: `Power BI or Tableau`.
        importance: Whether it is a must or welcome.
        verdict: Covered, partly covered or missing.
        credit: 0..1, what it adds to the share.
        weight: How much it counts beside others of its importance.
        shown_as: The skill that meets it; None if none does.
        line: The id of the résumé's line that shows it.
        text: What that line says.
        start: Where the posting asks for it.
        end: Where that is over.
        any_of: The skills of which one will do, as the posting calls them.
        meant: The same as our table calls them, or else as the posting does.
    """

    wanted: str
    importance: Importance
    verdict: Verdict
    credit: float
    weight: float
    shown_as: str | None
    line: str | None
    text: str | None
    start: int
    end: int
    any_of: tuple[str, ...]
    meant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Feature:
    """One part of a score.

    Attributes:
        name: As in `formula.Parts`.
        value: 0..1.
        points: What it adds to the score; of the seniority, which multiplies, what it takes: 0 or less.
        why: For a person.
    """

    name: str
    value: float
    points: float
    why: str


@dataclass(frozen=True, slots=True)
class MatchScore:
    """A score and how it came about.

    Attributes:
        score: 0..100, to one decimal.
        features: What it is the sum of.
        fits: How each thing that is wanted is met, in the posting's order.
        version: Of the formula.
    """

    score: float
    features: tuple[Feature, ...]
    fits: tuple[Fit, ...]
    version: str = SCORER

    @property
    def gaps(self) -> tuple[str, ...]:
        """What the posting wants and the résumé does not show, by the posting's names, a must first.

        Where one of several would do and none is shown, each is a gap.
        """
        missing = [fit for fit in self.fits if fit.verdict == "missing"]
        missing.sort(key=lambda fit: fit.importance != "required")
        return tuple(dict.fromkeys(skill for fit in missing for skill in fit.any_of))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The explanation, a line a feature, the weightiest first."""
        return tuple(feature.why for feature in sorted(self.features, key=lambda one: -one.points))


def match(shown: Shown, requirements: Requirements) -> MatchScore:
    """How well what a résumé shows fits what a posting asks for."""
    fits = tuple(_fit(one, shown) for one in requirements.wanted) + tuple(_languages(shown, requirements))
    unlisted = {name: fit.credit for fit in fits for name in fit.meant if fit.weight == WEIGHT_OF_PHRASE}
    spoken = {name: fit.credit for fit in fits for name in fit.meant if name.startswith(_SPEAKS)}
    ask = _asked(requirements, fits)
    person = person_of(shown, more=unlisted | spoken)
    parts = parts_of(person, weigh(ask, rarity_alone(ask)))
    tools = _why_tools(person.tools, ask.tools)
    features = tuple(_features(shown, requirements, fits, parts, tools))
    return MatchScore(round(min(100.0, max(0.0, parts.fit)), 1), features, fits)


def _asked(requirements: Requirements, fits: tuple[Fit, ...]) -> Ask:
    """What a posting asks for, as the formula sees it."""
    required = {fit.meant: fit.weight for fit in fits if fit.importance == "required"}
    preferred = {fit.meant: fit.weight for fit in fits if fit.importance == "preferred"}
    return Ask(
        roles=frozenset(one.role for one in requirements.roles),
        title_words=role_words(requirements.title),
        required=MappingProxyType(required),
        preferred=MappingProxyType(preferred),
        tools=tools_of(requirements.title).union(*required, *preferred),
        fields=MappingProxyType(fields_asked(required, preferred, [one.field for one in requirements.roles])),
        stems=frozenset(requirements.stems),
        level=_level(requirements),
        years=requirements.years.least if requirements.years else None,
    )


def _level(requirements: Requirements) -> Level | None:
    """The rung that it names; of words beside a title that stands in prose, only those that are sure."""
    level = requirements.level
    return None if not requirements.title and level is not None and level > Level.SENIOR else level


def _features(
    shown: Shown, requirements: Requirements, fits: tuple[Fit, ...], parts: Parts, why_tools: str
) -> Iterable[Feature]:
    told = (
        ("title", formula.TITLE, parts.title, _why_title(shown, requirements)),
        ("required", formula.REQUIRED, parts.required, _why_wishes(fits, "required")),
        ("preferred", formula.PREFERRED, parts.preferred, _why_wishes(fits, "preferred")),
        (
            "field",
            formula.FIELD,
            parts.field,
            f"{round(100 * parts.field)} % at home in the posting's fields",
        ),
        ("wording", formula.WORDING, parts.wording, _why_wording(shown, requirements)),
        ("tools", formula.TOOLS, parts.tools, why_tools),
    )
    whole = 0.0
    for name, weight, value, why in told:
        whole += 100 * weight * value
        yield Feature(name, round(value, 4), round(100 * weight * value, 2), why)
    taken = round(whole * (parts.seniority - 1.0), 2)
    yield Feature("seniority", round(parts.seniority, 4), taken, _why_seniority(shown, requirements))


def _fit(wanted: Wanted, shown: Shown) -> Fit:
    best: tuple[str, Evidence] | None = None
    for skill in wanted.any_of:
        evidence = shown.skills.get(skill) if wanted.is_known else _phrase(skill, shown)
        if evidence and (best is None or evidence.strength > best[1].strength):
            best = skill, evidence
    credit = best[1].strength if best else 0.0
    return Fit(
        wanted=wanted.label,
        importance=wanted.importance,
        verdict="covered" if credit >= COVERED else "partly" if credit else "missing",
        credit=credit,
        weight=weight_of(frozenset(wanted.any_of)) if wanted.is_known else WEIGHT_OF_PHRASE,
        shown_as=best and best[0],
        line=best and best[1].line,
        text=best and best[1].text,
        start=wanted.start,
        end=wanted.end,
        any_of=wanted.written,
        meant=frozenset(wanted.any_of),
    )


def _phrase(phrase: str, shown: Shown) -> Evidence | None:
    """A line that says it all, or the lines that together do; None if less than half of it is said."""
    listed = shown.skills.get(canonical_name(phrase))
    if listed:
        return listed
    sought = frozenset(content_stems(phrase))
    if not sought:
        return None
    most, line = max(
        ((len(sought & stems), -place) for place, stems in enumerate(shown.stems)), default=(0, 0)
    )
    best = shown.lines[-line] if most else None
    if best and most == len(sought):
        return Evidence(best.id, best.text, _PHRASE_IN_ONE_LINE)
    if best and sought <= shown.all_stems:
        return Evidence(best.id, best.text, _PHRASE_IN_PARTS)
    return None


def _languages(shown: Shown, requirements: Requirements) -> Iterable[Fit]:
    for wanted in requirements.languages:
        has = wanted.name in shown.languages
        rank = shown.languages.get(wanted.name)
        enough = rank is None or wanted.rank is None or rank >= wanted.rank
        credit = (1.0 if enough else 0.5) if has else 0.0
        line = next(
            (
                one
                for one in shown.lines
                if one.kind in ("spoken", "listed") and _names(one.text, wanted.name)
            ),
            None,
        )
        name = requirements.text[wanted.start : wanted.end]
        yield Fit(
            wanted=name,
            importance=wanted.importance,
            verdict="covered" if credit >= COVERED else "partly" if credit else "missing",
            credit=credit,
            weight=1.0,
            shown_as=wanted.name if has else None,
            line=line.id if has and line else None,
            text=line.text if has and line else None,
            start=wanted.start,
            end=wanted.end,
            any_of=(name,),
            meant=frozenset({f"{_SPEAKS}{wanted.name}"}),
        )


def _names(text: str, language: str) -> bool:
    return language_named(text) == language


def _why_wishes(fits: tuple[Fit, ...], importance: Importance) -> str:
    """`3 of 5 required: Python, SQL, Airflow; missing Kubernetes, Spark`."""
    of_it = [fit for fit in fits if fit.importance == importance]
    if not of_it:
        return f"nothing is named as {importance}"
    met = [fit.shown_as or fit.wanted for fit in of_it if fit.verdict == "covered"]
    why = f"{len(met)} of {len(of_it)} {importance}"
    if met:
        why += f": {', '.join(met)}"
    if partly := [fit.wanted for fit in of_it if fit.verdict == "partly"]:
        why += f"; partly {', '.join(partly)}"
    if missing := [fit.wanted for fit in of_it if fit.verdict == "missing"]:
        why += f"; missing {', '.join(missing)}"
    return why


def _why_title(shown: Shown, requirements: Requirements) -> str:
    wanted = requirements.title or next((one.role for one in requirements.roles), "")
    if not wanted:
        return "the posting has no title"
    near = [
        (title.nearness * affinity(was.role, one.role), title.text)
        for title in shown.titles
        for was in title.roles
        for one in requirements.roles
    ]
    best, was = max(near, default=(0.0, ""))
    return f"was “{was}”, wanted is “{wanted}”" if best else f"no title like “{wanted}”"


def _why_tools(own: frozenset[str], named: frozenset[str]) -> str:
    if not own or not named:
        return "no tool stands in the résumé's title" if named else "the posting names no tool"
    told = [f"names {', '.join(sorted(own & named))}"] if own & named else []
    told += [f"does not name {', '.join(sorted(own - named))}"] if own - named else []
    return f"the posting {' but '.join(told)}, which the résumé's title does"


def _why_wording(shown: Shown, requirements: Requirements) -> str:
    if not requirements.stems:
        return "the posting has no words"
    said = sum(stem in shown.all_stems for stem in requirements.stems) / len(requirements.stems)
    return f"{round(100 * said)} % of the posting's words stand in the résumé"


def _why_seniority(shown: Shown, requirements: Requirements) -> str:
    told = []
    if requirements.level is not None:
        own = "does not say" if shown.level is None else f"is {shown.level.name.lower()}"
        told.append(f"wanted is {requirements.level.name.lower()}, the résumé {own}")
    if requirements.years is not None:
        least = requirements.years.least
        if shown.years_in_trade is None:
            told.append(f"{least} years are asked for; the résumé dates none")
        else:
            told.append(f"{shown.years_in_trade:.0f} of {least} years asked for")
    return "; ".join(told) or "neither a level nor years of work are asked for"
