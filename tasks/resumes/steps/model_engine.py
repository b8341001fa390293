"""The language model's reading of a résumé, where there is a model; otherwise the built-in engine's stays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tasks import policies
from tasks.errors import CaddieError, RetryableError
from tasks.kept_answers import answer_shown
from tasks.providers import file_folder, language_model
from tasks.providers.language_model import Question, RawAnswer
from tasks.resumes.checked_reading import Checked, checked
from tasks.resumes.evidence import confidence_of
from tasks.resumes.model import ReadResume
from tasks.resumes.reading_form import SYSTEM, PictureForm, ResumeForm, picture_question, question
from tasks.values import FileUrl

Ask = Callable[[Question[Any]], RawAnswer]

POLICY = policies.model_call
LOW_CONFIDENCE = 0.6
_PDF = b"%PDF-"
_SNIFFED = 1_024


@dataclass(frozen=True, slots=True)
class BestReading:
    """The reading that counts.

    Attributes:
        is_transcribed: Its text is the model's own word of what stands on pictures: nobody can check it here.
        note: What a person should know of how it came about.
    """

    read: ReadResume
    is_transcribed: bool = False
    note: str | None = None


def best_reading(built_in: ReadResume, file: FileUrl, ask: Ask = answer_shown) -> BestReading:
    """The model's reading as far as it stands in the document; the built-in engine's for all it lacks.

    For a step that wears POLICY: while that step is tried again, so is the model.

    Args:
        built_in: What the built-in engine has read.
        file: What it has read it from.
        ask: Who asks the model.

    Raises:
        RetryableError: The model did not answer, and this is not the last try.
    """
    if not language_model.is_there():
        return BestReading(built_in)
    try:
        done = _asked(built_in, file, ask)
    except CaddieError as error:
        if isinstance(error, RetryableError) and not POLICY.is_last_try():
            raise
        return BestReading(built_in, note=f"Read by the built-in engine alone: {error}")
    if done is None:
        return BestReading(built_in)
    if not done.stand:
        return BestReading(
            built_in, note="Read by the built-in engine alone: nothing that the model said stands there"
        )
    left_out = f"{done.left_out} values of the model's do not stand in the document and were left out"
    return BestReading(done.read, not built_in.lines, left_out if done.left_out else None)


def _asked(built_in: ReadResume, file: FileUrl, ask: Ask) -> Checked | None:
    """The model's answer, checked; None if there is nothing that it could read."""
    content = file_folder.kept(file)
    pdf = content if _PDF in content[:_SNIFFED] else None
    if not built_in.lines:
        return None if pdf is None else _of_pictures(built_in, pdf, ask)
    is_unsure = confidence_of(built_in) < LOW_CONFIDENCE
    answer = ask(Question(SYSTEM, question(built_in), ResumeForm, pdf if is_unsure else None))
    return checked(ResumeForm.model_validate(answer.values), built_in, answer.model)


def _of_pictures(built_in: ReadResume, pdf: bytes, ask: Ask) -> Checked:
    answer = ask(Question(SYSTEM, picture_question(), PictureForm, pdf))
    form = PictureForm.model_validate(answer.values)
    return checked(form, built_in, answer.model, form.transcription)
