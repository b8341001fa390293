"""What a skill is called when somebody names it in a README: by our tables, or by the shared vocabulary."""

from collections.abc import Mapping
from functools import cache

from tasks.matching import vocabulary
from tasks.profiles.known_skills import known_names

_LANGUAGES = "software.languages"


def skill_named(name: str) -> str | None:
    """The skill of this name or synonym; None if it is none that repositories show.

    Names that are everyday words count only as they are written: `Go`, `Express`, `Dash`.
    """
    if name in known_names():
        return name
    shared = vocabulary.skills()
    canonical = shared.canonical(name)
    term = shared.terms.get(canonical) if canonical else None
    if term is None:
        return None
    careful = {one.text for one in term.names if one.is_exact or one.is_everyday}
    if name.casefold() in {text.casefold() for text in careful} and name not in careful:
        return None
    return _ours().get(term.name) or (term.name if term.field == _LANGUAGES else None)


@cache
def _ours() -> Mapping[str, str]:
    """What the vocabulary calls our skills, to what our tables call them."""
    shared = vocabulary.skills()
    canonical = {shared.canonical(name): name for name in sorted(known_names(), reverse=True)}
    return {theirs: ours for theirs, ours in canonical.items() if theirs is not None}
