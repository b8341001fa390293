"""How well a résumé fits a posting: 0..100, the same for the same two, and explained line by line.

The score is a weighted sum of features in 0..1, each of which rises or stays when the résumé shows more:

    required   share of what is a must that is shown, as strongly as it is shown
    preferred  the same for what is welcome
    role       whether the person was called what the post is called
    field      whether their skills belong to the posting's field
    wording    share of the posting's words that stand in the résumé
    years      years of work, against those asked for

Sets of two or fewer wishes count as three, the missing ones at `UNSAID`: a posting that asks for little is
not fitted by everybody. What a posting does not say counts at `UNSAID` too: as neither yes nor no.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tasks.matching.evidence import Evidence, Shown
from tasks.matching.phrases import content_stems
from tasks.matching.requirements import Importance, Requirements, Wanted
from tasks.matching.roles import title_words
from tasks.matching.skills import canonical_name
from tasks.matching.spoken import language_named
from tasks.matching.vocabulary import SOFT
from tasks.matching.vocabulary import skills as known_skills

SCORER = "match-2"
"""The version of this formula: it changes whenever a score may."""

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"required": 0.45, "preferred": 0.12, "role": 0.18, "field": 0.13, "wording": 0.07, "years": 0.05}
)
UNSAID = 0.4
LEAST_WISHES = 3
COVERED = 0.8
WEIGHT_OF_SOFT, WEIGHT_OF_PHRASE = 0.3, 0.5
_ALL_WORDS_SHOWN = 0.35
_PHRASE_IN_ONE_LINE, _PHRASE_IN_PARTS = 0.9, 0.5
_SAME_FIELD, _SAME_FAMILY, _FAMILY_SHOWN = 0.7, 0.5, 0.4
_HALF_SATURATED = 0.6

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


@dataclass(frozen=True, slots=True)
class Feature:
    """One part of a score.

    Attributes:
        name: As in `WEIGHTS`.
        value: 0..1.
        points: What it adds to the score.
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
    values = {
        "required": _share(fits, "required"),
        "preferred": _share(fits, "preferred"),
        "role": _role(shown, requirements),
        "field": _field(shown, requirements),
        "wording": _wording(shown, requirements),
        "years": _years(shown, requirements),
    }
    features = tuple(
        Feature(name, round(value, 4), round(100 * WEIGHTS[name] * value, 2), why)
        for name, (value, why) in values.items()
    )
    total = 100 * sum(WEIGHTS[name] * value for name, (value, _) in values.items())
    return MatchScore(round(min(100.0, max(0.0, total)), 1), features, fits)


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
        weight=_weight(wanted),
        shown_as=best and best[0],
        line=best and best[1].line,
        text=best and best[1].text,
        start=wanted.start,
        end=wanted.end,
        any_of=wanted.written,
    )


def _weight(wanted: Wanted) -> float:
    if not wanted.is_known:
        return WEIGHT_OF_PHRASE
    soft = all(known_skills().field(skill) == SOFT for skill in wanted.any_of)
    return WEIGHT_OF_SOFT if soft else 1.0


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
        )


def _names(text: str, language: str) -> bool:
    return language_named(text) == language


def _share(fits: tuple[Fit, ...], importance: Importance) -> tuple[float, str]:
    of_it = [fit for fit in fits if fit.importance == importance]
    unsaid = max(0, LEAST_WISHES - len(of_it))
    whole = sum(fit.weight for fit in of_it) + unsaid
    value = (sum(fit.weight * fit.credit for fit in of_it) + unsaid * UNSAID) / whole
    if not of_it:
        return value, f"nothing is {importance} by name"
    met = [fit.shown_as or fit.wanted for fit in of_it if fit.verdict == "covered"]
    why = f"{len(met)} of {len(of_it)} {importance}"
    if met:
        why += f": {', '.join(met)}"
    if partly := [fit.wanted for fit in of_it if fit.verdict == "partly"]:
        why += f"; partly {', '.join(partly)}"
    if missing := [fit.wanted for fit in of_it if fit.verdict == "missing"]:
        why += f"; missing {', '.join(missing)}"
    return value, why


def _role(shown: Shown, requirements: Requirements) -> tuple[float, str]:
    if not requirements.roles and not requirements.title:
        return UNSAID / 2, "the posting has no title"
    wanted_words = title_words(requirements.title)
    best, by = 0.0, ""
    for title in shown.titles:
        value = 0.0
        for wanted in requirements.roles:
            for was in title.roles:
                if was.role == wanted.role:
                    value = 1.0
                elif was.field == wanted.field:
                    value = max(value, _SAME_FIELD)
                elif _family(was.field) == _family(wanted.field):
                    value = max(value, _SAME_FAMILY)
        shared = len(wanted_words & title.words)
        value = max(value, 0.9 * shared / max(len(wanted_words), len(title.words), 1))
        if value * title.nearness > best:
            best, by = value * title.nearness, title.text
    if not best:
        return 0.0, f"no title like {requirements.title or requirements.roles[0].role!r}"
    return best, f"was {by!r}, wanted is {requirements.title or requirements.roles[0].role!r}"


def _field(shown: Shown, requirements: Requirements) -> tuple[float, str]:
    wanted: dict[str, float] = {}
    for one in requirements.wanted:
        for field in {known_skills().field(skill) for skill in one.any_of} - {None, SOFT}:
            wanted[str(field)] = wanted.get(str(field), 0.0) + (1.0 if one.importance == "required" else 0.5)
    for role in requirements.roles:
        wanted[role.field] = wanted.get(role.field, 0.0) + 2.0
    if not wanted:
        return UNSAID / 2, "the posting's field is not known"
    has: dict[str, float] = {}
    for skill, evidence in shown.skills.items():
        if (field := known_skills().field(skill)) and field != SOFT:
            has[field] = has.get(field, 0.0) + evidence.strength
    for title in shown.titles:
        for role in title.roles:
            has[role.field] = has.get(role.field, 0.0) + title.nearness
    value = 0.0
    for field, weight in wanted.items():
        own = _saturated(has.get(field, 0.0))
        family = _saturated(sum(amount for other, amount in has.items() if _family(other) == _family(field)))
        value += weight * max(own, _FAMILY_SHOWN * family)
    value /= sum(wanted.values())
    main = max(wanted, key=lambda field: (wanted[field], field))
    return value, f"{round(100 * value)} % at home in the posting's field ({main})"


def _saturated(amount: float) -> float:
    return 1.0 - math.pow(_HALF_SATURATED, amount)


def _family(field: str) -> str:
    return field.partition(".")[0]


def _wording(shown: Shown, requirements: Requirements) -> tuple[float, str]:
    if not requirements.stems:
        return 0.0, "the posting has no words"
    said = sum(stem in shown.all_stems for stem in requirements.stems) / len(requirements.stems)
    return min(
        1.0, said / _ALL_WORDS_SHOWN
    ), f"{round(100 * said)} % of the posting's words stand in the résumé"


def _years(shown: Shown, requirements: Requirements) -> tuple[float, str]:
    if requirements.years is None:
        return UNSAID, "no years of work are asked for"
    least = requirements.years.least
    if shown.years is None:
        return UNSAID, f"{least} years are asked for; the résumé dates none"
    return min(1.0, shown.years / least), f"{shown.years:.0f} of {least} years asked for"
