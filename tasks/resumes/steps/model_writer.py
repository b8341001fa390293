"""The language model's words in a draft, where there is a model; otherwise the built-in engine's stay."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tasks import policies
from tasks.errors import CaddieError, RetryableError, UnfaithfulDraftError
from tasks.json_resume import JsonResume
from tasks.kept_answers import answer_shown
from tasks.matching.requirements import Requirements
from tasks.providers import language_model
from tasks.providers.language_model import Question, RawAnswer
from tasks.resumes.draft import Draft
from tasks.resumes.faithfulness import refusals
from tasks.resumes.rewording import SYSTEM, Rewording, question_text, wording_of
from tasks.resumes.tailoring import tailor

Ask = Callable[[Question[Any]], RawAnswer]

POLICY = policies.model_call


@dataclass(frozen=True, slots=True)
class BestDraft:
    """The draft that goes out.

    Attributes:
        fallback: Why no model took part although there is one.
    """

    draft: Draft
    fallback: str | None = None


def best_draft(
    profile: JsonResume, requirements: Requirements, company: str, ask: Ask = answer_shown
) -> BestDraft:
    """The profile tailored, in the model's words as far as the profile bears them out.

    For a step that wears POLICY: while that step is tried again, so is the model. Nothing that the model does
    wrong fails the last try: the built-in engine's draft stands then.

    Args:
        profile: All that may be said.
        requirements: What the posting asks for.
        company: Who offers the work.
        ask: Who asks the model.

    Raises:
        RetryableError: The model did not answer, and this is not the last try.
    """
    plain = tailor(profile, requirements, company=company)
    if not language_model.is_there():
        return BestDraft(plain)
    try:
        answer = ask(Question(SYSTEM, question_text(profile, plain), Rewording))
        draft = tailor(profile, requirements, wording_of(answer.values, answer.model), company)
        if refused := refusals(profile, draft):
            raise UnfaithfulDraftError(f"{refused[0].text!r} ({refused[0].source}): {refused[0].reason}")
    except CaddieError as error:
        if isinstance(error, RetryableError) and not POLICY.is_last_try():
            raise
        return BestDraft(plain, f"Written by the built-in engine alone: {error}")
    return BestDraft(draft)
