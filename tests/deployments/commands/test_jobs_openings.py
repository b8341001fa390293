"""`caddie jobs why` and `caddie jobs split`, beside the runs that they correct."""

import json
from typing import Any

import pytest

from deployments.commands.jobs_openings import split, why
from tasks.errors import UnknownJobError
from tests.job_world import JobWorld, discover, world
from tests.sandbox_server import clock, sandbox, stage

__all__ = ["clock", "sandbox", "stage", "world"]


def explained(posting: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    why(posting, json=True)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_merge_is_explained_and_undone_for_good(
    world: JobWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    discover()
    [pair] = world.rows("SELECT a, b FROM posting_decisions WHERE verdict = 'same' ORDER BY a LIMIT 1")
    one, other = pair["a"], pair["b"]
    told = explained(other, capsys)
    assert {one, other} <= {copy["pid"] for copy in told["copies"]}
    assert [copy["pid"] for copy in told["copies"] if copy["stands_for_it"]] == [one]
    assert all(decision["reason"] for decision in told["decisions"])
    assert explained(told["copies"][1]["url"], capsys)["copies"] == told["copies"]

    split(other, one)
    world.another_day()
    discover()
    apart = explained(other, capsys)
    assert one not in {copy["pid"] for copy in apart["copies"]}
    assert [decision for decision in apart["decisions"] if decision["parted_at"]]

    split(one, other, undo=True)
    assert one in {copy["pid"] for copy in explained(other, capsys)["copies"]}


def test_a_split_that_makes_no_sense_is_said_plainly(world: JobWorld) -> None:
    discover()
    [first, second] = [row["pid"] for row in world.rows("SELECT pid FROM postings ORDER BY pid LIMIT 2")]
    with pytest.raises(UnknownJobError, match="no posting 'nowhere:1'"):
        split(first, "nowhere:1")
    with pytest.raises(UnknownJobError, match="one and the same"):
        split(first, first)
    with pytest.raises(UnknownJobError, match="Nobody split"):
        split(first, second, undo=True)
