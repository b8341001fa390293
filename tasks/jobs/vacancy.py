"""What a posting says of itself: that the work is not paid, or that nobody is sought any more."""

import re

_POST = r"(?:position|role|job|vacancy|posting|opportunity|internship|traineeship|placement)"
_UNPAID = re.compile(
    rf"\bunpaid (?:\w+ )?{_POST}\b|\b{_POST} is (?:\w+ )?unpaid\b|\bvolunteer (?:position|role)\b"
    r"|\bunpaid volunteer\b|\bunbezahlte\w* (?:praktikum|stelle)|\bohne vergutung\b"
    r"|\behrenamtliche (?:tatigkeit|mitarbeit)|\bno remunerad[oa]s?\b|\bsin remuneracion\b"
    r"|\bnon remunere\w*\b|\bnao remunerad[oa]\b|\bnon retribuit[oa]\b"
)
_CLOSED = re.compile(
    r"(?<!until )(?<!once )(?<!when )(?<!if )(?<!after )(?<!unless )"
    rf"\b(?:this|the) {_POST} (?:has (?:now |already )?been|is (?:now |already )?) ?(?:filled|closed)\b"
    r"|\bno longer accepting applica\w+|\bapplications (?:are|have) (?:now )?(?:been )?closed\b"
    r"|\bstelle (?:ist |wurde )(?:bereits )?besetzt\b|\b(?:puesto|vacante) (?:ya )?cubiert[oa]\b"
    r"|\bposte (?:est )?(?:deja )?pourvu\b|\bvaga (?:ja )?preenchida\b"
)

_OF_UNPAID = (
    *("unpaid", "volunteer ", "unbezahlt", "ohne verg", "ehrenamt", "remunerad", "remuneracion", "remunere"),
    "retribuit",
)
_OF_CLOSED = ("filled", "closed", "no longer accepting", "besetzt", "cubiert", "pourvu", "preenchida")


def is_unpaid(flat: str) -> bool:
    """Whether a folded text says that the work is not paid; unpaid leave is no such word."""
    return any(hint in flat for hint in _OF_UNPAID) and bool(_UNPAID.search(flat))


def closed_words(flat: str) -> str:
    """By which words a folded text says that nobody is sought any more; empty if it does not."""
    found = _CLOSED.search(flat) if any(hint in flat for hint in _OF_CLOSED) else None
    return found[0] if found else ""
