"""What a line claims: numbers with their units, names, skills, rank; so that two lines can be compared."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tasks.matching.folding import folded, stem, words
from tasks.matching.phrases import content_stems
from tasks.matching.skills import skills_in
from tasks.matching.vocabulary import skills as known_skills
from tasks.word_lists import either, word_lists

_NUMBER = re.compile(
    r"(?P<before>[$€£¥₹]|\b(?:usd|eur|gbp|chf|us\$)\s?)?\s?"
    r"(?P<digits>\d+(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<scale>\s?(?:k|m|mn|mio\.?|mrd\.?|bn|b|tsd\.?|thousand|million(?:s|en|es)?|billions?|milliarden?|milliards?"
    r"|mil|mila|millones|millon|milhoes|milhao|milioni|milione|miljoen|miljard|tausend|mille)\b)?"
    r"\+?(?P<unit>\s?%|\s?(?:percent|per cent|prozent|por ciento|pour cent|por cento|per cento|procent)\b"
    r"|\s?[$€£¥₹]|\s?(?:euros?|dollars?|usd|eur|gbp|chf|pounds?|dolares|pfund)\b)?",
    re.IGNORECASE,
)
_SCALES = {
    **dict.fromkeys(("k", "tsd", "thousand", "mil", "mila", "tausend", "mille"), 1_000),
    **dict.fromkeys(("m", "mn", "mio"), 1_000_000),
    **dict.fromkeys(("b", "bn", "mrd"), 1_000_000_000),
}
_CURRENCIES = {
    **dict.fromkeys(("$", "us$", "dollar", "dolare"), "usd"),
    **dict.fromkeys(("€", "euro"), "eur"),
    **dict.fromkeys(("£", "pound", "pfund"), "gbp"),
}
_NUMBER_WORDS = {
    word: value for value, words in word_lists("tasks.resumes", "numbers").items() for word in words
}
_IN_DIGITS = {
    word: digits
    for word, digits in _NUMBER_WORDS.items()
    if digits.isdigit() and not word.endswith(("ds", "ns"))
}
_SPELLED = re.compile(r"(?<!per )(?<!pour )(?<!por )\b[^\W\d_]+\b")
"""Words, but not the second of `per cent`."""
_CLAIMS = word_lists("tasks.resumes", "claims")
_RAISES = re.compile(rf"\b{either(_CLAIMS['more'])}\s*\W{{0,3}}$")
_LEADS = re.compile(rf"\b{either(_CLAIMS['led'])}\b")
_HELPS = re.compile(rf"\b{either(_CLAIMS['helped'])}\b")
_RANK = re.compile(rf"\b{either(_CLAIMS['rank'])}\b")
_CONTACT = re.compile(r"https?:|www\.|[\w.+-]+@[\w-]+\.\w|\b\w+\.(?:com|org|net|io|dev|ai)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_][\w'’.&+#/-]*", re.UNICODE)
_SENTENCE_ENDS = ".!?:;"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a line claims, made comparable."""

    numbers: frozenset[tuple[str, str]]
    raised: frozenset[tuple[str, str]]
    names: frozenset[str]
    first_words: frozenset[str]
    skills: frozenset[str]
    stems: frozenset[str]
    ranks: frozenset[str]
    leads: bool
    helps: bool
    contacts: frozenset[str]


def claims_of(text: str) -> Claims:
    """Take a line apart."""
    flat = folded(text)
    numbers = list(_numbers(flat))
    names, first_words = _names(text)
    return Claims(
        numbers=frozenset(number for number, _ in numbers),
        raised=frozenset(number for number, raised in numbers if raised),
        names=names,
        first_words=first_words,
        skills=frozenset(one.skill for one in skills_in(text)),
        stems=frozenset(content_stems(text)),
        ranks=frozenset(_RANK.findall(flat)),
        leads=bool(_LEADS.search(flat)),
        helps=bool(_HELPS.search(flat)),
        contacts=frozenset(_CONTACT.findall(flat)),
    )


def broader_skills(skills: frozenset[str]) -> frozenset[str]:
    """These skills and all that they are ones of."""
    return skills.union(*(known_skills().ancestors(one) for one in skills))


def _numbers(flat: str) -> list[tuple[tuple[str, str], bool]]:
    found = []
    flat = _SPELLED.sub(lambda word: _IN_DIGITS.get(word[0], word[0]), flat)
    for match in _NUMBER.finditer(flat):
        unit = _unit(match["before"] or "", match["unit"] or "")
        value = _value(match["digits"], (match["scale"] or "").strip().rstrip("."))
        raised = bool(_RAISES.search(flat[max(0, match.start() - 20) : match.start()])) or "+" in match[0]
        found.append(((value, unit), raised))
    found.extend(((_NUMBER_WORDS[word], ""), False) for word in words(flat) if word in _NUMBER_WORDS)
    return found


def _unit(before: str, after: str) -> str:
    sign = (before.strip() or after.strip()).rstrip("s")
    if sign == "%" or sign.startswith(("per", "pro", "por", "pour")):
        return "%"
    return _CURRENCIES.get(sign, sign)


def _value(digits: str, scale: str) -> str:
    grouped = re.fullmatch(r"(\d{1,3}(?:[.,' ]\d{3})+)(?:[.,](\d{1,2}))?", digits)
    if grouped:
        plain = re.sub(r"\D", "", grouped[1]) + (f".{grouped[2]}" if grouped[2] else "")
    else:
        plain = digits.replace(",", ".")
    factor = _SCALES.get(scale, 1)
    if scale.startswith(("milli", "milh", "mili", "milj")):
        factor = 1_000_000_000 if scale.startswith(("milliard", "miljard")) else 1_000_000
    elif scale.startswith("billion"):
        factor = 1_000_000_000
    return format((Decimal(plain) * factor).normalize(), "f")


def _names(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that look like names, and the words that begin a sentence, which always do; both folded."""
    names, first = set(), set()
    begins = True
    for match in _TOKEN.finditer(text):
        word = match[0].strip(".'’-/&")
        if not word or word == "I":
            continue
        capital = word[0].isupper()
        striking = any(char.isupper() for char in word[1:]) or (
            any(map(str.isdigit, word)) and not word[0].isdigit()
        )
        if begins and not striking:
            first.add(folded(word))
        elif capital or striking:
            names.add(folded(word))
        begins = match[0][-1] in _SENTENCE_ENDS or text[match.end() : match.end() + 1] in tuple(
            _SENTENCE_ENDS
        )
    return frozenset(names), frozenset(first)


@cache
def harmless_stems() -> frozenset[str]:
    """Stems of words that say that something was done, or join, and state no fact."""
    return frozenset(stem(word) for word in opening_words())


@cache
def opening_words() -> frozenset[str]:
    """Words that a line may begin with."""
    lines = (
        line
        for name in ("verbs", "links")
        for found in word_lists("tasks.resumes", name).values()
        for line in found
    )
    return frozenset(folded(word) for line in lines for word in line.split())
