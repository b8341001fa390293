"""Education entries: which piece is the school, which the degree, and what it is in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.resumes.reader.entries import Entry
from tasks.resumes.reader.pieces import Piece, apart_from_place, parts_at_commas, without_honours
from tasks.resumes.reader.vocabulary import (
    degree_score,
    employer_score,
    is_bare_degree,
    is_honour,
    school_score,
)
from tasks.written_dates import Period

_IN = re.compile(r"\s+(?:in|en|em|im)\s+(?!(?:the|der|dem|den|de|het|la|el)\b)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)$")
"""Where a degree says what kind of school gives it: `(FH)`."""
_LABELLED_SCORE = re.compile(
    r"\b(?:c?gpa|note|nota|media|grade|voto|cijfer|mention)\b\s*:?\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Study:
    """A course of study as it was read."""

    school: Piece | None
    degree: Piece | None
    area: Piece | None
    score: str | None
    period: Period | None
    period_row: int | None
    entry: Entry
    sureness: float


def studies_of(entries: Sequence[Entry]) -> tuple[Study, ...]:
    """The studies of an education section."""
    studies = [_study(entry) for entry in entries]
    done: list[Study] = []
    for study in studies:
        before = done[-1] if done else None
        if before is not None and before.sureness > study.sureness and not _says_study(study):
            continue
        if before is not None and study.school is None and study.degree is not None:
            if before.degree is None and not before.entry.body:
                done[-1] = replace(
                    before,
                    degree=study.degree,
                    area=study.area,
                    period=before.period or study.period,
                    period_row=before.period_row if before.period else study.period_row,
                )
                continue
            done.append(replace(study, school=before.school) if study.period is not None else study)
        else:
            done.append(study)
    return tuple(study for study in done if study.school is not None or study.degree is not None)


def _study(entry: Entry) -> Study:
    pieces: list[Piece] = []
    honours: list[str] = []
    for piece in entry.head.pieces:
        text, honour = without_honours(piece.text)
        if honour:
            honours.append(honour)
        if text:
            pieces.extend(_parted(replace(piece, text=text)))
    with_degree = {one.line for one in pieces if degree_score(one.text)}
    school = max(
        pieces, key=lambda one: (_schoolness(one.text), one.line not in with_degree, -one.order), default=None
    )
    rest = [piece for piece in pieces if piece is not school]
    if school is not None and not rest and degree_score(school.text) and not school_score(school.text):
        rest, school = [school], None
    degrees = [piece for piece in rest if degree_score(piece.text)]
    others = [piece for piece in rest if not degree_score(piece.text)]
    degree = degrees[0] if degrees else (others[0] if others else None)
    area = None
    if degree is not None:
        degree, area = _with_area(degree, [one for one in others if one is not degree], school)
    period = max(
        entry.head.periods,
        key=lambda one: (one[0].start is not None) + (one[0].end is not None or one[0].open),
        default=None,
    )
    return Study(
        school=None if school is None else replace(school, text=apart_from_place(school.text)[0]),
        degree=degree,
        area=area,
        score=_LABELLED_SCORE.sub("", honours[0]) if honours else None,
        period=None if period is None else period[0],
        period_row=None if period is None else period[1],
        entry=entry,
        sureness=0.9
        if school and school_score(school.text) and degree and degree_score(degree.text)
        else 0.6,
    )


def _says_study(study: Study) -> bool:
    """Whether any word of it is one of schools or degrees, or it says no more than one name."""
    texts = [piece.text for piece in (study.school, study.degree) if piece is not None]
    return len(texts) < 2 or any(school_score(text) or degree_score(text) for text in texts)


def _schoolness(text: str) -> float:
    degree = degree_score(text)
    return (
        school_score(_IN_BRACKETS.sub("", text) if degree else text) * 1.5
        + 0.3 * employer_score(text)
        - degree
    )


def _parted(piece: Piece) -> list[Piece]:
    """A piece that names school and degree, as the two or three that it is."""
    commas = parts_at_commas(piece.text)
    if len(commas) < 2 or not (school_score(piece.text)):
        return [piece]
    schools = [place for place, text in enumerate(commas) if _schoolness(text) > 0]
    if not schools:
        return [piece]
    first, last = schools[0], schools[-1] + 1
    while last < len(commas) and not degree_score(commas[last]) and first > 0:
        last += 1
    if first == 0 and not any(degree_score(text) for text in commas[last:]):
        name, place = apart_from_place(piece.text)
        if place is not None or len(commas) == 2:
            return _campus_or_area(piece, commas, name)
    groups = (commas[:first], commas[first:last], commas[last:])
    return [
        replace(piece, text=", ".join(group), order=piece.order * 10 + number)
        for number, group in enumerate(groups)
        if group
    ]


def _campus_or_area(piece: Piece, commas: Sequence[str], name: str) -> list[Piece]:
    """`University of California, Berkeley` is one name; behind a place or a plain name may stand an area."""
    if name != piece.text:
        return [replace(piece, text=name)]
    if re.match(r"(?:the )?university of\b", commas[0], re.IGNORECASE):
        return [piece]
    return [replace(piece, text=commas[0]), replace(piece, text=commas[1], order=piece.order * 10 + 1)]


def _with_area(degree: Piece, others: Sequence[Piece], school: Piece | None) -> tuple[Piece, Piece | None]:
    """The degree and its subject, which may stand in the same piece or in another."""
    match = _IN.search(degree.text)
    if match is not None and degree_score(degree.text[: match.start()]):
        return (
            replace(degree, text=degree.text[: match.start()]),
            replace(degree, text=degree.text[match.end() :]),
        )
    commas = parts_at_commas(degree.text)
    if len(commas) > 1 and degree_score(commas[0]):
        return replace(degree, text=commas[0]), replace(degree, text=", ".join(commas[1:]))
    plain = [one for one in others if not is_honour(one.text) and not school_score(one.text)]
    near = [
        one for one in plain if one.line == degree.line or (school is not None and one.line == school.line)
    ]
    if near and is_bare_degree(degree.text):
        return degree, near[0]
    return degree, None
