"""Lists of words that stand in text files beside the code, so that they read and grow as lists.

`[name]` opens a list; each line below holds words or patterns, parted by ` | `. `#` begins a remark.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_FIRST_LETTER = re.compile(r"[^\W\d_](?![?*+{])")


@cache
def word_lists(package: str, name: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of the file `words/{name}.txt` of a package, each in its order."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (files(package) / "words" / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[] "), [])
        elif not line.startswith("#"):
            current.extend(one.strip() for one in line.split(" | ") if one.strip())
    return MappingProxyType({key: tuple(words) for key, words in found.items()})


def either(patterns: Iterable[str]) -> str:
    """A pattern for any one of these, the longest first; those that begin with one letter share it.

    So at most places of a text one look at each first letter is enough.
    """
    endings: dict[str, list[str]] = {}
    for pattern in sorted(patterns, key=lambda one: (-len(one), one)):
        letter = _FIRST_LETTER.match(pattern)
        begins = letter[0] if letter else pattern
        endings.setdefault(begins, []).append(pattern[len(begins) :])
    return "(?:" + "|".join(f"{begins}(?:{'|'.join(each)})" for begins, each in endings.items()) + ")"
