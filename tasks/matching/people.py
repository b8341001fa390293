"""A person as the formula sees them, from what their profile shows."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tasks.matching.evidence import Shown
from tasks.matching.formula import Person
from tasks.matching.job_titles import role_words, roles_of, tools_of
from tasks.matching.roles import title_words
from tasks.matching.vocabulary import SOFT
from tasks.matching.vocabulary import skills as known_skills

_SKILL_IN_TITLE = 0.8
_MOST_TITLES_FOR_TOOLS = 2


def person_of(
    shown: Shown, wished: Iterable[str] = (), more: Mapping[str, float] = MappingProxyType({})
) -> Person:
    """Read what a profile shows once, to be held against any number of postings.

    Args:
        shown: By the whole profile.
        wished: Titles that they would like to have.
        more: Skills that it shows beside those of our table, and how strongly, 0..1.
    """
    titles = [*((wish, 1.0) for wish in wished), *((one.text, one.nearness) for one in shown.titles)]
    roles: dict[str, float] = {}
    said: dict[str, float] = {}
    for text, nearness in titles:
        for role in roles_of(text):
            roles[role.role] = max(roles.get(role.role, 0.0), nearness)
        for word in role_words(text):
            said[word] = max(said.get(word, 0.0), nearness)
    for skill in shown.skills:
        for word in title_words(skill):
            said[word] = max(said.get(word, 0.0), _SKILL_IN_TITLE)
    skills = {skill: evidence.strength for skill, evidence in shown.skills.items()}
    return Person(
        skills=MappingProxyType(skills | dict(more)),
        roles=MappingProxyType(roles),
        title_words=MappingProxyType(said),
        tools=next(
            (tools for text, _ in titles[:_MOST_TITLES_FOR_TOOLS] if (tools := tools_of(text))), frozenset()
        ),
        fields=MappingProxyType(_fields(shown)),
        stems=shown.all_stems,
        level=shown.level,
        years=shown.years_in_trade,
    )


def _fields(shown: Shown) -> dict[str, float]:
    found: dict[str, float] = {}
    for skill, evidence in shown.skills.items():
        field = known_skills().field(skill)
        if field and field != SOFT:
            found[field] = found.get(field, 0.0) + evidence.strength
    for title in shown.titles:
        for role in title.roles:
            found[role.field] = found.get(role.field, 0.0) + title.nearness
    return found
