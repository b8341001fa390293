"""Why a posting fits a person as it does, in sentences for that person."""

from collections.abc import Iterable, Sequence

from tasks.jobs.fitting import Parts, is_soft, shown
from tasks.jobs.offers import Offer, Wanted
from tasks.jobs.seeking import Seeker

_COVERED = 0.5
_MOST_NAMED = 8


def reasons(seeker: Seeker, offer: Offer, parts: Parts) -> tuple[str, ...]:
    """What decides whether they can have it, then what it asks for and what of that is there."""
    told = [
        *(f"not open to you: {one.why}" for one in parts.verdict.conditions if one.answer == "no"),
        _title(seeker, offer, parts),
        _wishes("required", offer.required, seeker),
        _wishes("preferred", offer.preferred, seeker),
        _seniority(seeker, offer),
        *(one.why for one in parts.verdict.conditions if one.answer == "yes"),
        *(f"open question: {one.why}" for one in parts.verdict.conditions if one.answer == "open"),
    ]
    return tuple(one for one in told if one)


def missing(seeker: Seeker, offer: Offer) -> tuple[str, ...]:
    """What it requires and the profile does not show."""
    return tuple(_label(group) for group in _telling(offer.required) if shown(seeker, group) == 0)


def _telling(wanted: Wanted) -> Wanted:
    """Without soft skills, which everybody asks for; all of them if there is nothing else."""
    return tuple(group for group in wanted if not is_soft(group)) or wanted


def _title(seeker: Seeker, offer: Offer, parts: Parts) -> str:
    own = max(seeker.roles, key=lambda role: (seeker.roles[role], role), default=None)
    if seeker.roles.keys() & offer.roles:
        return f"you are or were {_listed(sorted(seeker.roles.keys() & offer.roles))}, which it is for"
    if not offer.title:
        return ""
    how = "close to" if parts.title >= _COVERED else "not much like"
    return f"“{offer.title}” is {how} what you are or were" + (f" ({own})" if own else "")


def _wishes(importance: str, wanted: Wanted, seeker: Seeker) -> str:
    """`3 of 5 required: Python, SQL, Airflow; missing Kubernetes`; empty if nothing is asked for."""
    wanted = _telling(wanted)
    if not wanted:
        return ""
    met = [_met(group, seeker) for group in wanted if shown(seeker, group) >= _COVERED]
    partly = [_label(group) for group in wanted if 0 < shown(seeker, group) < _COVERED]
    lacking = [_label(group) for group in wanted if shown(seeker, group) == 0]
    said = f"{len(met)} of {len(wanted)} {importance}"
    said += f": {_listed(met)}" if met else ""
    said += f"; partly {_listed(partly)}" if partly else ""
    return said + (f"; missing {_listed(lacking)}" if lacking else "")


def _met(group: frozenset[str], seeker: Seeker) -> str:
    return max(sorted(group), key=lambda skill: seeker.skills.get(skill, 0.0))


def _label(group: Iterable[str]) -> str:
    return " or ".join(sorted(group))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _seniority(seeker: Seeker, offer: Offer) -> str:
    told = []
    if offer.level is not None and seeker.level is not None and offer.level != seeker.level:
        told.append(f"a post of level {offer.level.name.lower()}, and you are {seeker.level.name.lower()}")
    if offer.years is not None and seeker.years is not None:
        told.append(f"{offer.years} years asked for, you have {seeker.years:.0f}")
    return "; ".join(told)
