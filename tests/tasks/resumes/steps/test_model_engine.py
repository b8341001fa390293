"""A model may mend a reading, over real HTTP; what it does wrong leaves the built-in engine's as it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tasks.errors import ProviderUnavailableError
from tasks.providers import file_folder, language_model
from tasks.providers.language_model import Question, RawAnswer
from tasks.providers.model_prices import Tokens
from tasks.resumes.model import ReadResume
from tasks.resumes.reading import read_resume
from tasks.resumes.reading_form import PictureForm
from tasks.resumes.steps.model_engine import POLICY, BestReading, best_reading
from tasks.settings import settings
from tests.resume_files import pdf_resume, picture_pdf
from tests.sandbox_server import Sandbox

FILE = pdf_resume()
BUILT_IN = read_resume(FILE)


def forget() -> None:
    settings.cache_clear()
    client = language_model._client  # noqa: SLF001  a process has one, a test is many processes
    if client.cache_info().currsize:
        client().close()
    client.cache_clear()


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("CADDIE_HOME", str(tmp_path))
    forget()
    yield
    forget()


@pytest.fixture
def model(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-a-test")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", f"{sandbox.url}/anthropic")
    forget()
    return sandbox


def be(model: Sandbox, kind: str) -> None:
    httpx.put(f"{model.url}/anthropic/_manner", json={"kind": kind}).raise_for_status()


def calls(model: Sandbox) -> dict[str, int]:
    return dict(httpx.get(f"{model.url}/anthropic/_state").raise_for_status().json()["calls"])


def best(read: ReadResume = BUILT_IN, file: bytes = FILE, ask: Any = language_model.ask) -> BestReading:
    return best_reading(read, file_folder.keep(file), ask)


def test_without_a_key_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert best(ask=None) == BestReading(BUILT_IN)


def test_a_sensible_answer_is_taken_over_real_http(model: Sandbox) -> None:
    done = best()
    assert done.read.engine == "sandbox"
    assert done.read.resume.basics.name == BUILT_IN.resume.basics.name
    assert done.read.resume.work == BUILT_IN.resume.work
    assert calls(model) == {"answered": 1}


@pytest.mark.parametrize("kind", ["refusal", "truncation", "wrong_schema", "no_json"])
def test_an_answer_that_is_none_leaves_the_built_in_reading_and_says_so(model: Sandbox, kind: str) -> None:
    be(model, kind)
    done = best()
    assert done.read == BUILT_IN
    assert done.note is not None
    assert done.note.startswith("Read by the built-in engine alone: ")


@pytest.mark.parametrize("kind", ["status_429", "status_529", "status_500", "odd_200"])
def test_a_model_that_is_busy_is_asked_again_and_given_up_at_the_last_try(
    model: Sandbox, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(model, kind)
    monkeypatch.setenv("PREFECT__RUNTIME__TASK_RUN__RUN_COUNT", "1")
    with pytest.raises(ProviderUnavailableError):
        best()
    monkeypatch.setenv("PREFECT__RUNTIME__TASK_RUN__RUN_COUNT", str(POLICY.attempts))
    assert best().read == BUILT_IN


def saying(asked: list[Question[Any]], **said: Any) -> Any:
    """A model that says this, whatever it is asked."""

    def ask(question: Question[Any]) -> RawAnswer:
        asked.append(question)
        empty = question.form.model_construct().model_dump()
        return RawAnswer(empty | said, "a-model", Tokens(1, 1))

    return ask


def silent() -> dict[str, Any]:
    place = dict.fromkeys(("address", "postalCode", "city", "region", "countryCode"), "")
    basics: dict[str, Any] = dict.fromkeys(("name", "label", "email", "phone", "url", "summary"), "")
    basics |= {"location": place, "profiles": [], "lines": []}
    names = ("work", "education", "skills", "languages", "certificates", "projects", "volunteer")
    return {"basics": basics} | {name: [] for name in names}


def invented() -> dict[str, Any]:
    said = silent()
    role = dict.fromkeys(("name", "position", "location", "startDate", "endDate", "summary"), "")
    said["work"] = [role | {"name": "Initech", "position": "CEO", "highlights": [], "lines": [1]}]
    return said


@pytest.mark.usefixtures("model")
def test_an_answer_of_inventions_alone_leaves_the_built_in_reading_and_says_so() -> None:
    done = best(ask=saying([], **invented()))
    assert done.read == BUILT_IN
    assert done.note is not None
    assert "nothing that the model said stands there" in done.note


@pytest.mark.usefixtures("model")
def test_what_was_left_out_of_an_answer_is_counted_aloud() -> None:
    said = invented()
    said["basics"] |= {"name": "Nora Feldkamp", "lines": [0]}
    done = best(ask=saying([], **said))
    assert done.read.resume.work == BUILT_IN.resume.work
    assert done.note is not None
    assert done.note.startswith("2 values of the model's do not stand in the document")


@pytest.mark.usefixtures("model")
def test_the_file_itself_goes_up_only_when_its_text_is_missing_or_unsure() -> None:
    asked: list[Question[Any]] = []
    best(ask=saying(asked, **silent()))
    unsure = ReadResume(
        BUILT_IN.resume,
        BUILT_IN.engine,
        BUILT_IN.language,
        needs_ocr=False,
        values=tuple(value.__class__(value.path, value.value, 0.3, value.lines) for value in BUILT_IN.values),
        lines=BUILT_IN.lines,
    )
    best(unsure, ask=saying(asked, **silent()))
    assert [question.pdf for question in asked] == [None, FILE]


@pytest.mark.usefixtures("model")
def test_what_stands_on_a_picture_is_the_model_s_own_word() -> None:
    picture = picture_pdf()
    read, asked = read_resume(picture), list[Question[Any]]()
    said = silent()
    said["basics"] |= {"name": "Ann Lee", "label": "CEO", "lines": [0]}
    done = best(read, picture, saying(asked, **said, transcription=["Ann Lee"]))
    assert (asked[0].form, asked[0].pdf) == (PictureForm, picture)
    assert done.is_transcribed
    assert done.read.needs_ocr
    assert (done.read.resume.basics.name, done.read.resume.basics.label) == ("Ann Lee", None)
