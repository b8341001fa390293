"""Why a posting fits a person as it does, in sentences for that person."""

from collections.abc import Iterable, Sequence

from tasks.jobs.fitting import Fitting
from tasks.jobs.offers import Offer
from tasks.matching.formula import Parts, Person, Wishes, is_soft, shown

_COVERED = 0.5
_MOST_NAMED = 8


def reasons(person: Person, offer: Offer, fitting: Fitting) -> tuple[str, ...]:
    """What decides whether they can have it, then what it asks for and what of that is there."""
    told = [
        *(f"not open to you: {one.why}" for one in fitting.verdict.conditions if one.answer == "no"),
        _title(person, offer, fitting.parts),
        _wishes("required", offer.asks.required, person),
        _wishes("preferred", offer.asks.preferred, person),
        _seniority(person, offer),
        *(one.why for one in fitting.verdict.conditions if one.answer == "yes"),
        *(f"open question: {one.why}" for one in fitting.verdict.conditions if one.answer == "open"),
    ]
    return tuple(one for one in told if one)


def missing(person: Person, offer: Offer) -> tuple[str, ...]:
    """What it requires and the profile does not show."""
    return tuple(_label(group) for group in _telling(offer.asks.required) if shown(person, group) == 0)


def _telling(wanted: Wishes) -> Sequence[frozenset[str]]:
    """Without soft skills, which everybody asks for; all of them if there is nothing else."""
    return [group for group in wanted if not is_soft(group)] or list(wanted)


def _title(person: Person, offer: Offer, parts: Parts) -> str:
    own = max(person.roles, key=lambda role: (person.roles[role], role), default=None)
    if person.roles.keys() & offer.asks.roles:
        return f"it is your trade: {_listed(sorted(person.roles.keys() & offer.asks.roles))}"
    if not offer.title:
        return ""
    how = "close to" if parts.title >= _COVERED else "not much like"
    return f"“{offer.title}” is {how} your trade" + (f" ({own})" if own else "")


def _wishes(importance: str, wanted: Wishes, person: Person) -> str:
    """`3 of 5 required: Python, SQL, Airflow; missing Kubernetes`; empty if nothing is asked for."""
    telling = _telling(wanted)
    if not telling:
        return ""
    met = [_met(group, person) for group in telling if shown(person, group) >= _COVERED]
    partly = [_label(group) for group in telling if 0 < shown(person, group) < _COVERED]
    lacking = [_label(group) for group in telling if shown(person, group) == 0]
    said = f"{len(met)} of {len(telling)} {importance}"
    said += f": {_listed(met)}" if met else ""
    said += f"; partly {_listed(partly)}" if partly else ""
    return said + (f"; missing {_listed(lacking)}" if lacking else "")


def _met(group: frozenset[str], person: Person) -> str:
    return max(sorted(group), key=lambda skill: person.skills.get(skill, 0.0))


def _label(group: Iterable[str]) -> str:
    return " or ".join(sorted(group))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _seniority(person: Person, offer: Offer) -> str:
    told = []
    if offer.asks.level is not None and person.level is not None and offer.asks.level != person.level:
        told.append(
            f"it is of level {offer.asks.level.name.lower()}, and you are {person.level.name.lower()}"
        )
    if offer.asks.years is not None and person.years is not None:
        told.append(f"{offer.asks.years} years asked for, you have {person.years:.0f}")
    return "; ".join(told)
