"""The values of a résumé that is written for a posting."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tasks.resumes.usage import Usage
from tasks.values import FileUrl

FileKind = Literal["pdf", "docx", "json", "report"]


class Job(BaseModel):
    """The posting, as it stands on the person's list."""

    model_config = ConfigDict(frozen=True)

    title: str
    company: str
    location: str | None
    description: str


class WrittenResume(BaseModel):
    """A draft, and who wrote it.

    Attributes:
        draft: Where it is kept.
        engine: `built-in`, or the model that reworded some of its lines.
        refused: How much of what a model proposed was turned down.
        fallback: Why no model took part although there is one; None if one did, or there is none.
    """

    model_config = ConfigDict(frozen=True)

    draft: FileUrl
    engine: str
    refused: int
    fallback: str | None


class FinishedFiles(BaseModel):
    """All that was made of a draft: its scores, and where its documents are kept.

    Attributes:
        match_score: 0..100, as are the next two.
        resume_length: Characters in the document's text.
    """

    model_config = ConfigDict(frozen=True)

    version: str
    match_score: int
    ats_score: int
    quality_score: int
    gaps: tuple[str, ...]
    resume_length: int
    kept: dict[FileKind, FileUrl]
    picture: FileUrl
    letter: FileUrl


class GeneratedResume(BaseModel):
    """What came of a run. The first five are HowlerHire's.

    Attributes:
        success: Whether there is a résumé.
        match_score: 0..100, as are the next two.
        resume_length: Characters in the document's text.
        error: Why there is none.
        status: The application's: ready, or limit_exceeded.
        files: Links that open them, good for a week.
        gaps: What the posting wants and the profile lacks: it is not in the document.
        version: Equal for equal profile, posting, template and engine.
        engine: `built-in`, or the model that reworded the profile's statements.
        refused: How much of what a model proposed was turned down: the profile's own words stand there.
        fallback: Why no model took part although there is one.
    """

    model_config = ConfigDict(frozen=True)

    success: bool
    match_score: int | None = Field(None, ge=0, le=100)
    ats_score: int | None = Field(None, ge=0, le=100)
    quality_score: int | None = Field(None, ge=0, le=100)
    resume_length: int | None = None
    error: str | None = None
    status: Literal["ready", "limit_exceeded"]
    application_id: str
    files: dict[FileKind, str] = {}
    gaps: tuple[str, ...] = ()
    version: str | None = None
    engine: str | None = None
    refused: int = 0
    fallback: str | None = None


def limit_exceeded(application_id: str, usage: Usage) -> GeneratedResume:
    """Nothing was written, because the week's limit is reached."""
    return GeneratedResume(
        success=False, status="limit_exceeded", application_id=application_id, error=usage.message
    )
