"""The words of a job title that say what the work is, those of our table's name for it among them."""

from tasks.matching.folding import folded
from tasks.matching.roles import roles_in, title_words


def role_words(title: str) -> frozenset[str]:
    """The title's words without level, and what our table calls the roles that it names.

    So `Datenanalyst` and `Analista de datos` both have the words of `Data analyst`.
    """
    named = [frozenset(folded(mention.role).split()) for mention in roles_in(title)]
    return title_words(title).union(*named)
