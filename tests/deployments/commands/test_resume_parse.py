"""`caddie resume parse` as a shell meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.resume_documents import RESUME, picture_pdf, plain_docx, typst_pdf


def parse(*arguments: str | Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        (sys.executable, "-m", "deployments.cli", "resume", "parse", *map(str, arguments)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "résumé with no ending"
    file.write_bytes(typst_pdf(RESUME))
    return file


def test_json_is_one_json_resume_with_the_source_of_every_value(file: Path) -> None:
    done = parse(file, "--json")
    resume = json.loads(done.stdout)
    assert done.stderr == ""
    assert resume["basics"]["name"] == "Ines Falkenrath"
    assert resume["work"][0] == {
        "name": "Lindwurm Logistics GmbH",
        "position": "Data Analyst",
        "location": "Berlin",
        "startDate": "2021-03",
        "highlights": [
            "Cut the reporting time from two days to one hour.",
            "Taught SQL to thirty colleagues.",
        ],
    }
    about = resume["x-caddie"]
    assert (about["engine"], about["language"], about["needs_ocr"]) == ("built-in", "en", False)
    assert about["confidence"].keys() == about["lines"].keys()
    assert 0 < about["confidence"]["work[0].position"] <= 1
    text = {line["id"]: line["text"] for line in about["text"]}
    assert "Data Analyst" in text[about["lines"]["work[0].position"][0]]


def test_explained_values_stand_beside_their_lines(file: Path) -> None:
    shown = parse(file, "--explain").stdout
    row = next(line for line in shown.splitlines() if line.startswith("education[0].institution"))
    assert "Universität Potsdam" in row
    assert "2014 – 2018" in row


def test_the_overlay_is_written_beside_the_answer(file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "out.png"
    done = parse(file, "--json", "--overlay", picture)
    assert json.loads(done.stdout)["basics"]["name"] == "Ines Falkenrath"
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_picture_is_said_to_be_one(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(picture_pdf())
    done = parse(scan, "--json")
    assert "needs OCR" in done.stderr
    assert json.loads(done.stdout)["x-caddie"]["needs_ocr"] is True


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"GIF89a", "neither a PDF nor a DOCX"), (plain_docx(), "Nothing is written")],
)
def test_a_file_that_cannot_be_read_ends_with_one_line(content: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "resume.pdf"
    file.write_bytes(content)
    done = parse(file, "--json", status=1)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert reason in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "missing.pdf" in parse(tmp_path / "missing.pdf", status=1).stderr


def test_no_more_is_read_than_a_document_can_be() -> None:
    assert "larger than" in parse("/dev/zero", status=1).stderr


def test_neither_prefect_nor_the_database_is_loaded_on_the_way(file: Path) -> None:
    code = (
        "import sys\n"
        "from deployments.cli import app\n"
        "app(['resume', 'parse', sys.argv[1]], exit_on_error=False)\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        (sys.executable, "-c", code, str(file)), capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(done.stderr.splitlines()[-1].strip("[]'").split("', '"))
    assert "pypdfium2" in loaded
    assert not loaded & {"prefect", "sqlalchemy", "anthropic", "fastapi", "httpx", "PIL"}
