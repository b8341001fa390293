"""Lists whose items have a name and a detail: languages with levels, certificates with issuers and dates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.resumes.reader.entries import paragraphs
from tasks.resumes.reader.lists import Item, is_spoken
from tasks.resumes.reader.page import Row
from tasks.resumes.reader.pieces import without_periods
from tasks.resumes.reader.sections import is_bullet
from tasks.resumes.reader.vocabulary import alternatives

_DETAIL = re.compile(r"\s*\(([^()]*)\)\s*$|\s*[:–—]\s*(.+)$|\s+-\s+(.+)$")
_ISSUER = re.compile(r"\s*(?:\s[–—|-]\s|,\s|\|)\s*")
_LEVELS = r"""
    native; fluent; bilingual; proficient; advanced; intermediate; basic; beginner; conversational;
    professional; working; elementary; mother tongue; muttersprache; fließend; verhandlungssicher;
    grundkenntnisse; gute kenntnisse; sehr gut; gut; langue maternelle; courant; bilingue; intermédiaire;
    notions; scolaire; nativo; nativa; materna; fluido; avanzado; intermedio; básico; bilingüe;
    madrelingua; fluente; avanzato; base; ottimo; buono; língua materna; avançado; intermediário;
    intermédio; moedertaal; vloeiend; goed; gevorderd; basis; [abc][12]\+?
"""
_LEVEL = re.compile(rf"\b(?:{alternatives(_LEVELS)})\b.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """An item's name, its detail and its date."""

    name: str
    detail: str | None
    date: str | None
    rows: tuple[int, ...]


def languages_of(items: Sequence[Item]) -> list[Named]:
    """Languages and how well they are spoken."""
    found: list[Named] = []
    for item in items:
        if item.group is not None and not is_spoken(item.text):
            found.append(Named(item.group, item.text, None, item.rows))
            continue
        match = _DETAIL.search(item.text) or _LEVEL.search(item.text)
        name = item.text[: match.start()].strip() if match else item.text
        if not name and found and found[-1].detail is None:
            found[-1] = Named(found[-1].name, item.text, None, (*found[-1].rows, *item.rows))
        elif name:
            detail = item.text[match.start() :].strip(" ()–—:-") if match else None
            found.append(Named(name, detail, None, item.rows))
    return found


def certificates_of(rows: Sequence[Row]) -> list[Named]:
    """Certificates, awards or publications: one a paragraph."""
    found = []
    for paragraph in paragraphs([(row, is_bullet(row)) for row in rows]):
        text, periods = without_periods(paragraph.text)
        name, *rest = _ISSUER.split(text, maxsplit=1)
        if name:
            found.append(
                Named(
                    name.strip(" ,;()"),
                    rest[0].strip(" ,;()") if rest else None,
                    periods[-1].end or periods[-1].start if periods else None,
                    paragraph.rows,
                )
            )
    return found
