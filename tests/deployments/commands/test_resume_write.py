"""`caddie resume write` as a script meets it: a process of its own, without a stack and without Prefect."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tasks.resumes.documents.looks import TEMPLATES
from tests.made_profiles import made_profiles

POSTING = "Software Engineer\n\nRequirements:\n- Python, SQL\n- Terraform\nNice to have: Docker\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    profile = made_profiles()[1][1].model_dump(mode="json", by_alias=True, exclude_none=True)
    (tmp_path / "profile.json").write_text(json.dumps(profile))
    (tmp_path / "job.txt").write_text(POSTING)
    return tmp_path


def write(folder: Path, *arguments: str, job: str = "job.txt") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deployments.cli", "resume", "write"]
    places = [
        "--profile",
        str(folder / "profile.json"),
        "--job",
        str(folder / job),
        "--out",
        str(folder / "out"),
    ]
    return subprocess.run(
        [*command, *places, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def answer(folder: Path, *arguments: str, job: str = "job.txt") -> dict[str, Any]:
    done = write(folder, "--json", *arguments, job=job)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_json_names_files_scores_gaps_diff_and_version(folder: Path) -> None:
    found = answer(folder)
    assert {"pdf", "docx", "json", "report"} <= set(found["files"])
    assert all(Path(path).stat().st_size for path in found["files"].values())
    assert set(found["scores"]) == {"match", "ats", "quality"}
    assert found["gaps"] == ["Terraform"]
    assert all(one["kind"] and one["why"] for one in found["diff"])
    assert answer(folder)["version"] == found["version"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_there_is_more_than_one_way_to_look(folder: Path, template: str) -> None:
    assert Path(answer(folder, "--template", template)["files"]["pdf"]).read_bytes().startswith(b"%PDF")


def test_a_posting_may_be_json_with_markup_and_broken_letters_in_it(folder: Path) -> None:
    posting = {
        "title": "Engineer\ud800",
        "company": "Quay",
        "description": "<p>Requirements:</p><ul><li>Terraform</li></ul>",
    }
    (folder / "job.json").write_text(json.dumps(posting))
    assert answer(folder, job="job.json")["gaps"] == ["Terraform"]
    assert "at Quay" in (folder / "out" / "cover-letter.txt").read_text()


def test_without_json_a_person_reads_the_report(folder: Path) -> None:
    done = write(folder)
    assert done.returncode == 0
    assert "✗ Terraform (required, missing)" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("profile.json", "not json", "no JSON"),
        ("profile.json", '{"work": [{"name": "A", "startDate": "some day"}]}', "some day"),
        ("profile.json", '{"basics": {"name": ' + "9" * 5_000 + "}}", "a number is too long"),
        ("job.txt", '{"title": "no text"}', "no text"),
    ],
)
def test_what_cannot_be_used_fails_with_one_line(folder: Path, name: str, content: str, says: str) -> None:
    (folder / name).write_text(content)
    done = write(folder, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_wrong_use_is_said_to_be_so(folder: Path) -> None:
    assert write(folder, "--template", "baroque").returncode == 2


def test_prefect_is_not_imported_on_the_way() -> None:
    code = "import sys; import deployments.commands.resume_write; print('prefect' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "False"
