"""Which lines of a résumé speak for what was read: for people to check, beside each value and each change."""

from collections.abc import Iterator, Mapping
from statistics import fmean
from typing import Any

from tasks.resumes.merging import FieldChange
from tasks.resumes.model import ReadResume, ReadValue
from tasks.values import ResumeId

_SECTIONS = {
    "full_name": "basics.name",
    "headline": "basics.label",
    "location": "basics.location",
    "linkedin_url": "basics.profiles",
    "github_handle": "basics.profiles",
    "portfolio_urls": "basics.url",
    "experience": "work",
    "more.profiles": "basics.profiles",
}
_LONGEST_SHOWN = 300


def confidence_of(read: ReadResume) -> float:
    """Mean of all values, 0..1; 0 if there is none."""
    return round(fmean(value.confidence for value in read.values), 3) if read.values else 0.0


def text_of(read: ReadResume) -> str:
    """The text, line by line in reading order."""
    return "\n".join(line.text for line in read.lines)


def table_of(read: ReadResume) -> list[dict[str, str]]:
    """A row for each value: what was read as what, how surely, from which lines."""
    lines = {line.id: line for line in read.lines}
    return [
        {
            "field": value.path,
            "value": value.value[:_LONGEST_SHOWN],
            "confidence": f"{value.confidence:.2f}",
            "line": " · ".join(
                f"{number}: {lines[number].text[:_LONGEST_SHOWN]}"
                for number in value.lines
                if number in lines
            ),
        }
        for value in read.values
    ]


def diff_of(changes: tuple[FieldChange, ...], read: ReadResume, resume_id: ResumeId) -> list[dict[str, Any]]:
    """The changes as they are kept, each with what speaks for it."""
    return [
        {
            "field": change.field,
            "before": change.before,
            "after": change.after,
            "evidence": _evidence(change.field, read, resume_id),
        }
        for change in changes
    ]


def _evidence(field: str, read: ReadResume, resume_id: ResumeId) -> Mapping[str, Any]:
    values = list(_values_of(_SECTIONS.get(field, field.removeprefix("more.")), read))
    return {
        "resume_id": resume_id,
        "confidence": round(fmean(value.confidence for value in values), 3) if values else None,
        "lines": sorted({line for value in values for line in value.lines}),
    }


def _values_of(section: str, read: ReadResume) -> Iterator[ReadValue]:
    for value in read.values:
        path = value.path.removeprefix("basics.") if "." not in section else value.path
        if path == section or path.startswith((f"{section}[", f"{section}.")):
            yield value
