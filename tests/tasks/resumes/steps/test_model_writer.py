"""A model may reword a draft, over real HTTP; what it does wrong leaves the profile's own words."""

from collections.abc import Iterator

import httpx
import pytest

from tasks.database import sessions
from tasks.errors import ProviderUnavailableError
from tasks.json_resume import profile_from_json
from tasks.kept_answers import answer_once
from tasks.matching.requirements import requirements_of
from tasks.providers import language_model
from tasks.providers.language_model import Question, RawAnswer
from tasks.resumes.rewording import Rewording
from tasks.resumes.steps.model_writer import POLICY, BestDraft, best_draft
from tasks.resumes.tailoring import tailor
from tasks.settings import settings
from tasks.values import Scope
from tests.databases import Database
from tests.people import EDUCATION, EXPERIENCE, POSTING, SKILLS
from tests.sandbox_server import Sandbox

PROFILE = profile_from_json(
    {"basics": {"name": "Ines"}, "work": EXPERIENCE, "education": EDUCATION, "skills": SKILLS}
)
REQUIREMENTS = requirements_of(POSTING, "Senior Python Engineer")
PLAIN = tailor(PROFILE, REQUIREMENTS, company="Quayside")


def forget() -> None:
    if sessions.engine.cache_info().currsize:
        sessions.engine().dispose()
    sessions.engine.cache_clear()
    settings.cache_clear()
    client = language_model._client  # noqa: SLF001  a process has one, a test is many processes
    if client.cache_info().currsize:
        client().close()
    client.cache_clear()


@pytest.fixture(autouse=True)
def model(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-a-test")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", f"{sandbox.url}/anthropic")
    forget()
    yield sandbox
    monkeypatch.undo()
    forget()


def be(model: Sandbox, kind: str) -> None:
    httpx.put(f"{model.url}/anthropic/_manner", json={"kind": kind}).raise_for_status()


def calls(model: Sandbox) -> dict[str, int]:
    return dict(httpx.get(f"{model.url}/anthropic/_state").raise_for_status().json()["calls"])


def written() -> BestDraft:
    return best_draft(PROFILE, REQUIREMENTS, "Quayside", language_model.ask)


def test_sensible_words_are_taken(model: Sandbox) -> None:
    best = written()
    assert (best.draft.engine, best.fallback) == ("sandbox", None)
    assert best.draft.resume != PLAIN.resume
    assert calls(model) == {"answered": 1}


def test_without_a_key_nobody_is_asked(model: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    forget()
    assert written() == BestDraft(PLAIN)
    assert calls(model) == {}


@pytest.mark.parametrize("kind", ["refusal", "truncation", "wrong_schema", "no_json"])
def test_an_answer_that_is_none_leaves_the_built_in_draft_and_says_so(kind: str, model: Sandbox) -> None:
    be(model, kind)
    best = written()
    assert best.draft == PLAIN
    assert best.fallback is not None
    assert best.fallback.startswith("Written by the built-in engine alone: The model")


@pytest.mark.parametrize("kind", ["status_429", "status_529", "status_500", "odd_200", "page_200"])
def test_a_model_that_is_busy_is_asked_again_and_given_up_at_the_last_try(
    kind: str, model: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(model, kind)
    monkeypatch.setenv("PREFECT__RUNTIME__TASK_RUN__RUN_COUNT", "1")
    with pytest.raises(ProviderUnavailableError):
        written()
    monkeypatch.setenv("PREFECT__RUNTIME__TASK_RUN__RUN_COUNT", str(POLICY.attempts))
    assert written().draft == PLAIN


def test_the_same_question_is_paid_once_and_by_each_tenant_for_itself(
    model: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    forget()
    question = Question("You edit.", '{"lines": []}', Rewording)

    def answered(tenant: str) -> tuple[RawAnswer, bool]:
        return answer_once(Scope.of(tenant, "default"), question)

    first, is_paid = answered("acme")
    assert is_paid
    assert answered("acme") == (first, False)
    assert calls(model) == {"answered": 1}
    assert answered("other") == (first, True)
    be(model, "refusal")
    assert answered("acme") == (first, False)
