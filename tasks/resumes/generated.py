"""The values of a résumé that is written for a posting."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tasks.resumes.usage import Usage

FileKind = Literal["pdf", "docx", "json", "report"]


class Job(BaseModel):
    """The posting, as it stands on the person's list."""

    model_config = ConfigDict(frozen=True)

    title: str
    company: str
    location: str | None
    description: str


class ModelUse(BaseModel):
    """What a language model had to do with it.

    Attributes:
        model: As it names itself; None if none has answered.
        cost: In dollars at list price; None if the price is not known.
        was_kept: Whether the answer is one of before, which was paid for then.
        refused: How many of its statements say what their source does not, and were left out.
        fallback: Why the built-in engine wrote alone although there is a model; None if it did not.
    """

    model_config = ConfigDict(frozen=True)

    model: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost: str | None = None
    was_kept: bool = False
    refused: int = 0
    fallback: str | None = None


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
    fallback: str | None = None


def limit_exceeded(application_id: str, usage: Usage) -> GeneratedResume:
    """Nothing was written, because the week's limit is reached."""
    return GeneratedResume(
        success=False, status="limit_exceeded", application_id=application_id, error=usage.message
    )
