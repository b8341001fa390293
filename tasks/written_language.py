"""Which of our seven languages a text is written in, by its commonest words."""

import re
from collections import Counter
from typing import Literal

LanguageCode = Literal["en", "de", "fr", "es", "pt", "it", "nl"]

_COMMON: dict[LanguageCode, str] = {
    "en": (
        "the and of to in for with on at from by is are was were our we you your their as an this that "
        "over a it be have"
    ),
    "de": (
        "und der die das den dem des von für mit auf bei im zur zum ein eine einer eines als nach über "
        "sowie durch wir in"
    ),
    "fr": (
        "et le les de des du la une pour avec dans sur par au aux en un est sont nous vous votre leur "
        "chez que qui à a"
    ),
    "es": (
        "y el los las de del la una para con por en al un que se es su sus como más desde hasta nuestro a"
    ),
    "pt": (
        "e o os as de do da dos das uma para com em por ao um que se no na nos nas mais desde até à não a"
    ),
    "it": (
        "e il gli le di della dei delle del la una per con nel nella al un che si alla presso sono dal "
        "dalla lo più in i a"
    ),
    "nl": (
        "en de het van een voor met op bij in aan te naar door is zijn uit als ook over tot onze wij jouw"
    ),
}
_SETS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_SHARED = Counter(word for words in _SETS.values() for word in words)
_LETTERS: dict[LanguageCode, str] = {"de": "äöüß", "es": "ñ¿¡", "pt": "ãõ", "fr": "œêèç"}
_ENOUGH = 1.0
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language_of(text: str) -> LanguageCode | None:
    """The likeliest language; None if the text is too short or too plain to tell."""
    counts = Counter(word.replace("’", "'") for word in _WORD.findall(text.lower()))
    scores = {
        language: sum(counts[word] / _SHARED[word] for word in words)
        + sum(0.5 * text.lower().count(letter) for letter in _LETTERS.get(language, ""))
        for language, words in _SETS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= _ENOUGH else None
