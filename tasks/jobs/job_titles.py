"""The words of a job title that say what the work is, in one language where our table knows the role."""

from functools import cache

from tasks.matching.folding import folded
from tasks.matching.roles import roles_in, title_words
from tasks.matching.vocabulary import roles


def role_words(title: str) -> frozenset[str]:
    """The title's words without level; a role that our table knows by another name has our table's words.

    So `Datenanalyst` and `Analista de datos` have the words of `Data analyst`.
    """
    said = title_words(title)
    for mention in roles_in(title):
        known = [words for words in _names(mention.role) if words <= said]
        if known:
            said = (said - max(known, key=len)) | _own_words(mention.role)
    return said


@cache
def _names(role: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(folded(name.text).split()) for name in roles().terms[role].names)


@cache
def _own_words(role: str) -> frozenset[str]:
    return frozenset(folded(role).split())
