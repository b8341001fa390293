"""What a line claims: numbers with their units, names, skills, rank. Two lines can then be held side by side."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from tasks.matching.folding import folded, stem, words
from tasks.matching.phrases import content_stems
from tasks.matching.skills import skills_in
from tasks.matching.vocabulary import skills as known_skills

_NUMBER = re.compile(
    r"(?P<before>[$€£¥₹]|\b(?:usd|eur|gbp|chf|us\$)\s?)?\s?"
    r"(?P<digits>\d+(?:[.,'  ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<scale>\s?(?:k|m|mn|mio\.?|mrd\.?|bn|b|tsd\.?|thousand|million(?:s|en|es)?|billion(?:s)?|milliarden?|milliards?|mil|mila"
    r"|millones|millon|milhoes|milhao|milioni|milione|miljoen|miljard|tausend|mille)\b)?"
    r"\+?(?P<unit>\s?%|\s?(?:percent|per cent|prozent|por ciento|pour cent|por cento|per cento|procent)\b|\s?[$€£¥₹]"
    r"|\s?(?:euros?|dollars?|usd|eur|gbp|chf|pounds?|dolares|pfund)\b)?",
    re.IGNORECASE,
)
_SCALES = {
    "k": 1_000, "tsd": 1_000, "thousand": 1_000, "mil": 1_000, "mila": 1_000, "tausend": 1_000, "mille": 1_000,
    "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "mrd": 1_000_000_000, "bn": 1_000_000_000, "b": 1_000_000_000,
}  # fmt: skip
_CURRENCIES = {"$": "usd", "us$": "usd", "dollar": "usd", "dolare": "usd", "€": "eur", "euro": "eur", "£": "gbp", "pound": "gbp", "pfund": "gbp"}  # fmt: skip  # noqa: E501
_NUMBER_WORDS = {
    "zero": "0", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100", "hundreds": "100", "thousands": "1000",
    "millions": "1000000", "dozen": "12", "dozens": "12", "half": "1/2", "halved": "1/2", "halving": "1/2", "doubled": "x2",
    "doubling": "x2", "double": "x2", "twice": "x2", "tripled": "x3", "tripling": "x3", "triple": "x3", "quadrupled": "x4",
    "tenfold": "x10", "third": "1/3", "quarter": "1/4",
    "zwei": "2", "drei": "3", "vier": "4", "funf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9", "zehn": "10",
    "elf": "11", "zwolf": "12", "zwanzig": "20", "dreissig": "30", "funfzig": "50", "hundert": "100", "verdoppelte": "x2",
    "verdoppelt": "x2", "verdreifachte": "x3", "halbierte": "1/2", "halfte": "1/2", "drittel": "1/3",
    "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9", "diez": "10",
    "doce": "12", "quince": "15", "veinte": "20", "treinta": "30", "cien": "100", "doble": "x2", "duplique": "x2", "mitad": "1/2",
    "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "sept": "7", "huit": "8", "neuf": "9", "dix": "10", "douze": "12",
    "quinze": "15", "vingt": "20", "trente": "30", "cinquante": "50", "cent": "100", "moitie": "1/2", "double ": "x2",
    "due": "2", "tre": "3", "quattro": "4", "cinque": "5", "sei": "6", "sette": "7", "otto": "8", "nove": "9", "dieci": "10",
    "dodici": "12", "quindici": "15", "venti": "20", "trenta": "30", "cento": "100", "raddoppiato": "x2", "meta": "1/2",
    "dois": "2", "duas": "2", "quatro": "4", "sete": "7", "oito": "8", "dez": "10", "doze": "12", "vinte": "20", "trinta": "30",
    "cem": "100", "dobrei": "x2", "metade": "1/2", "twee": "2", "drie": "3", "vijf": "5", "zes": "6", "zeven": "7", "negen": "9",
    "tien": "10", "twaalf": "12", "twintig": "20", "dertig": "30", "honderd": "100", "verdubbelde": "x2", "helft": "1/2",
}  # fmt: skip
_IN_DIGITS = {
    word: digits for word, digits in _NUMBER_WORDS.items() if digits.isdigit() and not word.endswith(("ds", "ns"))
}
_SPELLED = re.compile(r"(?<!per )(?<!pour )(?<!por )\b[^\W\d_]+\b")
"""Words, but not the second of `per cent`."""
_RAISES = re.compile(
    r"\b(?:over|more than|above|exceeding|at least|up to|uber|mehr als|mindestens|bis zu|mas de|hasta|plus de|jusqu'a"
    r"|oltre|piu di|fino a|mais de|ate|meer dan|ruim|tot)\s*\W{0,3}$"
)
_LEADS = re.compile(
    r"\b(?:led|leading|lead|leads|managed|managing|headed|heading|directed|directing|oversaw|overseeing|supervised|supervising"
    r"|spearheaded|spearheading|orchestrated|owned|owning|championed|pioneered|chaired|architected|masterminded|founded|sole|solely"
    r"|responsible|leitete|leitung|geleitet|fuhrung|leiter\w*|verantwortlich|lideré|lidere|liderazgo|dirigi|encabece|dirige|dirigeant"
    r"|pilote|encadre|responsable|liderei|dirigi|lidera\w*|guidato|diretto|coordinato|responsabile|leidde|leiding|verantwoordelijk)\b"
)
_HELPS = re.compile(
    r"\b(?:assist\w*|help(?:ed|ing|s)?|support(?:ed|ing|s)?|contribut\w*|participat\w*|shadow\w*|mitgewirkt|mitwirkung|mitarbeit"
    r"|unterstutz\w*|beigetragen|colabor\w*|ayud\w*|apoy\w*|particip\w*|aide\w*|assiste\w*|collabor\w*|apoi\w*|ajud\w*"
    r"|contribu\w*|partecip\w*|support\w*|aiutat\w*|ondersteun\w*|hielp|meegewerkt)\b"
)
_RANK = re.compile(
    r"\b(?:senior|junior|principal|chief|head|director\w*|vice president|vp|lead|manager\w*|supervisor\w*|executive|architect"
    r"|president|ceo|cto|cfo|coo|founder|partner|leiter\w*|direktor\w*|geschaftsfuhrer\w*|jefe|jefa|director[a]?|gerente|responsable"
    r"|directeur|directrice|chef|dirigente|direttore|direttrice|diretor\w*|hoofd|directeur|teamleider|expert\w*|specialist\w*)\b"
)
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
    for word in words(flat):
        if word in _NUMBER_WORDS:
            found.append(((_NUMBER_WORDS[word], ""), False))
    return found


def _unit(before: str, after: str) -> str:
    sign = (before.strip() or after.strip()).rstrip("s")
    if sign == "%" or sign.startswith(("per", "pro", "por", "pour")):
        return "%"
    return _CURRENCIES.get(sign, sign)


def _value(digits: str, scale: str) -> str:
    grouped = re.fullmatch(r"(\d{1,3}(?:[.,'  ]\d{3})+)(?:[.,](\d{1,2}))?", digits)
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
    return frozenset(stem(word) for word in _list("verbs") | _list("links"))


@cache
def opening_words() -> frozenset[str]:
    """Words that a line may begin with."""
    return _list("verbs") | _list("links")


def _list(name: str) -> frozenset[str]:
    text = (files("tasks.resumes") / "words" / f"{name}.txt").read_text("utf-8")
    return frozenset(
        folded(word) for line in text.splitlines() if not line.startswith("#") for word in line.split()
    )
