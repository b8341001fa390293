"""What a job title says the work is.

By the names of roles that our table knows; and where it names none ("Ruby on Rails wizard", "Talent
acquisition lead"), by the craft or the tool in it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from types import MappingProxyType

from tasks.matching.affinity import family
from tasks.matching.folding import folded, words
from tasks.matching.levels import without_level
from tasks.matching.skills import SkillMention, SkillSpotter, skills_in
from tasks.matching.vocabulary import roles as known_roles
from tasks.matching.vocabulary import skills as known_skills
from tasks.word_lists import either, word_lists

_GENDER = re.compile(r"\((?:[mwfdxhgni]\s*[/|,]\s*)+[mwfdxhgni*]\)|(?:\bh/f\b|\bf/h\b|\bm/f\b|\bm/w/d\b|[(/:*_·](?:in|innen|a|e|r)\)?\b)", re.IGNORECASE)  # fmt: skip  # noqa: E501
_HEADS = word_lists("tasks.matching", "title_heads")
_MAKES = re.compile(rf"\b{either(_HEADS['makes'])}\b")
_GOES_ON = re.compile(rf"\s+{either((*_HEADS['makes'], *_HEADS['others']))}\b")
_WORD_BEFORE = re.compile(r"\w[^\S\n]+$")
_MORE = re.compile(r"\s*[,(|]|\s[-–—]\s")
_WORD_AFTER = re.compile(r"[^\S\n]+\w")
_SHORTEST_END = 7
_WOMEN = tuple((ending, other) for ending, _, other in (pair.partition(" ~ ") for pair in _HEADS["women"]))
_TECHNICAL = frozenset({"software", "data", "cloud", "security", "it"})
_ANY_SOFTWARE = "Software engineer"
_LONGEST_TITLE = 120
"""What is longer is prose, where a craft that is named may be anybody's."""


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
    spelt = (plain, without_level(plain), *_turned(plain))
    found = [(text, one) for text in spelt for one in _mentions(text)]
    if not found and (of_men := _of_men(plain)):
        found = [(of_men, one) for one in _mentions(of_men)]
    named = [one.skill for _, one in found] or list(_roles_of_compounds(plain))
    if len(plain) <= _LONGEST_TITLE and not any(_says_all(text, one) for text, one in found):
        by_craft = list(_roles_of_crafts(plain))
        families = {family(known_roles().terms[name].field) for name in by_craft} | _TECHNICAL
        bare = [one for one in named if family(known_roles().terms[one].field) in families]
        named = [*(bare if by_craft else named), *by_craft]
    return [RoleMention(name, known_roles().terms[name].field) for name in dict.fromkeys(named)]


def _turned(title: str) -> Iterator[str]:
    """`Manager, Customer Success` the other way round."""
    head, comma, rest = title.partition(", ")
    if comma and without_level(head) in _heads():
        yield f"{_MORE.split(rest)[0]} {without_level(head)}"


def _mentions(text: str) -> Iterator[SkillMention]:
    found = _spotter().mentions(text)
    for one, after in zip_longest(found, found[1:]):
        if not _is_tied(text, one, after) and not _is_another(text, one):
            yield one


def _is_tied(text: str, mention: SkillMention, after: SkillMention | None) -> bool:
    """Whether one word is but the first half of a name: the server in "Server engineer" waits on nobody."""
    if text[mention.start : mention.end].strip().count(" "):
        return False
    is_before_a_role = after is not None and text[mention.end : after.start] == " "
    if is_before_a_role or folded(text[mention.start : mention.end]).strip() in _HEADS["adjectives"]:
        return bool(_WORD_AFTER.match(text, mention.end))
    return bool(_GOES_ON.match(folded(text), mention.end))


def _is_another(text: str, mention: SkillMention) -> bool:
    """Whether a word before a bare name makes another role of it, which our table does not know."""
    written = folded(text[mention.start : mention.end]).strip()
    return written in _HEADS["bare"] and bool(_WORD_BEFORE.search(text, 0, mention.start))


def _of_men(title: str) -> str:
    """`Diseñadora gráfica` as our table has it; empty if no word of the title ends like a woman's name."""
    said = [
        next((word.removesuffix(ending) + other for ending, other in _WOMEN if word.endswith(ending)), word)
        for word in words(title)
    ]
    return " ".join(said) if said != words(title) else ""


def _roles_of_compounds(title: str) -> Iterator[str]:
    """The roles whose names end a title's words, as in "Schulsozialarbeiter"; the longest of each word."""
    for word in words(title):
        ends = (word[start:] for start in range(1, len(word) - _SHORTEST_END + 1))
        known = next((role for end in ends if (role := known_roles().by_name.get(end))), None)
        if known:
            yield known


def _says_all(text: str, mention: SkillMention) -> bool:
    """Whether a name says which work it is: "Architect" alone says that of houses and of software."""
    written = folded(text[mention.start : mention.end]).strip()
    return mention.skill != _ANY_SOFTWARE and written not in _heads()


@cache
def _heads() -> frozenset[str]:
    return frozenset((*_HEADS["makes"], *_HEADS["others"]))


def _roles_of_crafts(title: str) -> Iterator[str]:
    """The roles whose craft a title names; else, of who makes things, those that take its tools."""
    named = [one.skill for one in skills_in(title, is_list=True)]
    makes = bool(_MAKES.search(folded(title)))
    crafts = [role for skill in named for role in _by_craft().get(skill, ())]
    if crafts:
        is_odd = makes and not any(family(known_roles().terms[role].field) in _TECHNICAL for role in crafts)
        yield from () if is_odd and _only_makes(title) else crafts
    elif makes:
        fields = dict.fromkeys(known_skills().field(skill) or "" for skill in named)
        yield from (role for field in fields if (role := _of_field(field)))


def _only_makes(title: str) -> bool:
    """Whether somebody engineers what the craft of others is: "Engineer, Marketing"."""
    return bool(re.search(r"\b(?:engineer|developer|programmer|architect)", folded(title)))


def is_craft(skill: str) -> bool:
    """Whether a skill is what a role does as a whole, such as data engineering."""
    return skill in _by_craft()


@cache
def _by_craft() -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for term in known_roles().terms.values():
        for craft in term.broader:
            if family(known_skills().field(craft) or "") == family(term.field):
                found[craft].append(term.name)
    return MappingProxyType(found)


@cache
def _of_field(field: str) -> str | None:
    """The role that stands for a technical field: the first that our table has there."""
    if family(field) not in _TECHNICAL:
        return None
    first = next((term.name for term in known_roles().terms.values() if term.field == field), None)
    return first or (_ANY_SOFTWARE if family(field) == "software" else None)


def title_words(title: str) -> frozenset[str]:
    """The words of a title that say what the work is: no level, no gender marks."""
    return frozenset(without_level(_GENDER.sub(" ", folded(title))).split())
