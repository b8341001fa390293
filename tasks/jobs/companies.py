"""When two names are one employer's."""

import re
from functools import lru_cache

from tasks.jobs.folding import fold, vocabulary, words

_LEGAL_FORMS = vocabulary(
    "inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh mbh ag se sa sas sarl eurl",
    "srl spa sl slu bv nv ab as asa oy oyj aps kg kgaa ohg ug ev eg pty pvt pte kk sro doo dba zoo sp spzoo",
    "sadecv cv ltda eireli tbk bhd sdn",
)
_DIVIDED_FORMS = (
    ("s", "a", "de", "c", "v"),
    ("sp", "z", "o", "o"),
    ("sa", "de", "cv"),
    ("s", "p", "a"),
    ("s", "r", "l"),
    ("s", "r", "o"),
    ("d", "o", "o"),
    ("l", "l", "c"),
    ("b", "v"),
    ("n", "v"),
    ("s", "a"),
    ("s", "l"),
    ("e", "v"),
    ("k", "k"),
    ("a", "s"),
    ("co", "kg"),
)
_LEAST_SHARED_LETTERS = 4
_SPELLED_UMLAUT = re.compile(r"(?<![aeiou])([aou])e(?=[^\Waeiou])")


@lru_cache(maxsize=16_384)
def company_words(name: str) -> tuple[str, ...]:
    """The name's words without legal form and article: `The Acme Company, Inc.` is `("acme",)`.

    A name that is nothing but legal forms keeps them.
    """
    all_of_them = [word for word in words(name) if word != "and"]
    if len(all_of_them) > 1 and all_of_them[0] == "the":
        del all_of_them[0]
    left = list(all_of_them)
    while len(left) > 1:
        divided = next(
            (form for form in _DIVIDED_FORMS if len(form) < len(left) and tuple(left[-len(form) :]) == form),
            None,
        )
        if divided:
            del left[-len(divided) :]
        elif left[-1] in _LEGAL_FORMS:
            del left[-1]
        else:
            break
    return tuple(left)


@lru_cache(maxsize=16_384)
def company_key(name: str) -> str:
    """The name without spaces, so that `X.AI` and `xAI` are one; empty for no name.

    An umlaut may be spelled out: `Müller` is `Mueller`.
    """
    return _key(company_words(name))


def _key(said: tuple[str, ...]) -> str:
    return _SPELLED_UMLAUT.sub(r"\1", "".join(said))


def shorter_keys(name: str) -> tuple[str, ...]:
    """The keys of the names that this one may go on from: `acme` for `Acme Robotics`."""
    said = company_words(name)
    starts = (_key(said[:length]) for length in range(1, len(said)))
    return tuple(start for start in starts if len(start) >= _LEAST_SHARED_LETTERS)


def one_may_be_part_of_the_other(name: str, other: str) -> bool:
    """Whether one name goes on where the other ends, as `Acme` and `Acme Robotics Europe` do."""
    ours, theirs = company_words(name), company_words(other)
    if ours[:1] != theirs[:1]:
        return False
    shorter, longer = sorted((ours, theirs), key=len)
    return (
        len("".join(shorter)) >= _LEAST_SHARED_LETTERS
        and len(shorter) < len(longer)
        and longer[: len(shorter)] == shorter
    )


def is_unnamed(name: str) -> bool:
    """Whether there is no name, or one that hides it."""
    return fold(name).strip(" .-") in {"", "confidential", "unknown", "n/a", "na", "none", "null"}
