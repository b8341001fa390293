"""How well résumés are read: precision, recall and F1 of twelve fields over labelled documents.

Strict: a value counts if it equals a label's wording after folding case, punctuation and blanks. A field's
figures are summed over documents before they are divided; the macro-F1 is the mean over fields.
A label is JSON beside the document, `x.truth.json` for `x.pdf`: name, email, phone, links, work (title,
company, start, end), education (institution, degree, start, end) and skills; title, company, institution,
degree and each skill are lists of wordings. `start` and `end` are YYYY-MM, YYYY or "present".
`unannotated` names fields that the label leaves open, `expect` says that the page has no text.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tasks.json_resume import JsonResume
from tasks.resumes.model import ReadResume

FIELDS = (
    "name",
    "email",
    "phone",
    "links",
    "work.title",
    "work.company",
    "work.dates",
    "work.entry",
    "education.institution",
    "education.degree",
    "education.dates",
    "skills",
)
_IN = {"in", "en", "em", "im"}
_LAST_DIGITS = 9
Label = dict[str, Any]
Truth = TypeVar("Truth")
Read = TypeVar("Read")


@dataclass(frozen=True)
class Count:
    """How many values the label has, how many were read, and how many of these are right."""

    labelled: int = 0
    read: int = 0
    right: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.labelled + other.labelled, self.read + other.read, self.right + other.right)

    @property
    def f1(self) -> float:
        precision = self.right / self.read if self.read else float(self.labelled == 0)
        recall = self.right / self.labelled if self.labelled else 1.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True)
class ReadEntry:
    """A work or education entry as it was read: its two names and its dates."""

    first: str
    second: str
    start: str | None
    end: str | None

    @property
    def dates(self) -> tuple[str | None, str | None]:
        return self.start, self.end


class Reader(Protocol):
    """What is measured."""

    def __call__(self, file: bytes) -> ReadResume: ...


@dataclass(frozen=True)
class Scores:
    """The counts of each field over some documents."""

    documents: int
    fields: dict[str, Count]

    @property
    def macro_f1(self) -> float:
        return sum(count.f1 for count in self.fields.values()) / max(1, len(self.fields))


def score_folder(folder: Path, read: Reader, keep: Callable[[Label, Path], bool]) -> Scores:
    """The scores over the labelled documents that `keep` lets in; those without text are left out."""
    total: Counter[str] = Counter()
    counts: dict[str, Count] = {}
    for label, file in labelled(folder):
        if label.get("expect") or not keep(label, file):
            continue
        total["documents"] += 1
        for field, count in score(label, read(file.read_bytes()).resume).items():
            counts[field] = counts.get(field, Count()) + count
    return Scores(total["documents"], {field: counts[field] for field in FIELDS if field in counts})


def labelled(folder: Path) -> Iterator[tuple[Label, Path]]:
    """Every label of the folder with its document."""
    for path in sorted(folder.rglob("*.truth.json")):
        stem = path.name.removesuffix(".truth.json")
        file = next(one for ending in ("pdf", "docx") if (one := path.with_name(f"{stem}.{ending}")).exists())
        yield json.loads(path.read_text()), file


def score(label: Label, resume: JsonResume) -> dict[str, Count]:
    """The counts of one document, for the fields that its label holds."""
    basics = resume.basics
    work = _without_optional(label, _work(resume))
    roles = [one for one in label["work"] if not one.get("optional")]
    studies, education = label["education"], _education(resume)
    counts = {
        "name": _one(label["name"], basics.name, lambda truth, given: _folded(truth) == _folded(given)),
        "email": _one(label["email"], basics.email, lambda truth, given: truth.lower() == given.lower()),
        "phone": _one(label["phone"], basics.phone, lambda truth, given: _digits(truth) == _digits(given)),
        "links": _links(label, resume),
        "work.title": _names(roles, "title", [one.first for one in work], _equal),
        "work.company": _names(roles, "company", [one.second for one in work], _equal),
        "work.dates": _matched(_dates(roles), [one.dates for one in work if any(one.dates)], _same),
        "work.entry": _matched(roles, work, _same_role),
        "education.institution": _names(studies, "institution", [one.first for one in education], _equal),
        "education.degree": _names(studies, "degree", [one.second for one in education], _equal_degree),
        "education.dates": _matched(
            _dates(studies), [one.dates for one in education if any(one.dates)], lambda a, b: a[1] == b[1]
        ),
        "skills": _matched(label["skills"], _skills(resume), _equal),
    }
    unknown = set(label["unannotated"])
    if unknown & {"work.title", "work.company", "work.dates"}:
        unknown.add("work.entry")
    return {field: count for field, count in counts.items() if field not in unknown}


def _work(resume: JsonResume) -> list[ReadEntry]:
    return [
        ReadEntry(one.position or "", one.name or "", one.start_date, _end(one.start_date, one.end_date))
        for one in resume.work
        if one.position or one.name
    ]


def _education(resume: JsonResume) -> list[ReadEntry]:
    return [
        ReadEntry(
            one.institution or "",
            " ".join(filter(None, (one.study_type, one.area))),
            one.start_date,
            _end(one.start_date, one.end_date),
        )
        for one in resume.education
        if one.institution or one.study_type or one.area
    ]


def _end(start: str | None, end: str | None) -> str | None:
    return end or ("present" if start else None)


def _skills(resume: JsonResume) -> list[str]:
    named = [word for one in resume.skills for word in (one.keywords or (one.name or "",)) if word]
    return list({_folded(word): word for word in reversed(named)}.values())[::-1]


def _without_optional(label: Label, work: list[ReadEntry]) -> list[ReadEntry]:
    """Without what was read of entries that may count as work or not."""
    kept = list(work)
    for optional in (one for one in label["work"] if one.get("optional")):
        for entry in kept:
            if _near(optional["title"], entry.first) or _near(optional["company"], entry.second):
                kept.remove(entry)
                break
    return kept


def _near(wordings: Sequence[str], given: str) -> bool:
    return bool(given) and any(_folded(one) == _folded(given) for one in wordings)


def _one(truth: str | None, given: str | None, same: Callable[[str, str], bool]) -> Count:
    return Count(bool(truth), bool(given), bool(truth and given and same(truth, given)))


def _links(label: Label, resume: JsonResume) -> Count:
    addresses = [resume.basics.url, *(one.url for one in resume.basics.profiles)]
    given = {_address(one) for one in addresses if one and not one.startswith(("mailto:", "tel:"))}
    given -= {_address(one) for one in label.get("links_optional", [])}
    truth = {_address(one) for one in label["links"]}
    return Count(len(truth), len(given), len(truth & given))


def _names(
    entries: Sequence[Label], field: str, given: Iterable[str], same: Callable[[Sequence[str], str], bool]
) -> Count:
    return _matched([one[field] for one in entries if one[field]], [one for one in given if one], same)


def _dates(entries: Sequence[Label]) -> list[tuple[str | None, str | None]]:
    return [(one["start"], one["end"]) for one in entries if one["start"] or one["end"]]


def _same(truth: object, given: object) -> bool:
    return truth == given


def _same_role(truth: Label, given: ReadEntry) -> bool:
    return (
        (not truth["title"] or _equal(truth["title"], given.first))
        and (not truth["company"] or _equal(truth["company"], given.second))
        and (truth["start"], truth["end"]) == given.dates
    )


def _matched(truths: Sequence[Truth], given: Sequence[Read], same: Callable[[Truth, Read], bool]) -> Count:
    """Each label takes the first value that is the same, and no value counts twice."""
    left = list(given)
    for truth in truths:
        place = next((number for number, one in enumerate(left) if same(truth, one)), None)
        if place is not None:
            left.pop(place)
    return Count(len(truths), len(given), len(given) - len(left))


def _equal(wordings: Sequence[str], given: str) -> bool:
    return bool(_folded(given)) and any(_folded(one) == _folded(given) for one in wordings)


def _equal_degree(wordings: Sequence[str], given: str) -> bool:
    return bool(_degree(given)) and any(_degree(one) == _degree(given) for one in wordings)


def _degree(text: str) -> str:
    return " ".join(word for word in _folded(text).split() if word not in _IN)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("+", " plus ").replace("#", " sharp ")
    return re.sub(r"[\W_]+", " ", plain).strip()


def _address(text: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?|/+$", "", text.strip().casefold())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-_LAST_DIGITS:]
