"""How near roles and fields of work are to each other: who was called one thing may be fit for another."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from tasks.matching.vocabulary import roles
from tasks.word_lists import word_lists

SAME_FIELD, SAME_FAMILY = 0.6, 0.4
_LOOSE_FIELDS = frozenset({"management", "office", "health", "trades", "hospitality", "public", "media"})
"""Fields of many trades, of which who knows one does not know the next."""
_LOOSE = 0.4


@cache
def affinity(one: str, other: str) -> float:
    """How near two roles of our table are, 0..1."""
    if one == other:
        return 1.0
    of_roles = _neighbours().get(frozenset({one, other}))
    return (
        nearness(roles().field(one) or one, roles().field(other) or other) if of_roles is None else of_roles
    )


@cache
def nearness(one: str, other: str) -> float:
    """How near what is done in one field is to what is done in another, or elsewhere in the same, 0..1."""
    if one == other:
        return _LOOSE if one in _LOOSE_FIELDS else SAME_FIELD
    if family(one) == family(other):
        return SAME_FAMILY
    known = (_neighbours().get(frozenset({here, there})) for here in _wider(one) for there in _wider(other))
    return max((near for near in known if near is not None), default=0.0)


def family(field: str) -> str:
    """What a field is a part of: `software` for `software.backend`."""
    return field.partition(".")[0]


def _wider(field: str) -> Iterator[str]:
    yield field
    if family(field) != field:
        yield family(field)


@cache
def _neighbours() -> Mapping[frozenset[str], float]:
    listed = word_lists("tasks.matching", "neighbours")
    return MappingProxyType(
        {
            frozenset(one.strip() for one in pair.split("~")): float(near)
            for near, pairs in listed.items()
            for pair in pairs
        }
    )
