"""Which language a résumé is written in, by its commonest small words and the names of its sections."""

from collections import Counter
from collections.abc import Iterable

_SMALL_WORDS = {
    "en": "the and of to in for with on at by from as an is was were our their this that which using across",
    "de": "und der die das den dem des mit für von im zu auf bei ein eine einer als zur zum nach durch über sowie",
    "fr": "et le la les des du de en pour avec au aux sur dans par une un chez ainsi que l'équipe d'une d'un",
    "es": "y el la los las del de en para con por una un al como que se su sobre desde más",
    "it": "e il lo la gli le del della dei delle di in per con un una al alla nel nella che sul da dal dalla",
    "pt": "e o a os as do da dos das de em para com por um uma ao na no nas nos que se pela pelo",
    "nl": "en de het een van in voor met op bij aan te naar door als over tot uit om ook binnen",
}
_FEWEST = 3


def language_of(texts: Iterable[str]) -> str | None:
    """The language as ISO 639-1 has it; None if too little tells."""
    words = Counter(word.strip(".,;:()") for text in texts for word in text.casefold().split())
    scores = {
        language: sum(words[word] for word in small.split()) for language, small in _SMALL_WORDS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= _FEWEST else None
