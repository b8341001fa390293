"""What the steps of resume-parsing hand on: references to files, and what is worth telling."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tasks.values import FileUrl

FileType = Literal["pdf", "docx"]


class _Handed(BaseModel):
    model_config = ConfigDict(frozen=True)


class FetchedFile(_Handed):
    """A résumé's file, kept where every worker finds it."""

    file: FileUrl
    size: int


class ExtractedText(_Handed):
    """What the built-in engine read; lines, values and the résumé lie in a file.

    Attributes:
        reading: A `ReadResume` as JSON.
        extracted_length: Characters of text.
    """

    reading: FileUrl
    extracted_length: int
    needs_ocr: bool


class StructuredResume(_Handed):
    """Which reading counts in the end.

    Attributes:
        reading: A `ReadResume` as JSON.
        is_transcribed: Its text is a model's word of what stands on pictures, which nobody can check here.
        confidence: Mean of all values, 0..1.
        note: Why the language model's reading does not count, or what of it does not.
    """

    reading: FileUrl
    extracted_length: int
    engine: str
    needs_ocr: bool
    is_transcribed: bool
    confidence: float = Field(ge=0, le=1)
    note: str | None = None


class ParsedResume(_Handed):
    """What came of reading a résumé, by HowlerHire's names.

    Attributes:
        success: Whether anything was read; a page that is only a picture yields nothing.
        extracted_length: Characters of text.
        skills_count: Skills, each keyword of a group counted as one.
        experience_count: Roles.
        education_count: Courses of study.
        engine: Whose reading counts.
        needs_ocr: Whether a page is a picture: what stands on it is not known.
        confidence: Mean of all values, 0..1.
        profile_changes: How many fields of the profile are others now, or would be.
        is_proposed: Whether they wait for the person's word, since what stands on pictures is a guess.
        note: What a person should know of it.
    """

    success: bool
    extracted_length: int
    skills_count: int
    experience_count: int
    education_count: int
    engine: str
    needs_ocr: bool
    confidence: float = Field(ge=0, le=1)
    profile_changes: int
    is_proposed: bool = False
    note: str | None = None
