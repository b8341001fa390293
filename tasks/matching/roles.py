"""What a job title says the work is."""

import re
from dataclasses import dataclass
from functools import cache

from tasks.matching.folding import folded
from tasks.matching.levels import without_level
from tasks.matching.skills import SkillSpotter
from tasks.matching.vocabulary import roles as known_roles

_GENDER = re.compile(r"\((?:[mwfdxhgni]\s*[/|,]\s*)+[mwfdxhgni*]\)|(?:\bh/f\b|\bf/h\b|\bm/f\b|\bm/w/d\b|[(/:*_·](?:in|innen|a|e|r)\)?\b)", re.IGNORECASE)  # fmt: skip  # noqa: E501


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A role that a title names, and the field that it belongs to."""

    role: str
    field: str


@cache
def _spotter() -> SkillSpotter:
    return SkillSpotter(known_roles())


def roles_in(title: str) -> list[RoleMention]:
    """The roles that a title names, each once, in its order."""
    plain = _GENDER.sub(" ", title)
    found = [*_spotter().mentions(plain), *_spotter().mentions(without_level(plain))]
    names = dict.fromkeys(one.skill for one in found)
    return [RoleMention(name, known_roles().terms[name].field) for name in names]


def title_words(title: str) -> frozenset[str]:
    """The words of a title that say what the work is: no level, no gender marks."""
    return frozenset(without_level(_GENDER.sub(" ", folded(title))).split())
