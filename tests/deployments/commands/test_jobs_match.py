"""`caddie jobs match`, from outside."""

import json
import subprocess
import sys
from pathlib import Path

CADDIE = (sys.executable, "-m", "deployments.cli")


def test_it_answers_with_every_posting_best_first(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_text(
        json.dumps({"basics": {"label": "Baker"}, "skills": [{"name": "Baking"}]})
    )
    (tmp_path / "postings.jsonl").write_text(
        '{"pid": "a", "title": "Accountant"}\n\n'
        '{"pid": "b", "title": "Baker", "description": "Experience with baking"}\n'
    )
    done = subprocess.run(
        [
            *CADDIE,
            "jobs",
            "match",
            "--profile",
            tmp_path / "profile.json",
            "--jobs",
            tmp_path / "postings.jsonl",
            "--json",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    matches = json.loads(done.stdout)
    assert [one["pid"] for one in matches] == ["b", "a"]
    assert set(matches[0]) == {"pid", "score", "eligible", "reasons", "missing"}


def test_a_profile_that_is_none_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_text("[]")
    (tmp_path / "postings.jsonl").write_text("")
    done = subprocess.run(
        [
            *CADDIE,
            "jobs",
            "match",
            "--profile",
            tmp_path / "profile.json",
            "--jobs",
            tmp_path / "postings.jsonl",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "profile.json" in done.stderr.splitlines()[-1]
