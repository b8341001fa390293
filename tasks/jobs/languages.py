"""Which language a posting is written in, by the little words that it cannot do without."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, repeat

_LITTLE_WORDS = {
    "en": "the and you with for our are your will this that have from who their about",
    "de": "und der die das mit für sie wir bei ist auf eine dich deine ein zu den von",
    "fr": "les des vous pour avec dans nous une est votre sur notre aux et ou du",
    "es": "los las para con una por del que nuestro como experiencia más tu equipo el y",
    "pt": "para com uma os em dos você que não mais nossa são da experiência como e",
    "it": "per con che una della delle gli di nel sono alla nostro più dei e il",
    "nl": "het een van voor met je wij ons zijn bent aan bij onze jij en dat",
    "sv": "och att för som med vi dig du på är ett av till oss våra vår",
    "pl": "się nie oraz dla jest na do pracy w z przez lub będzie naszym twoje doświadczenie",
}
_LANGUAGES_OF: dict[str, Sequence[str]] = {}
for _language, _words in _LITTLE_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _language)
_MOST_LETTERS = 1_500
_LEAST_WORDS = 12
_LEAST_SHARE = 0.06


def language_of(text: str) -> str | None:
    """ISO 639-1 of a text in one of nine languages; None if it is short or in none of them."""
    words = text[:_MOST_LETTERS].lower().split()
    if len(words) < _LEAST_WORDS:
        return None
    counted = Counter(chain.from_iterable(map(_LANGUAGES_OF.get, words, repeat(()))))
    best = max(_LITTLE_WORDS, key=lambda language: counted[language])
    return best if counted[best] >= _LEAST_SHARE * len(words) else None
