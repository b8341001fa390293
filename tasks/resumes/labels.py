"""By which of its names a listed skill goes: the person's own, or the posting's if it is plainly the same."""

import re

from tasks.matching.folding import folded
from tasks.matching.requirements import Requirements
from tasks.matching.skills import skills_in
from tasks.matching.vocabulary import skills as known_skills


def label_for(own: str, requirements: Requirements) -> str:
    """The posting's name for a listed skill, if it is another spelling or the long form of the person's own.

    `JS` becomes `JavaScript`, `Postgres` becomes `PostgreSQL`; nothing becomes shorter, gets another version
    or is translated.
    """
    canonical = known_skills().canonical(own)
    if canonical is None or not any(canonical in one.any_of for one in requirements.wanted):
        return own
    written = {
        requirements.text[one.start : one.end]
        for one in skills_in(requirements.text)
        if one.skill == canonical
    }
    if canonical in written and is_plainly(own, canonical):
        return canonical
    return own


def is_plainly(own: str, other: str) -> bool:
    """Whether two names of one skill differ in spelling alone, or the first is short for the second."""
    short, long = _letters(own), _letters(other)
    if _digits(own) != _digits(other) and not re.fullmatch(r"\w\d+\w", own):
        return False
    if short == long:
        return True
    if len(short) > len(long):
        return False
    return long.startswith(short) or short == _initials(other) or _is_numeronym(own, other)


def _letters(name: str) -> str:
    return "".join(char for char in folded(name) if char.isalpha())


def _digits(name: str) -> str:
    return "".join(char for char in name if char.isdigit())


def _initials(name: str) -> str:
    capitals = "".join(char for char in name if char.isupper())
    words = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name))
    return folded(capitals if len(capitals) > 1 else words)


def _is_numeronym(own: str, other: str) -> bool:
    """`K8s` for Kubernetes."""
    match = re.fullmatch(r"(\w)(\d+)(\w)", folded(own))
    whole = _letters(other)
    return (
        bool(match)
        and match is not None
        and len(whole) == int(match[2]) + 2
        and (whole[0], whole[-1]) == (match[1], match[3])
    )
