"""A résumé that is about to go out, and where each of its lines comes from."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tasks.json_resume import JsonResume
from tasks.matching.requirements import Requirements
from tasks.written_language import LanguageCode

BUILT_IN = "built-in"


class RewordedLine(BaseModel):
    """A line that a language model wrote, and the one line of the profile that it says again."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str = Field(
        description="Id of the profile's line that this says again, such as work[0].highlights[2]"
    )
    text: str = Field(description="The line in new words, with no fact that its source lacks")


class LetterParagraph(BaseModel):
    """A paragraph of a cover letter, and the lines of the profile that it is made of."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sources: tuple[str, ...] = Field((), description="Ids of the profile's lines that this is made of")
    text: str = Field(description="The paragraph, with no fact that its sources lack")


class Wording(BaseModel):
    """What a language model proposes: never taken before it is checked against the profile."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    lines: tuple[RewordedLine, ...] = Field((), description="Bullets and summaries in new words")
    letter: tuple[LetterParagraph, ...] = Field((), description="The cover letter, a paragraph each")
    engine: str = Field("model", exclude=True, description="Who wrote it")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of the draft.

    Attributes:
        id: Where it stands in the draft, such as `work[0].highlights[1]`.
        source: Where it comes from in the profile, as an id of the same form.
        text: What it says.
    """

    id: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which the draft differs from the profile.

    Attributes:
        kind: What was done.
        source: The profile's line, entry or section that it was done to.
        before: What the profile says, or the order it had.
        after: What the draft says; None if it was dropped.
        why: For a person.
    """

    kind: Literal["dropped", "reordered", "relabelled", "reworded"]
    source: str
    before: str
    after: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was kept from going out, because the profile does not say it.

    Attributes:
        source: The profile's line that it was said to come from.
        text: What it said.
        reason: What about it is not in the source.
    """

    source: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A cover letter."""

    salutation: str
    paragraphs: tuple[LetterParagraph, ...]
    closing: str
    name: str

    @property
    def text(self) -> str:
        """The whole letter."""
        return "\n\n".join(
            (self.salutation, *(one.text for one in self.paragraphs), self.closing, self.name)
        ).strip()


@dataclass(frozen=True, slots=True)
class Draft:
    """A tailored résumé and its cover letter.

    Attributes:
        resume: What goes out.
        lines: Each of its lines, with its source.
        letter: The cover letter.
        language: What both are written in.
        diff: All that differs from the profile.
        refused: What a language model proposed and the check turned down; the source's words stand instead.
        engine: Who wrote it: `built-in`, or the language model.
        requirements: What it was written for.
    """

    resume: JsonResume
    lines: tuple[DraftLine, ...]
    letter: Letter
    language: LanguageCode
    diff: tuple[Change, ...]
    refused: tuple[Refusal, ...]
    engine: str
    requirements: Requirements
