"""Text made comparable: case, accents and kinds of blanks folded away, each character in its place.

Folding keeps lengths, so that a place in the folded text is the same place in the text itself.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_BLANKS = frozenset("-‐‑‒–—­")
_QUOTES = frozenset("’‘ʼ`´")  # noqa: RUF001, as above
_WORD = re.compile(r"\w+(?:['+#.&/-]*[+#]+|[.&'-]\w+)*")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ENDINGS = (
    "ungen", "ingen", "iques", "ments", "ation", "aciones", "acion", "azione", "azioni", "acao", "acoes",
    "ing", "ung", "ment", "ions", "ion", "ers", "ies", "ed", "er", "en", "em", "es", "os", "as",
    "s", "e", "a", "o", "n", "i",
)  # fmt: skip
_SHORTEST_STEM = 3


class _Characters(dict[int, str]):
    """What each character becomes: found once, kept for good."""

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes
        self._ascii = bytes(ord(becomes(chr(code))) if chr(code).isascii() else code for code in range(256))

    def __missing__(self, code: int) -> str:
        self[code] = self._becomes(chr(code))
        return self[code]

    def of(self, text: str) -> str:
        """The text with each character replaced; those of ASCII, which are nearly all, take no time."""
        if not text.isascii():
            text = _BEYOND_ASCII.sub(lambda found: found[0].translate(self), text)
        return text.encode(errors="surrogatepass").translate(self._ascii).decode(errors="surrogatepass")


def _fold(char: str) -> str:
    if char.isspace() or char in _BLANKS:
        return " "
    if char in _QUOTES:
        return "'"
    base = unicodedata.normalize("NFD", char)[0]
    lower = base.lower() if base.isalpha() else char.lower()
    return lower if len(lower) == 1 else char


_FOLDED = _Characters(_fold)
_SPACED = _Characters(lambda char: char if char.isalnum() else " ")


def folded(text: str) -> str:
    """The text in lower case, without accents, with one kind of blank for every blank and dash."""
    return _FOLDED.of(text)


def spaced(text: str) -> str:
    """The text with a blank for everything but letters and digits."""
    return _SPACED.of(text)


def words(text: str) -> list[str]:
    """Its words, folded: `C++`, `node.js` and `4.5` are one each."""
    return words_of(folded(text))


def words_of(flat: str) -> list[str]:
    """The words of a text after `folded`."""
    return _WORD.findall(flat.replace("_", " "))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its ending, crudely, and alike in all languages: `forecasting` and `forecasts` agree."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
