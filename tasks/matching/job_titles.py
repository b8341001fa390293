"""What a job title says the work is. Boards repeat titles, so what was read of one is kept."""

from functools import lru_cache

from tasks.matching.folding import folded
from tasks.matching.roles import RoleMention, is_craft, roles_in, title_words
from tasks.matching.skills import SkillMention, skills_in
from tasks.matching.vocabulary import SOFT
from tasks.matching.vocabulary import roles as known_roles
from tasks.matching.vocabulary import skills as known_skills

_TITLES = 65_536


@lru_cache(maxsize=_TITLES)
def roles_of(title: str) -> tuple[RoleMention, ...]:
    """The roles of our table that a title names."""
    return tuple(roles_in(title))


@lru_cache(maxsize=_TITLES)
def role_words(title: str) -> frozenset[str]:
    """The title's words without level, and what our table calls the roles that it names.

    So `Datenanalyst` and `Analista de datos` both have the words of `Data analyst`.
    """
    named = [frozenset(folded(mention.role).split()) for mention in roles_of(title)]
    return title_words(title).union(*named)


@lru_cache(maxsize=_TITLES)
def tools_of(title: str) -> frozenset[str]:
    """The skills that a title names beside the craft itself: Ruby on Rails, of a Ruby on Rails developer.

    A word that is all that names the role is no tool of it: a chef does not run Chef.
    """
    named = {one.skill for one in skills_in(title, is_list=True) if not _names_the_role(one, title)}
    return frozenset(one for one in named if not is_craft(one) and known_skills().field(one) != SOFT)


def _names_the_role(mention: SkillMention, title: str) -> bool:
    return known_roles().canonical(title[mention.start : mention.end]) is not None
