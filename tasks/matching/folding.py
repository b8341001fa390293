"""Text made comparable: case, accents and kinds of blanks folded away, each character in its place.

Folding keeps lengths, so that a place in the folded text is the same place in the text itself.
"""

import re
import unicodedata
from functools import lru_cache

_BLANKS = frozenset("-‐‑‒–—­")
_QUOTES = frozenset("’‘ʼ`´")  # noqa: RUF001, as above
_WORD = re.compile(r"[^\W_]+(?:['+#.&/-]*[+#]+|(?:[.&'-](?=[^\W_]))[^\W_]+)*")
_ENDINGS = (
    "ungen", "ingen", "iques", "ments", "ation", "aciones", "acion", "azione", "azioni", "acao", "acoes",
    "ing", "ung", "ment", "ions", "ion", "ers", "ies", "ed", "er", "en", "em", "es", "os", "as",
    "s", "e", "a", "o", "n", "i",
)  # fmt: skip
_SHORTEST_STEM = 3


class _Fold(dict[int, int | str]):
    """What each character folds to: found once, kept for good."""

    def __missing__(self, code: int) -> int | str:
        char = chr(code)
        if char.isspace() or char in _BLANKS:
            to = " "
        elif char in _QUOTES:
            to = "'"
        else:
            base = unicodedata.normalize("NFD", char)[0]
            lower = base.lower() if base.isalpha() else char.lower()
            to = lower if len(lower) == 1 else char
        self[code] = to
        return to


_FOLD = _Fold()


def folded(text: str) -> str:
    """The text in lower case, without accents, with one kind of blank for every blank and dash."""
    return text.translate(_FOLD)


def words(text: str) -> list[str]:
    """Its words, folded: `C++`, `node.js` and `4.5` are one each."""
    return [word.rstrip(".'") for word in _WORD.findall(folded(text))]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its ending, crudely, and alike in all languages: `forecasting` and `forecasts` agree."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
