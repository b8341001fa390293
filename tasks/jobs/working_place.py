"""Where one works and who may, from a board's field, a place or the text, with the words that show it."""

import re
from collections.abc import Iterator

from tasks.jobs.folding import fold
from tasks.jobs.gazetteer import COUNTRIES, REGIONS
from tasks.jobs.model import Arrangement, Finding
from tasks.jobs.places import whereabouts

_ROLE = r"(?:position|role|job|opportunity|work|team|contract|schedule|model|arrangement|setup)"
_COUNT = r"(?:one|two|three|four|\d)"
_DAYS_A_WEEK = rf"\b{_COUNT}(?: ?(?:-|–|to|or) ?{_COUNT})? days? (?:a|per|each) week"
_FULLY = r"(?:fully |100 ?% )?"
_PHRASES: dict[Arrangement, tuple[str, ...]] = {
    "on_site": (
        r"\b(?:not a remote|no remote|non-remote|no home ?office)\b[^.\n]{0,40}",
        rf"\b{_FULLY}on-?site (?:only|{_ROLE})\b",
        rf"\b{_ROLE} is {_FULLY}(?:on-?site|in[- ]office)\b",
        r"\bmust (?:work|be) (?:on-?site|in (?:the|our) office)\b",
        r"\b(?:five|5) days (?:a|per) week in (?:the|our) office\b",
    ),
    "hybrid": (
        rf"\bhybrid[- ](?:remote |working |work )?(?!team\b){_ROLE}\b",
        rf"\b{_ROLE} is hybrid\b|\bhybrid working\b",
        rf"{_DAYS_A_WEEK} (?:in|at|from) (?:the|our) [\w ]{{0,20}}offices?\b",
        rf"\b{_COUNT} days? in (?:the|our) office\b",
    ),
    "remote": (
        r"\b(?:fully|100 ?%|entirely|completely|permanently)[- ]remote\b",
        rf"\bremote[- ](?:first )?{_ROLE}\b",
        rf"\b{_ROLE} is {_FULLY}remote\b",
        r"\bwork(?:ing)? from (?:anywhere|home)\b|\bremote[- ](?:first|only)\b",
        r"\bremotely from anywhere\b|\b100 ?% home ?office\b",
    ),
}
_IN_TEXT = tuple((kind, re.compile("|".join(phrases), re.IGNORECASE)) for kind, phrases in _PHRASES.items())
_WORDS: dict[Arrangement, str] = {
    "hybrid": r"\bhybride?\b|\bhíbrido\b",
    "remote": r"\bremot[eo]\b|\bwork from home\b|\bwfh\b|\bhome ?office\b|\banywhere\b|\bworld ?wide\b",
    "on_site": r"\bon-?site\b|\bin-?office\b|\bpresencial\b",
}
_IN_PLACE = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS.items())
_WORLDWIDE = re.compile(
    r"\banywhere in the world\b|\bwork from anywhere\b|\bworld ?wide\b|\bglobally\b|\banywhere\b(?! in\b)",
    re.IGNORECASE,
)
_WORLDWIDE_TEXT = re.compile(
    r"\banywhere in the world\b|\bwork(?:ing)? from anywhere(?! (?:with)?in\b)"
    r"|\bopen to candidates worldwide\b",
    re.IGNORECASE,
)
_LIVE = r"(?:based|located|residing|reside|live|living|residents?)"
_PEOPLE = r"(?:candidates|applicants|residents|people)"
_AND_MAY_WORK = r"(?: and (?:authorized|eligible|entitled) to work)?"
_LIMITS = (
    rf"\b(?:must|need to|should|have to)(?: currently)? (?:be )?{_LIVE}{_AND_MAY_WORK} (?:with)?in",
    rf"\b(?:candidates|applicants) (?:must be|who are) (?:{_LIVE} )?(?:in|from|within)",
    rf"\bonly (?:accept|consider|hir)(?:e|ing)? {_PEOPLE} (?:{_LIVE} )?(?:in|from|within)",
    r"\b(?:authori[sz]ed|eligible|legally entitled|permitted|right|entitled) to work in",
    rf"\bonly {_PEOPLE} (?:who are )?{_LIVE} (?:with)?in",
    r"\b(?<!not )restricted to",
    r"\bremote (?:with)?in",
    rf"\b(?:open|available|restricted|limited) (?:only )?to {_PEOPLE} (?:in|from|of|{_LIVE} in)",
    r"\bresidents of",
)
_ONLY_FROM = re.compile(
    f"(?:{'|'.join(_LIMITS)})" + r" (?:the |any of the )?(?P<where>(?:[a-z]\.[a-z]\.|[^.;\n:!?]){2,60})",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?P<where>[A-Z][A-Za-z.]{1,14}(?: [A-Z][a-z]{2,12})?)"
    r"(?:[- ](?:residents|based|candidates|citizens))?[- ][Oo]nly\b"
)
_CITIZENS = re.compile(
    r"\bmust be (?:an? )?(?P<where>[A-Z][A-Za-z.]{1,14}) citizens?\b"
    r"|\b(?P<whose>[A-Z][A-Za-z.]{1,14}) citizenship (?:is )?(?:required|mandatory)\b"
)
_LETTERS_OF_SHORT_NAMES = 2
_NAMES = sorted((name for name in {**COUNTRIES, **REGIONS} if len(name) > _LETTERS_OF_SHORT_NAMES), key=len)
_NAMED = re.compile(rf"\b(?:{'|'.join(map(re.escape, reversed(_NAMES)))})\b")
_SHORT = re.compile(r"\b(?:U\.?S\.?A?\.?|U\.?K\.?|E\.?U\.?|E\.?E\.?A\.?)(?!\w)")


def arrangement_of(
    stated: Arrangement | None, title: str, places: tuple[str, ...], text: str, *, board_is_remote: bool
) -> Finding | None:
    """Whether the work is remote, hybrid or on site, as the surest of these says; None if none does.

    The board's own field is surest, then the place, the title, the text, and last what the board is for.
    """
    if stated is not None:
        return Finding(stated, f"the board says {stated.replace('_', '-')}")
    for said in (*places, title):
        for kind, pattern in _IN_PLACE:
            if pattern.search(said):
                return Finding(kind, said)
    for kind, pattern in _IN_TEXT:
        found = pattern.search(text)
        if found:
            return Finding(kind, found[0])
    return Finding("remote", "the board lists remote work alone") if board_is_remote else None


def eligibility_of(
    places: tuple[str, ...], title: str, text: str, *, is_remote: bool, worldwide: bool
) -> tuple[Finding, ...]:
    """Where a person may be, each country or region once with the words that name it; empty is unknown.

    What is named wins over `worldwide`: boards write Anywhere in the World over texts that say otherwise.
    """
    named: dict[str, str] = {}
    for value, words in _restrictions(places, title, text):
        named.setdefault(value, words)
    if named:
        return tuple(Finding(value, words) for value, words in named.items())
    if worldwide:
        return (Finding("worldwide", "the board says worldwide"),)
    shown = [said for said in (*places, title) if _WORLDWIDE.search(said)]
    if not any(whereabouts(said).is_told for said in places):
        shown += [found[0] for found in _WORLDWIDE_TEXT.finditer(text)]
    return (Finding("worldwide", shown[0]),) if is_remote and shown else ()


def _restrictions(places: tuple[str, ...], title: str, text: str) -> Iterator[tuple[str, str]]:
    for said in places:
        here = whereabouts(said)
        for value in sorted({spot.country for spot in here.spots if spot.country} | here.regions):
            yield value, said
    for found in (*_ONLY.finditer(title), *_ONLY_FROM.finditer(text), *_ONLY.finditer(text)):
        for value in _named_in(found["where"]):
            yield value, " ".join(found[0].split())
    for found in _CITIZENS.finditer(text):
        for value in _named_in(found["where"] or found["whose"]):
            yield value, " ".join(found[0].split())


def _named_in(words: str) -> Iterator[str]:
    for found in _NAMED.finditer(fold(words)):
        yield COUNTRIES[found[0]].code if found[0] in COUNTRIES else REGIONS[found[0]]
    for short in _SHORT.finditer(words):
        name = short[0].replace(".", "").lower()
        yield COUNTRIES[name].code if name in COUNTRIES else REGIONS[name]
