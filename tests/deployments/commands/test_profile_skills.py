"""`caddie profile skills` as a script meets it: a process of its own, with the sandbox's GitHub."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from deployments.scratch_stack import scratch_environment
from tests.sandbox_server import Sandbox, clock, sandbox, stage

__all__ = ["clock", "sandbox", "stage"]


@pytest.fixture
def environment(tmp_path: Path, sandbox: Sandbox) -> dict[str, str]:
    return scratch_environment(tmp_path) | {"GITHUB_API_URL": f"{sandbox.url}/github"}


def skills(environment: dict[str, str], *arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        (sys.executable, "-m", "deployments.cli", "profile", "skills", *arguments),
        env=environment,
        cwd=environment["CADDIE_HOME"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done


def test_skills_come_as_json_with_their_evidence(environment: dict[str, str]) -> None:
    shown: list[dict[str, Any]] = json.loads(skills(environment, "@ada-made-up", "--json").stdout)
    by_name = {skill["name"]: skill for skill in shown}
    assert by_name["Gin"]["evidence"] == [
        {"repository": "ada-made-up/loom", "file": "go.mod", "version": "1.10.0", "last_used": "2025-12-24"}
    ]
    weights = [skill["weight"] for skill in shown]
    assert weights == sorted(weights, reverse=True)
    assert (max(weights), min(weights) > 0) == (1.0, True)


def test_people_get_a_table(environment: dict[str, str]) -> None:
    done = skills(environment, "ada-made-up")
    assert "TypeScript" in done.stdout
    assert "repositories in" in done.stderr


def test_it_stays_within_the_quota_that_is_left(environment: dict[str, str], sandbox: Sandbox) -> None:
    quota = {"remaining": 30, "reset_seconds": 3600}
    httpx.put(f"{sandbox.url}/github/_quota", json=quota).raise_for_status()
    done = skills(environment, "many-made-up", "--json")
    assert "for want of calls" in done.stderr
    assert len(json.loads(done.stdout)) > 10


def test_what_fails_is_one_line_that_says_why(environment: dict[str, str]) -> None:
    done = skills(environment, "nobody-at-all", "--json", status=1)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert "GitHub user not found" in done.stderr
    skills(environment, "no handle", "--json", status=2)


def test_it_needs_no_prefect(environment: dict[str, str]) -> None:
    loaded = "import sys, deployments.commands.profile_skills; sys.exit('prefect' in sys.modules)"
    assert subprocess.run((sys.executable, "-c", loaded), env=environment, check=False).returncode == 0
