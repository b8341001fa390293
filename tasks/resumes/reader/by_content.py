"""What sections are whose headings no table knows, "Where I have been", told by what stands in them."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.resumes.reader.entries import Entry, entries_of, is_dated
from tasks.resumes.reader.headings import Kind
from tasks.resumes.reader.page import Row
from tasks.resumes.reader.sections import Section
from tasks.resumes.reader.vocabulary import degree_score, employer_score, school_score, title_score

_WHO = 2
"""Rows that at least say who the person is, in a document without headings."""


def named_by_content(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections, those of work and of education found by their entries where no heading names them."""
    kinds = {section.kind for section in sections}
    missing = {Kind.WORK, Kind.EDUCATION} - kinds
    if not missing:
        return tuple(sections)
    if kinds == {Kind.CONTACT}:
        sections = [part for section in sections for part in _without_headings(section)]
    return tuple(
        replace(section, kind=kind)
        if section.kind is Kind.OTHER and (kind := _kind_by_entries(section.rows)) in missing
        else section
        for section in sections
    )


def _kind_by_entries(rows: Sequence[Row]) -> Kind:
    """Work or education if most entries are dated and say so, else other."""
    entries = [entry for entry in entries_of(rows) if entry.head.periods]
    studies = sum(map(_is_study, entries))
    roles = sum(not _is_study(entry) and _is_role(entry) for entry in entries)
    if max(studies, roles) * 2 <= len(entries):
        return Kind.OTHER
    return Kind.EDUCATION if studies > roles else Kind.WORK


def _is_study(entry: Entry) -> bool:
    texts = [piece.text for piece in entry.head.pieces]
    return (
        any(map(degree_score, texts)) and any(map(school_score, texts)) and not any(map(title_score, texts))
    )


def _is_role(entry: Entry) -> bool:
    return any(title_score(piece.text) or employer_score(piece.text) for piece in entry.head.pieces)


def _without_headings(section: Section) -> list[Section]:
    """A document without headings: who the person is, and the runs of entries of one kind."""
    rows = section.rows
    start = next((place for place, row in enumerate(rows) if place >= _WHO and is_dated(row)), len(rows))
    while start > _WHO and start < len(rows) and _may_lead(rows[start - 1]):
        start -= 1
    entries = entries_of(rows[start:])
    firsts = {entry.rows[0].id: _is_study(entry) for entry in entries}
    parts: list[tuple[bool | None, list[Row]]] = [(None, [*rows[:start]])]
    for row in rows[start:]:
        is_study = firsts.get(row.id, parts[-1][0])
        if is_study is not parts[-1][0]:
            parts.append((is_study, []))
        parts[-1][1].append(row)
    head, *others = parts
    return [
        replace(section, rows=tuple(head[1])),
        *(Section(Kind.OTHER, None, tuple(inside)) for _, inside in others),
    ]


def _may_lead(row: Row) -> bool:
    """Whether the row may be the first of a head whose period stands below it."""
    return (
        bool(title_score(row.text) or employer_score(row.text) or school_score(row.text))
        and "@" not in row.text
    )
