import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tasks.errors import UnreadablePostingsError
from tasks.jobs.duplicates import find_duplicates
from tasks.jobs.posting_lines import read_postings
from tests.tasks.jobs.postings import BODY

LINE: dict[str, Any] = {
    "pid": "p1",
    "source": "greenhouse",
    "source_id": "7",
    "company": "Meadowlark",
    "title": "Senior Data Engineer",
    "location": "Aarhus",
    "url": "https://meadowlark.example/jobs/7",
    "posted": "2026-05-04T09:00:00Z",
    "description": BODY,
}


def written(folder: Path, *lines: dict[str, Any] | str) -> Path:
    file = folder / "postings.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return file


def caddie(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deployments.cli", "jobs", "dedupe", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_json_stands_on_stdout_alone_with_every_pid(tmp_path: Path) -> None:
    copy = LINE | {"pid": "p2", "source": "agg", "source_id": "x", "url": "", "location": "", "posted": None}
    oslo = copy | {"pid": "p3", "location": "Oslo", "title": "Sr. Data Engineer (m/w/d)"}
    done = caddie(written(tmp_path, LINE, copy, oslo), "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert set(found) == {"merged", "grouped", "why"}
    assert set(found["merged"]) == set(found["grouped"]) == {"p1", "p2", "p3"}
    assert len(set(found["grouped"].values())) == 1
    assert {tuple(sorted(decision)) for decision in found["why"]} == {("a", "b", "reason", "verdict")}


def test_a_reader_that_has_seen_enough_is_no_traceback(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = (sys.executable, "-m", "deployments.cli", "jobs", "dedupe", written(tmp_path, LINE), "--json")
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


def test_what_is_printed_is_utf_8_wherever_it_goes(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "deployments.cli", "jobs", "dedupe", "--json"]
    file = written(tmp_path, LINE | {"pid": "né"})
    done = subprocess.run([*command, file], env=environment, capture_output=True, check=True)
    assert json.loads(done.stdout.decode())["merged"] == {"né": "né"}


def test_people_get_a_table(tmp_path: Path) -> None:
    done = caddie(written(tmp_path, LINE, LINE | {"pid": "p2"}))
    assert done.returncode == 0
    assert "same" in done.stdout
    assert "2 postings, 1 openings, 1 roles" in done.stderr


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("{", "line 2 is no JSON"),
        ('{"pid": ' + "9" * 5_000 + "}", "line 2 is no JSON"),
        ("[]", "line 2"),
        ("7", "line 2"),
        ('{"title": "no pid"}', "line 2: pid"),
        ('{"pid": ""}', "line 2: pid"),
        ('{"pid": "p1"}', "line 2: pid 'p1' is line 1's"),
        ('{"pid": "p2", "title": ["x"]}', "line 2: title"),
    ],
)
def test_a_line_that_is_no_posting_is_named(second: str, told: str) -> None:
    with pytest.raises(UnreadablePostingsError, match=told.replace("(", r"\(")):
        list(read_postings([json.dumps(LINE).encode(), second.encode()]))


def test_a_bad_file_ends_with_one_line_that_says_why(tmp_path: Path) -> None:
    done = caddie(written(tmp_path, LINE, "{"), "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "line 2 is no JSON" in done.stderr
    missing = caddie(tmp_path / "nothing.jsonl")
    assert missing.returncode == 1
    assert "cannot be read" in missing.stderr


def test_what_is_absent_null_or_odd_is_no_error() -> None:
    lines = [
        b"\xef\xbb\xbf" + json.dumps({"pid": 7}).encode(),
        b"",
        json.dumps({"pid": "x", "title": None, "posted": "soon", "location": None}).encode(),
        json.dumps(LINE | {"pid": "y", "posted": 1_777_885_200, "source_id": 7, "more": {}}).encode(),
        json.dumps(LINE | {"pid": "z", "posted": "Mon, 04 May 2026 09:00:00 +0000"}).encode(),
    ]
    postings = list(read_postings(lines))
    assert [one.pid for one in postings] == ["7", "x", "y", "z"]
    assert postings[2].posted == postings[3].posted is not None
    assert find_duplicates(postings).merged["y"] == find_duplicates(postings).merged["z"] == "y"


def test_no_text_of_another_encoding_is_taken() -> None:
    with pytest.raises(UnreadablePostingsError, match="line 1 is no UTF-8"):
        list(read_postings(['{"pid": "é"}'.encode("latin-1")]))
