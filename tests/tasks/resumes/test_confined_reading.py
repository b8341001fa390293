"""A stranger's file may break its reader, and nothing else."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.errors import UnreadableDocumentError
from tasks.resumes.confined_reading import LIMITS, draw_confined, read_confined
from tasks.resumes.reading import read_resume
from tests.resume_files import docx_resume, pdf_resume


def test_what_comes_out_is_what_the_reader_read() -> None:
    file = pdf_resume()
    assert read_confined(file) == read_resume(file)


def test_what_no_database_takes_is_taken_out() -> None:
    assert read_confined(docx_resume("Ann Lee", "a\ufffd\\u0000b")).lines[1].text == "a\ufffd\\u0000b"


def test_the_pages_are_drawn_with_what_was_read_of_them() -> None:
    assert draw_confined(pdf_resume()).startswith(b"\x89PNG")
    with pytest.raises(UnreadableDocumentError, match="Only a PDF"):
        draw_confined(docx_resume("Ann Lee"))


@pytest.mark.parametrize("content", [b"", b"<html>Log in</html>", b"%PDF-1.7 cut off", b"PK\x03\x04 cut off"])
def test_what_cannot_be_read_says_why(content: bytes) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_confined(content)
    assert len(str(caught.value)) > 10


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(UnreadableDocumentError, match="longer than 0 seconds"):
        read_confined(pdf_resume(), replace(LIMITS, seconds=0.01))


def test_a_file_that_takes_too_much_memory_is_given_up() -> None:
    many = docx_resume(*("Engineer, Acme, 2020 – 2021" for _ in range(500)))
    with pytest.raises(UnreadableDocumentError, match=r"more than 81 MB of memory|broke its reader"):
        read_confined(many, replace(LIMITS, memory=81_000_000))


def in_child(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the reader's process run this first."""
    (folder / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_a_reader_that_dies_takes_nobody_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_child(tmp_path, "import os; os.abort()", monkeypatch)
    with pytest.raises(UnreadableDocumentError, match="broke its reader"):
        read_confined(pdf_resume())


def test_a_reader_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = tmp_path / "environment"
    in_child(
        tmp_path, f"import os; open({str(found)!r}, 'w').write(' '.join(os.environ.values()))", monkeypatch
    )
    monkeypatch.setenv("SUPABASE_SERVICE_ROLE_KEY", "a-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://a-secret@db/caddie")
    read_confined(pdf_resume())
    assert "a-secret" in " ".join(os.environ.values())
    assert "a-secret" not in found.read_text()
