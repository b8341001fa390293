"""Languages that people speak, as postings and résumés name them, and how well."""

import re
from dataclasses import dataclass

from tasks.matching.folding import folded

_NAMES: dict[str, str] = {
    "English": "english|englisch\\w*|ingles|inglesa|anglais|inglese|engels",
    "German": "german|deutsch|deutsche|deutschen|deutschkenntnisse|aleman|alemao|allemand|tedesco|duits",
    "French": "french|franzosisch\\w*|frances|francais|francese|frans",
    "Spanish": "spanish|spanisch\\w*|espanol|castellano|espagnol|spagnolo|espanhol|spaans",
    "Italian": "italian|italienisch\\w*|italiano|italien|italiaans",
    "Portuguese": "portuguese|portugiesisch\\w*|portugues|portugais|portoghese|portugees",
    "Dutch": "dutch|niederlandisch\\w*|holandes|neerlandes|neerlandais|olandese|nederlands",
    "Polish": "polish|polnisch\\w*|polaco|polonais|polacco|pools",
    "Russian": "russian|russisch\\w*|ruso|russe|russo",
    "Ukrainian": "ukrainian|ukrainisch\\w*|ucraniano|ukrainien|ucraino",
    "Turkish": "turkish|turkisch\\w*|turco|turc|turks",
    "Arabic": "arabic|arabisch\\w*|arabe|arabo",
    "Mandarin": "mandarin|chinese|chinesisch\\w*|chino|chinois|cinese|chinees|mandarim",
    "Cantonese": "cantonese|kantonesisch\\w*",
    "Japanese": "japanese|japanisch\\w*|japones|japonais|giapponese|japans",
    "Korean": "korean|koreanisch\\w*|coreano|coreen",
    "Hindi": "hindi",
    "Swedish": "swedish|schwedisch\\w*|sueco|suedois|svedese|zweeds",
    "Danish": "danish|danisch\\w*|danes|danois|danese|deens",
    "Norwegian": "norwegian|norwegisch\\w*|noruego|norvegien|norvegese|noors",
    "Finnish": "finnish|finnisch\\w*|finlandes|finnois|finlandese|fins",
    "Czech": "czech|tschechisch\\w*|checo|tcheque|ceco|tsjechisch",
    "Romanian": "romanian|rumanisch\\w*|rumano|roumain|rumeno|roemeens",
    "Hungarian": "hungarian|ungarisch\\w*|hungaro|hongrois|ungherese|hongaars",
    "Greek": "greek|griechisch\\w*|griego|grec|greco|grieks",
    "Hebrew": "hebrew|hebraisch\\w*|hebreo|hebreu|ebraico",
    "Vietnamese": "vietnamese|vietnamesisch\\w*|vietnamita",
    "Catalan": "catalan|katalanisch\\w*|catala",
}
_LANGUAGE = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _NAMES.items()) + r")(?:kenntnisse\w*)?\b"
)
_CEFR = re.compile(r"\b([abc][12])\b")
_WELL = {
    6: r"native|mother tongue|muttersprach\w*|nativ[oa]|langue maternelle|madrelingua|lingua materna|moedertaal|bilingual|bilingue",
    5: r"fluent\w*|fluency|verhandlungssicher\w*|flie(?:ss|ß)end\w*|proficient|excellent|fluido|fluidez|courant|couramment|fluente|vloeiend"
    r"|full professional|advanced|avanzado|avance|avancado|sehr gute\w*",
    4: r"professional|business|good|gute\w*|working proficiency|alto|bon|buen\w*|goed\w*|upper intermediate",
    3: r"intermediate|conversational|intermedio|intermediaire|mittel\w*|konversation\w*|medio",
    2: r"basic|elementary|grundkenntnisse|basico|notions|base|basis\w*|scolaire|limited",
}
_RANKS = {"a1": 1, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "c2": 6}


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language that a text names.

    Attributes:
        name: In English.
        rank: How well, 1 to 6 as A1 to C2; None if the text does not say.
        start: Where its name begins in the text.
        end: Where it is over.
    """

    name: str
    rank: int | None
    start: int
    end: int


def rank_in(text: str) -> int | None:
    """How well, 1 to 6 as A1 to C2, by a level or by words for one; None if the text says neither."""
    flat = folded(text)
    if cefr := _CEFR.search(flat):
        return _RANKS[cefr[1]]
    return next((rank for rank, words in _WELL.items() if re.search(rf"\b(?:{words})\b", flat)), None)


def languages_in(text: str, start: int = 0, end: int | None = None) -> list[SpokenLanguage]:
    """The languages that a text names, in order."""
    end = len(text) if end is None else end
    flat = folded(text)
    return [
        SpokenLanguage(
            str(match.lastgroup),
            rank_in(text[max(start, match.start() - 30) : match.end() + 30]),
            *match.span(),
        )
        for match in _LANGUAGE.finditer(flat, start, end)
    ]


def language_named(name: str) -> str | None:
    """The English name of a language that is named in any of ours, or None."""
    match = _LANGUAGE.match(folded(name).strip())
    return match and match.lastgroup
