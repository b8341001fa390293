"""How far along somebody is, by titles and by years."""

import re
from enum import IntEnum

from tasks.matching.folding import folded


class Level(IntEnum):
    """A rung of the ladder; the distance of two says how far a person is from a posting."""

    INTERN = 0
    JUNIOR = 1
    MID = 2
    SENIOR = 3
    LEAD = 4
    HEAD = 5


_WORDS: dict[Level, str] = {
    Level.INTERN: r"intern|internship|trainee|apprentice|working student|werkstudent\w*|praktikant\w*|praktikum|azubi"
    r"|auszubildende\w*|becari\w+|practicas|stagiaire|stage|stagista|tirocin\w+|estagi\w+|alternan\w+|leerling|stagiair",
    Level.JUNIOR: r"junior|jr|entry level|graduate|berufseinsteiger\w*|absolvent\w*|debutant\w*|assistant|associate|neolaureat\w+",
    Level.SENIOR: r"senior|sr|experienced|seniore|confirme|experimentad[oa]|pleno senior|iii",
    Level.LEAD: r"lead|principal|staff engineer|staff software|team ?lead\w*|teamleit\w+|expert|architect|jefe de equipo|chef d'equipe",
    Level.HEAD: r"head of|director\w*|vp|vice president|chief|cto|ceo|coo|cfo|cmo|leiter\w*|leitung|geschaftsfuhr\w+"
    r"|directeur|directrice|direttore|diretor\w*|directora?|jefe de (?!equipo)\w+",
}
_PATTERNS = {level: re.compile(rf"\b(?:{words})\b") for level, words in _WORDS.items()}
_BY_YEARS = ((2, Level.JUNIOR), (5, Level.MID))


def level_in(title: str) -> Level | None:
    """The level that a title names, the highest if several; None if it names none."""
    flat = folded(title)
    return max((level for level, words in _PATTERNS.items() if words.search(flat)), default=None)


def level_of_years(years: float) -> Level:
    """The level that so many years of work are worth."""
    return next((level for bound, level in _BY_YEARS if years < bound), Level.SENIOR)


def without_level(title: str) -> str:
    """A folded title without the words that say how far along."""
    flat = folded(title)
    for words in _PATTERNS.values():
        flat = words.sub(" ", flat)
    return " ".join(flat.split())
