"""How titles are written: what in them says nothing of the role, and the many spellings of what does."""

import re
from dataclasses import dataclass

from tasks.jobs.folding import fold, vocabulary
from tasks.jobs.gendered_titles import without_sexes

_SUM = r"[$€£]?\s?\d[\d.,]*\s?k?"
_MONEY = re.compile(rf"(?:up to\s+)?[$€£]\s?\d[\d.,]*\s?k?(?:\s?[-–—]\s?{_SUM})?(?:\s?(?:/|\bper\b)\s?\w+)?")
_HOURS = re.compile(
    r"\b\d+ per hour\b|\b\d+(?:\s?[-–—]?\s?\d+)?\s?/?\s?(?:hrs?|hours?|std)\b"
    r"(?:\s?(?:/|per|a|pro)?\s?(?:week|wk|woche))?"
)
_NAMED_NUMBER = (
    r"(?:\b(?:job|req|requisition|ref|vacancy|posting)\s?(?:id|no|nr|number)?[\s.:#-]*|#\s?)"
    r"(?P<named>[a-z]{0,4}-?\d{3,})\b"
)
_MARKED_NUMBER = r"\b(?P<marked>(?:jr|req|r)-?\d{4,})\b"
_REMARK = re.compile(
    r"#\s?li-\w+(?:-\w+)*"
    r"|\b(?:sign(?:ing)?[\s-]+on|signing|welcome)[\s-]+bonus\b"
    r"|\b(?:\d+|multiple|several|mehrere)\s(?:positions|openings|vacancies|stellen)\b"
    r"|\b(?:we are|we're|now) hiring\b(?: an?\b)?|\bjoin (?:us|our team)\b|\bapply (?:now|today)\b"
    r"|\bab sofort\b|\bzum nachstmoglichen zeitpunkt\b|\bimmediate(?:ly)? (?:start|joiners?)\b|\basap\b"
    r"|\bstart(?:ing)? immediately\b|\bvisa sponsorship\b(?: (?:available|offered|possible)\b)?"
    r"|(?:\b\d{1,3}\s?%?\s?[-–—]\s?|\b)100\s?%(?!\s*(?:remot|home|tele))"
)
"""Calls to apply, what is given for coming, how many and how soon; a whole workload, but no part of one."""

_BARE_NUMBER = r"(?<![\w$€£.,])(?P<bare>\d{5,})(?![\w,.]\d)"
_REQUISITION = re.compile(f"{_NAMED_NUMBER}|{_MARKED_NUMBER}|{_BARE_NUMBER}")
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})(?!\w)"), said)
    for pattern, said in (
        (r"(?:remote|home[\s-]*office|hybrid)[\s-]+(?:moglich|possible|optional|option|available)", "remote"),
        (r"hybrid[\s,:-]+\d(?:\s?[-–]\s?\d)?\s?days?\s?(?:/|a|per|each)\s?week", "hybrid"),
        (r"full[\s-]+stack", "fullstack"),
        (r"front[\s-]+end", "frontend"),
        (r"back[\s-]+end", "backend"),
        (r"dev[\s-]+ops", "devops"),
        (r"e[\s-]+commerce", "ecommerce"),
        (r"node[\s.]+js", "nodejs"),
        (r"react[\s.]+js|reactjs", "react"),
        (r"vue[\s.]+js|vuejs", "vue"),
        (r"quality[\s-]+assurance", "qa"),
        (r"machine[\s-]+learning", "ml"),
        (r"artificial[\s-]+intelligence", "ai"),
        (r"human[\s-]+resources", "hr"),
        (r"user[\s-]+experience", "ux"),
        (r"user[\s-]+interface", "ui"),
        (r"site[\s-]+reliability[\s-]+engineer", "sre"),
        (r"vice[\s-]+president", "vp"),
        (r"swe|sde", "software engineer"),
        (r"c[\s-]?sharp", "c#"),
        (r"co[\s-]+op", "coop"),
        (r"mid[\s-]+level|medior", "mid"),
        (r"entry[\s-]+level", "entry"),
        (r"work(?:ing)?[\s-]+from[\s-]+home|home[\s-]*office|wfh|tele[\s-]?(?:work|commute)", "remote"),
        (r"(?:100\s?%|100|fully|full|completely)[\s-]+remot[eo]", "remote"),
        (r"full[\s-]*time|vollzeit|temps[\s-]+plein|tiempo[\s-]+completo", "fulltime"),
        (r"part[\s-]*time|teilzeit", "parttime"),
        (r"on[\s-]+site|in[\s-]+office", "onsite"),
    )
)
_SPELLINGS = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "jnr": "junior",
    "mgr": "manager",
    "eng": "engineer",
    "engr": "engineer",
    "dev": "developer",
    "developper": "developer",
    "programmer": "developer",
    "assoc": "associate",
    "asst": "assistant",
    "admin": "administrator",
    "exec": "executive",
    "rep": "representative",
    "internship": "intern",
    "praktikum": "intern",
    "praktikant": "intern",
    "ops": "operations",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
} | {f"{ladder}{step}": str(step) for ladder in ("l", "ic") for step in range(1, 8)}
_LITTLE_WORDS = vocabulary(
    "a an the and of for in at to with on und et de y e von fur der die das level lvl grade"
)
_ARRANGEMENTS = vocabulary("remote remoto remota remotely fulltime")
_TOKEN = re.compile(r"c\+\+|[cf]#|[^\W_]+")
_LONGEST_WITHOUT_PLURAL = 3


@dataclass(frozen=True, slots=True)
class SpelledTitle:
    """A title in a common spelling, still with its punctuation, and the numbers that name a requisition."""

    text: str
    requisitions: frozenset[str]


def spell(title: str) -> SpelledTitle:
    """The title in lower case without accents, marks of sex, money, hours and requisition numbers."""
    text = " ".join(fold(title).split())
    text = _REMARK.sub(" ", _HOURS.sub(" ", _MONEY.sub(" ", without_sexes(text))))
    found = frozenset(each["named"] or each["marked"] or each["bare"] for each in _REQUISITION.finditer(text))
    text = _REQUISITION.sub(" ", text)
    for pattern, said in _PHRASES:
        text = pattern.sub(said, text)
    return SpelledTitle(text, found)


def telling_words(text: str) -> list[str]:
    """The words of a spelled text that may tell of a role, in the singular and without abbreviations."""
    return [
        _singular(_SPELLINGS.get(word, word))
        for word in _TOKEN.findall(text)
        if word not in _LITTLE_WORDS and word not in _ARRANGEMENTS
    ]


def _singular(word: str) -> str:
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural and len(word) > _LONGEST_WITHOUT_PLURAL else word
