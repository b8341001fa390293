"""What titles say of the sexes of those who may apply: marks such as (m/w/d), and one word in both its forms.

All is matched against folded text.
"""

import re

_SEX = (
    r"(?:m|w|f|d|x|h|i|n|gn|div(?:ers)?|(?:fe)?male|mann|frau|homme|femme|mannlich|weiblich|all|any|mwd|mfd"
    r"|wmd|fmd)"
)
_BRACKETED = rf"[(\[]\s*{_SEX}(?:\s*[/|*.,:;_+-]+\s*(?:{_SEX}|\*)|\s+{_SEX})*\.?\s*[)\]]"
_ALL_GENDERS = r"[(\[]?\ball\s+genders?(?:\s+welcome)?\b[)\]]?"
_DIVIDED = r"\b[mwfhx]\s?[/|]\s?[mwfhx](?:\s?[/|]\s?(?:[dxinwmf]|divers|\*))*(?![\w/])"
_DUTCH_OR_POLISH = r"[(\[]?\b(?:m\s?[/|]\s?[vk]|[vk]\s?[/|]\s?m)(?:\s?[/|]\s?[dx])?(?![\w/])[)\]]?"
_BARE = r"\b(?:m w d|w m d|m f d|f m d|d f m|d m f|m f x|f m x|m w x|h f x)\b"
_MARKS = re.compile(f"{_BRACKETED}|{_ALL_GENDERS}|{_DUTCH_OR_POLISH}|{_DIVIDED}|{_BARE}")
_ENDING = re.compile(
    r"(?<=\w)(?:[:*_/]-?in(?:nen)?\b|/-in\b|[/·]-?(?:trice|rice|euse|se|ne|ienne|iere)\b"
    r"|\((?:in|e|se|euse|trice|rice|ne|iere)\)(?!\w))"
)
_FORMS = (
    *(("", ending) for ending in ("in", "e", "a", "ne")),
    *(("o", "a"), ("e", "in"), ("r", "se"), ("eur", "rice"), ("ore", "rice"), ("f", "ve"), ("mann", "frau")),
)
"""How a man's and a woman's form of one word end, in German and the Romance languages."""

_BOTH_FORMS = tuple(
    (
        man,
        re.compile(
            rf"\b(?:(?P<his>\w{{3,}}){man}\s?/\s?(?P=his){woman}"
            rf"|(?P<her>\w{{3,}}){woman}\s?/\s?(?P=her){man})\b"
        ),
    )
    for man, woman in _FORMS
)


def without_sexes(text: str) -> str:
    """The text without marks of sex and without women's forms beside men's: `Köchin / Koch` is `koch`."""
    text = _MARKS.sub(" ", text)
    if "/" in text:
        for man, pattern in _BOTH_FORMS:
            text = pattern.sub(rf"\g<his>\g<her>{man}", text)
    return _ENDING.sub("", text)
