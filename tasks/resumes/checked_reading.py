"""What of a language model's reading counts: the values that stand in the document, and no other.

A value stands there if its words do, one after the other, apart from case, blanks and punctuation; a date if
its own lines have one that begins as it does. What does not stand is left out and counted.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

from tasks.json_resume import JsonResume
from tasks.resumes.model import Box, Line, ReadResume, ReadValue
from tasks.resumes.reading_form import ResumeForm
from tasks.written_dates import find_periods

IN_ITS_LINES, ELSEWHERE, IN_A_TRANSCRIPTION = 0.95, 0.8, 0.5
_BETWEEN_WORDS = re.compile(r"[^\w+#%€$£]+")
_SCHEME = re.compile(r"^https?://(www\.)?", re.IGNORECASE)
_DATES = frozenset({"startDate", "endDate", "date"})
_NAMED_BY = {
    "work": ("name", "position"),
    "education": ("institution", "studyType", "area"),
    "skills": ("name", "keywords"),
    "languages": ("language",),
    "certificates": ("name",),
    "projects": ("name",),
    "volunteer": ("organization", "position"),
}
"""The sections of an answer, and what an entry of each must have one of."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What counts, how many of the answer's values stand in the document, and how many do not."""

    read: ReadResume
    stand: int
    left_out: int


def checked(
    form: ResumeForm, document: ReadResume, engine: str, transcription: Sequence[str] = ()
) -> Checked:
    """The values of an answer that stand in the document, over those that the built-in engine read.

    Args:
        form: The answer.
        document: The built-in engine's reading; where the answer has nothing, its values stay.
        engine: What to call who answered.
        transcription: What stands on the pages by the answer's own word, if they are pictures.
    """
    nowhere = Box(0, 0, 0, 0)
    lines = document.lines or tuple(Line(at, text, 0, nowhere) for at, text in enumerate(transcription))
    check = _Check(_Document.of(lines, document.values), most=1.0 if document.lines else IN_A_TRANSCRIPTION)
    answer = form.model_dump(by_alias=True)
    kept: dict[str, Any] = {"basics": check.entry("basics", answer["basics"])}
    for section, names in _NAMED_BY.items():
        kept[section] = check.section(section, answer[section], names)
    over = _over(document, kept, check.values)
    return Checked(replace(over, engine=engine, lines=lines), len(check.values), check.left_out)


def _over(document: ReadResume, kept: Mapping[str, Any], values: Sequence[ReadValue]) -> ReadResume:
    """The built-in engine's reading, with what the answer has in its place."""
    known = document.resume.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    answered = {section: entries for section, entries in kept.items() if entries and section != "basics"}
    replaced = tuple(f"{section}[" for section in answered) + tuple(
        part for name in kept["basics"] for part in (f"basics.{name}.", f"basics.{name}[")
    )
    stays = [
        value
        for value in document.values
        if not value.path.startswith(replaced) and value.path.removeprefix("basics.") not in kept["basics"]
    ]
    basics = known.get("basics", {}) | kept["basics"]
    resume = JsonResume.model_validate(known | answered | {"basics": basics})
    return replace(document, resume=resume, values=(*values, *stays))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [word for word in _BETWEEN_WORDS.split(plain) if word]


@dataclass(frozen=True, slots=True)
class _Text:
    """Words, and their letters in one run with the places where a word may begin or end."""

    letters: str
    ends: frozenset[int]
    dates: frozenset[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "_Text":
        words = [word for text in texts for word in _words(text)]
        found = (found.period for text in texts for found in find_periods(text))
        dates = (date for period in found for date in (period.start, period.end) if date)
        return cls("".join(words), frozenset({0, *accumulate(map(len, words))}), frozenset(dates))

    def has(self, text: str) -> bool:
        """Whether it stands here from the beginning of a word to the end of one."""
        wanted = "".join(_words(text))
        at = self.letters.find(wanted) if wanted else -1
        while at >= 0:
            if at in self.ends and at + len(wanted) in self.ends:
                return True
            at = self.letters.find(wanted, at + 1)
        return False

    def date(self, text: str) -> str | None:
        """The date as exactly as it stands here."""
        if text in self.dates or any(date.startswith(f"{text}-") for date in self.dates):
            return text
        return max((date for date in self.dates if text.startswith(f"{date}-")), key=len, default=None)


@dataclass(frozen=True, slots=True)
class _Document:
    lines: Mapping[int, str]
    whole: _Text

    @classmethod
    def of(cls, lines: Sequence[Line], values: Sequence[ReadValue]) -> "_Document":
        """Addresses that the built-in engine found count too: a link may be an annotation alone."""
        addresses = [
            value.value
            for value in values
            if value.path.endswith((".url", ".email", ".username", ".network"))
        ]
        return cls(
            {line.id: line.text for line in lines}, _Text.of([line.text for line in lines] + addresses)
        )

    def near(self, numbers: Sequence[int]) -> _Text:
        return _Text.of([self.lines[number] for number in numbers if number in self.lines])


@dataclass(slots=True)
class _Check:
    document: _Document
    most: float
    values: list[ReadValue] = field(default_factory=list)
    left_out: int = 0

    def section(self, section: str, entries: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[Any]:
        kept: list[Any] = []
        for entry in entries:
            before = len(self.values)
            found = self.entry(f"{section}[{len(kept)}]", entry)
            if any(name in found for name in names):
                kept.append(found)
            else:
                del self.values[before:]
        return kept

    def entry(self, path: str, entry: Mapping[str, Any]) -> dict[str, Any]:
        numbers = sorted({number for number in entry["lines"] if number in self.document.lines})
        return self._parts(path, entry, numbers, self.document.near(numbers))

    def _parts(self, path: str, parts: Mapping[str, Any], numbers: list[int], near: _Text) -> dict[str, Any]:
        found = {
            name: self._part(f"{path}.{name}", name, part, numbers, near)
            for name, part in parts.items()
            if name != "lines"
        }
        return {name: part for name, part in found.items() if part}

    def _part(self, path: str, name: str, part: Any, numbers: list[int], near: _Text) -> Any:
        if isinstance(part, dict):
            return self._parts(path, part, numbers, near)
        if isinstance(part, list):
            kept: list[Any] = []
            for each in part:
                found = self._part(f"{path}[{len(kept)}]", name, each, numbers, near)
                if found:
                    kept.append(found)
            return kept
        return self._text(path, name, part.strip(), numbers, near) if part.strip() else None

    def _text(self, path: str, name: str, text: str, numbers: list[int], near: _Text) -> str | None:
        """The text as far as it stands in its lines, or else anywhere; a date only in its lines."""
        for where, confidence, lines in (
            (near, IN_ITS_LINES, tuple(numbers)),
            (self.document.whole, ELSEWHERE, ()),
        ):
            if name not in _DATES:
                stands = text if where.has(_SCHEME.sub("", text)) else None
            elif lines or not numbers:
                stands = where.date(text)
            else:
                stands = None
            if stands:
                self.values.append(ReadValue(path, stands, min(confidence, self.most), lines))
                return stands
        self.left_out += 1
        return None
