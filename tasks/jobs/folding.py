"""Texts made comparable: without case, accents and punctuation."""

import html
import re
import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "þ": "th", "ð": "d"}
)
_WORD = re.compile(r"c\+\+|[cf]#|[^\W_]+")


def vocabulary(*texts: str) -> frozenset[str]:
    """The words of texts that are nothing but lists of words."""
    return frozenset(word for text in texts for word in text.split())


def fold(text: str) -> str:
    """The text in lower case without accents: `Zürich` and `ZURICH` are `zurich`; entities are resolved."""
    text = html.unescape(text).casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).translate(_LETTERS)


def words(text: str) -> tuple[str, ...]:
    """The text's words, folded; `c++`, `c#` and `f#` stay whole."""
    return tuple(_WORD.findall(fold(text)))
