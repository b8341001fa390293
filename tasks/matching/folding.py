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


def _fold(char: str) -> str:
    if char.isspace() or char in _BLANKS:
        return " "
    if char in _QUOTES:
        return "'"
    base = unicodedata.normalize("NFD", char)[0]
    lower = base.lower() if base.isalpha() else char.lower()
    return lower if len(lower) == 1 else char


class _Fold(dict[int, str]):
    """What each character folds to: found once, kept for good."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold(chr(code))
        return self[code]


_FOLD = _Fold()
_ASCII_FOLD = bytes(ord(_fold(chr(code))) if code < 128 else code for code in range(256))  # noqa: PLR2004
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def folded(text: str) -> str:
    """The text in lower case, without accents, with one kind of blank for every blank and dash."""
    if not text.isascii():
        text = _BEYOND_ASCII.sub(lambda found: found[0].translate(_FOLD), text)
    return text.encode(errors="surrogatepass").translate(_ASCII_FOLD).decode(errors="surrogatepass")


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
