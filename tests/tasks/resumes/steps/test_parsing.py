"""What reading a résumé leaves in the rows of its person, against a PostgreSQL of the test's own."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row
from pydantic import TypeAdapter

from tasks.database import sessions
from tasks.errors import ForeignResumeError, RefusedFileUrlError
from tasks.json_resume import JsonResume
from tasks.providers import file_folder
from tasks.resumes.model import Box, Line, ReadResume, ReadValue
from tasks.resumes.parsing_results import ParsedResume, StructuredResume
from tasks.resumes.steps.parsing import fetch_file, mark_failed, update_profile
from tasks.settings import settings
from tasks.values import FileUrl, ResumeId, UserId
from tests.databases import Database

ANN, BOB = UserId("ann"), UserId("bob")
ONE = ResumeId("one")
READ: TypeAdapter[ReadResume] = TypeAdapter(ReadResume)
RESUME = JsonResume.model_validate(
    {
        "basics": {"name": "Ann Lee", "label": "Engineer", "email": "ann@example.com"},
        "work": [{"name": "Acme", "position": "Engineer", "startDate": "2020-05"}],
        "skills": [{"name": "Code", "keywords": ["Python", "Go"]}],
        "languages": [{"language": "French"}],
    }
)
VALUES = (
    ReadValue("basics.name", "Ann Lee", 0.9, (0,)),
    ReadValue("basics.label", "Engineer", 0.7, (1,)),
    ReadValue("work[0].name", "Acme", 0.8, (2,)),
    ReadValue("work[0].position", "Engineer", 0.6, (2, 3)),
)


def forget() -> None:
    if sessions.engine.cache_info().currsize:
        sessions.engine().dispose()
    sessions.engine.cache_clear()
    settings.cache_clear()


def become_another_run() -> None:
    os.environ["PREFECT__RUNTIME__FLOW_RUN__ID"] = str(uuid4())


@dataclass
class World:
    database: Database
    home: Path
    shown: list[str] = field(default_factory=list)

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(self.database.admin_url, row_factory=dict_row) as connection:
            cursor = connection.execute(cast("Any", query), values)
            return cursor.fetchall() if cursor.description else []

    def profile(self, user: UserId = ANN) -> dict[str, Any]:
        [row] = self.rows("SELECT * FROM profiles WHERE user_id = %s", user)
        return row

    def resume(self, resume: ResumeId = ONE) -> dict[str, Any]:
        [row] = self.rows("SELECT * FROM resumes WHERE resume_id = %s", resume)
        return row

    def changes(self) -> list[dict[str, Any]]:
        return self.rows("SELECT * FROM profile_changes ORDER BY created_at")


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("CADDIE_HOME", str(tmp_path))
    monkeypatch.setenv("PREFECT__RUNTIME__FLOW_RUN__ID", str(uuid4()))
    forget()
    sessions.engine()
    yield World(database, tmp_path)
    monkeypatch.undo()
    forget()


def upload(user: UserId = ANN, resume: ResumeId = ONE) -> None:
    """The file is there, and the résumé's row is claimed."""
    fetch_file.fn(user, resume, file_folder.keep(b"%PDF-"), "pdf")


def structured(resume: JsonResume = RESUME, **changed: Any) -> StructuredResume:
    lines = tuple(Line(at, text, 0, Box(0, 0, 1, 1)) for at, text in enumerate(("Ann", "x", "Acme", "y")))
    values = () if resume == JsonResume() else VALUES
    read = replace(
        ReadResume(resume, "built-in", "en", not values, values, lines if values else ()),
    )
    return StructuredResume(
        reading=file_folder.keep(READ.dump_json(read)),
        extracted_length=9,
        engine="built-in",
        needs_ocr=read.needs_ocr,
        is_transcribed=False,
        confidence=0.75,
    ).model_copy(update=changed)


def update(resume: JsonResume = RESUME, user: UserId = ANN, **changed: Any) -> ParsedResume:
    return update_profile.fn(user, ONE, structured(resume, **changed))


def test_an_empty_profile_is_filled_and_the_resume_ended(world: World) -> None:
    upload()
    result = update()
    assert (result.success, result.skills_count, result.experience_count) == (True, 2, 1)
    profile = world.profile()
    assert (profile["full_name"], profile["email"]) == ("Ann Lee", "ann@example.com")
    assert profile["experience"] == [{"name": "Acme", "position": "Engineer", "startDate": "2020-05"}]
    assert profile["more"] == {"languages": [{"language": "French"}]}
    resume = world.resume()
    assert (resume["status"], resume["engine"], resume["error_message"]) == ("parsed", "built-in", None)
    assert resume["parsed_content"] == "Ann\nx\nAcme\ny"
    assert resume["structured_data"]["basics"]["name"] == "Ann Lee"
    known = resume["structured_data"]["x-caddie"]
    assert (known["confidence"]["basics.name"], known["lines"]["basics.name"]) == (0.9, [0])


def test_a_change_says_what_was_what_is_and_which_lines_speak_for_it(world: World) -> None:
    upload()
    result = update()
    [change] = world.changes()
    assert (change["source"], change["user_id"], change["state"]) == ("resume-parsing", "ann", "applied")
    assert change["source_id"].startswith("one@")
    diff = {entry["field"]: entry for entry in change["diff"]}
    assert result.profile_changes == len(diff)
    assert diff["full_name"] == {
        "field": "full_name",
        "before": None,
        "after": "Ann Lee",
        "evidence": {"resume_id": "one", "confidence": 0.9, "lines": [0]},
    }
    assert diff["experience"]["evidence"] == {"resume_id": "one", "confidence": 0.7, "lines": [2, 3]}


def test_a_step_that_is_repeated_changes_nothing_more_and_says_the_same(world: World) -> None:
    upload()
    first = update()
    before = (world.profile(), world.changes())
    assert update() == first
    assert (world.profile() | {"updated_at": None}, world.changes()) == (
        before[0] | {"updated_at": None},
        before[1],
    )


def test_the_same_resume_read_by_another_run_leaves_no_second_change(world: World) -> None:
    upload()
    update()
    become_another_run()
    assert update().profile_changes == 0
    assert len(world.changes()) == 1


def test_what_a_person_wrote_stays(world: World) -> None:
    upload()
    world.rows(
        "INSERT INTO profiles (tenant, environment, user_id, full_name, skills, edited_by_hand)"
        " VALUES ('default', 'default', 'ann', 'Dr. Ann', '[\"python\"]', '[\"headline\"]')"
    )
    update()
    profile = world.profile()
    assert (profile["full_name"], profile["headline"]) == ("Dr. Ann", None)
    assert profile["skills"] == ["python", {"name": "Code", "keywords": ["Go"]}]


def test_what_a_resume_wrote_the_next_one_may_renew_until_a_person_changes_it(world: World) -> None:
    upload()
    update()
    become_another_run()
    promoted = RESUME.model_copy(
        update={"basics": RESUME.basics.model_copy(update={"label": "Lead", "name": "Ann B. Lee"})}
    )
    world.rows("UPDATE profiles SET full_name = 'Ann'")
    update(promoted)
    assert (world.profile()["headline"], world.profile()["full_name"]) == ("Lead", "Ann")


def test_a_resume_of_somebody_else_is_refused_and_left_alone(world: World) -> None:
    upload()
    with pytest.raises(ForeignResumeError, match="not one of the user bob"):
        upload(BOB)
    with pytest.raises(ForeignResumeError):
        update(user=BOB)
    mark_failed.fn(BOB, ONE, "broken")
    assert (world.resume()["status"], world.resume()["user_id"]) == ("uploaded", "ann")
    assert world.rows("SELECT * FROM profiles") == []


def test_two_users_at_once_get_one_owner(world: World) -> None:
    users = [UserId(f"user-{number}") for number in range(8)]

    def claimed(user: UserId) -> bool:
        try:
            upload(user)
        except ForeignResumeError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(claimed, users)) == 1
    assert len(world.rows("SELECT * FROM resumes")) == 1


def test_readings_at_once_of_one_person_s_resumes_lose_nothing(world: World) -> None:
    resumes = [ResumeId(f"r{number}") for number in range(6)]
    for resume in resumes:
        upload(resume=resume)

    def read(number: int) -> None:
        skills = JsonResume.model_validate({"skills": [{"name": f"Skill {number}"}]})
        update_profile.fn(ANN, resumes[number], structured(skills))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(read, range(6)))
    assert sorted(skill["name"] for skill in world.profile()["skills"]) == [
        f"Skill {number}" for number in range(6)
    ]


def test_a_file_of_pictures_ends_as_needs_ocr_and_touches_no_profile(world: World) -> None:
    upload()
    result = update(JsonResume())
    assert (result.success, result.needs_ocr, result.skills_count) == (False, True, 0)
    assert result.note is not None
    assert "OCR" in result.note
    assert (world.resume()["status"], world.resume()["structured_data"]) == ("needs_ocr", None)
    assert world.rows("SELECT * FROM profiles") == []


def test_what_a_model_read_off_pictures_is_proposed_and_not_applied(world: World) -> None:
    upload()
    first = update(is_transcribed=True)
    assert update(is_transcribed=True) == first
    assert first.is_proposed
    [change] = world.changes()
    assert (change["state"], len(change["diff"])) == ("proposed", first.profile_changes)
    assert world.profile()["full_name"] is None


def test_a_failure_stands_in_the_row_until_a_reading_succeeds(world: World) -> None:
    upload()
    update()
    mark_failed.fn(ANN, ONE, "The file is\x00 broken")
    resume = world.resume()
    assert (resume["status"], resume["error_message"]) == ("failed", "The file is broken")
    assert resume["structured_data"]["basics"]["name"] == "Ann Lee", "the last good reading stays"
    update()
    assert (world.resume()["status"], world.resume()["error_message"]) == ("parsed", None)


def test_a_row_keeps_where_the_file_is_but_not_what_opens_it(world: World) -> None:
    link = FileUrl("https://files.example.com/cv/Ann%20Lee.pdf?token=secret#x")
    with pytest.raises(RefusedFileUrlError):
        fetch_file.fn(ANN, ONE, link, "pdf")
    resume = world.resume()
    assert resume["original_file_url"] == "https://files.example.com/cv/Ann%20Lee.pdf"
    assert (resume["original_file_name"], resume["original_file_type"]) == ("Ann Lee.pdf", "pdf")


def test_another_tenant_s_resume_of_the_same_id_is_another_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload()
    monkeypatch.setenv("CADDIE_TENANT", "globex")
    settings.cache_clear()
    upload(BOB)
    assert {(row["tenant"], row["user_id"]) for row in world.rows("SELECT * FROM resumes")} == {
        ("default", "ann"),
        ("globex", "bob"),
    }
