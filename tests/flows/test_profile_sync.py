"""profile-sync as its users meet it: started through the door of a real stack, with the sandbox's GitHub."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from psycopg.types.json import Jsonb

from deployments.state_folder import Addresses
from tasks.profiles.spread import hour_of_week, own_hour
from tasks.values import Scope, UserId
from tests.looking import changed, rows
from tests.patience import until


@pytest.fixture(autouse=True)
def github(stack: Addresses) -> Iterator[httpx.Client]:
    """The sandbox's GitHub, as at its start, and forgotten by us."""
    changed(stack, "TRUNCATE github_answers")
    with httpx.Client(base_url=f"{stack.sandbox}/github", timeout=30, trust_env=False) as client:
        client.delete("/_state").raise_for_status()
        yield client
        client.delete("/_state").raise_for_status()


def start(door: httpx.Client, user_id: str, handle: str | None = None, *, wait: int = 30) -> dict[str, Any]:
    params = {"user_id": user_id} | ({} if handle is None else {"github_handle": handle})
    answer = door.post(
        "/v1/workflows/profile-sync/runs", json={"params": params}, headers={"Prefer": f"wait={wait}"}
    )
    assert answer.status_code in (200, 202), answer.text
    return cast("dict[str, Any]", answer.json())


def seen(door: httpx.Client, run_id: str) -> dict[str, Any]:
    found = door.get(f"/v1/workflows/profile-sync/runs/{run_id}").raise_for_status().json()
    return cast("dict[str, Any]", found)


def synced(door: httpx.Client, user_id: str, handle: str | None = None) -> dict[str, Any]:
    """What came of a sync that went well."""
    run = start(door, user_id, handle)
    until(lambda: seen(door, run["id"])["status"] in ("complete", "errored"), "the sync to end")
    run = seen(door, run["id"])
    assert run["status"] == "complete", run["error"]
    return run


def somebody() -> str:
    return f"user-{uuid4().hex[:12]}"


def with_profile(stack: Addresses, **columns: Any) -> str:
    """A user who has this in their profile."""
    user_id = somebody()
    given = {
        name: Jsonb(value) if isinstance(value, list | dict) else value for name, value in columns.items()
    }
    names = ", ".join(("tenant", "environment", "user_id", *given))
    places = ", ".join(["%s"] * (3 + len(given)))
    changed(
        stack,
        f"INSERT INTO profiles ({names}) VALUES ({places})",
        "default",
        "default",
        user_id,
        *given.values(),
    )
    return user_id


def profile(stack: Addresses, user_id: str) -> dict[str, Any]:
    [row] = rows(stack, "SELECT * FROM profiles WHERE user_id = %s", user_id)
    return row


def diffs(stack: Addresses, user_id: str, state: str) -> dict[str, dict[str, Any]]:
    """By field, what syncs changed in a profile or propose to change."""
    found = rows(stack, "SELECT diff FROM profile_changes WHERE user_id = %s AND state = %s", user_id, state)
    return {change["field"]: change for row in found for change in row["diff"]}


def asked(github: httpx.Client) -> int:
    return sum(github.get("/_state").raise_for_status().json()["calls"].values())


def test_an_empty_profile_is_filled_with_evidence(door: httpx.Client, stack: Addresses) -> None:
    user_id = somebody()
    run = synced(door, user_id, "https://github.com/ada-made-up")

    assert [step["name"] for step in run["steps"]] == [
        "fetch_github_profile",
        "fetch_repositories",
        "extract_skills",
        "update_profile",
    ]
    output = run["output"]
    assert output["success"]
    assert output["projects_found"] == 5
    stored = profile(stack, user_id)
    assert (stored["full_name"], stored["location"]) == ("Ada Example", "London, UK")
    assert (stored["github_handle"], stored["portfolio_urls"]) == (
        "ada-made-up",
        ["https://ada.example.com"],
    )
    names = {skill["name"] for skill in stored["skills"]}
    assert {"TypeScript", "React", "FastAPI", "Go", "Kafka", "Axum", "pandas", "Terraform"} <= names
    assert not names & {"Fortran", "Java", "Angular", "Laravel", "Symfony", "Dart"}
    assert output["skills_extracted"] == len(names)
    evidence = {
        one["name"]: one["evidence"] for one in diffs(stack, user_id, "applied")["skills"]["evidence"]
    }
    assert evidence["Kafka"] == [
        {"repository": "ada-made-up/loom", "file": "go.mod", "version": "0.4.47", "last_used": "2025-12-24"}
    ]


def test_what_nobody_pushed_to_is_not_asked_again(
    door: httpx.Client, stack: Addresses, github: httpx.Client
) -> None:
    user_id = somebody()
    first = synced(door, user_id, "ada-made-up")["output"]
    github.delete("/_state")
    assert synced(door, user_id)["output"]["skills_extracted"] == first["skills_extracted"]
    assert asked(github) == 2, "the page and the list"

    files = {"requirements.txt": "polars==1.17\n"}
    pushed = {"repository": "ada-made-up/star-charts", "files": files}
    github.post("/_pushes", json=pushed).raise_for_status()
    before = asked(github)
    assert synced(door, user_id)["output"]["proposed"] == 1
    assert asked(github) - before < 10
    assert [skill["name"] for skill in diffs(stack, user_id, "proposed")["skills"]["evidence"]] == ["Polars"]
    assert "Polars" not in str(profile(stack, user_id)["skills"])


def test_what_people_wrote_stays_and_is_added_to_only_by_them(door: httpx.Client, stack: Addresses) -> None:
    mine = [{"name": "Languages", "keywords": ["golang", "Python"]}, {"name": "Juggling"}]
    user_id = with_profile(
        stack, github_handle="ada-made-up", full_name="A. Lovelace", skills=mine, edited_by_hand=["location"]
    )
    output = synced(door, user_id)["output"]
    stored = profile(stack, user_id)
    assert (stored["full_name"], stored["location"], stored["skills"]) == ("A. Lovelace", None, mine)
    proposed = [skill["name"] for skill in diffs(stack, user_id, "proposed")["skills"]["evidence"]]
    assert "TypeScript" in proposed
    assert not {"Go", "Python"} & set(proposed), "they are there by other names"
    assert output["proposed"] == len(proposed)

    assert synced(door, user_id)["output"]["proposed"] == 0, "nobody is asked twice"


def test_a_repository_that_is_gone_takes_nothing_away(
    door: httpx.Client, stack: Addresses, github: httpx.Client
) -> None:
    user_id = somebody()
    synced(door, user_id, "ada-made-up")
    before = profile(stack, user_id)
    github.post("/_fates", json={"repository": "ada-made-up/loom", "answers": 404, "listed": False})
    assert "Kafka" in str(before["skills"])
    synced(door, user_id)
    assert profile(stack, user_id)["skills"] == before["skills"]


def test_a_person_of_another_name_is_found_and_one_of_none_is_not(door: httpx.Client) -> None:
    assert synced(door, somebody(), "countess-made-up")["output"]["github_login"] == "ada-made-up"
    run = start(door, somebody(), "nobody-at-all")
    assert run["status"] == "errored"
    assert "GitHub user not found: 'nobody-at-all'" in run["error"]["message"]
    assert [step["attempts"] for step in run["steps"]] == [1]
    assert "names no GitHub handle" in start(door, somebody())["error"]["message"]


def test_without_a_token_a_hundred_repositories_cost_sixty_calls_a_week(
    door: httpx.Client, github: httpx.Client
) -> None:
    user_id = somebody()
    first = synced(door, user_id, "many-made-up")["output"]
    assert asked(github) <= 60
    assert first["repositories"] == 130
    second = synced(door, user_id)["output"]
    assert asked(github) <= 120
    assert second["repositories_unread"] < first["repositories_unread"] < 130


def test_a_spent_quota_puts_the_run_off_until_its_reset(
    door: httpx.Client, stack: Addresses, github: httpx.Client
) -> None:
    github.put("/_quota", json={"remaining": 6, "reset_seconds": 3}).raise_for_status()
    run = synced(door, somebody(), "ada-made-up")

    assert run["attempts"] == 2
    assert "takes no more calls until" in str(rows(stack, _ATTEMPTS, run["flow_run_id"]))
    history = {"flow_run_id": run["flow_run_id"]}
    states = httpx.get(f"{stack.prefect}/api/flow_run_states/", params=history).raise_for_status().json()
    [waited] = [state for state in states if state["name"] == "AwaitingRetry"]
    assert waited["message"].startswith("Put off until ")
    calls = github.get("/_state").json()["calls"]
    again = [path for path, count in calls.items() if count > 1]
    assert len(again) == 1, "only the call that was turned away is made again"


def test_everyone_has_an_own_hour(stack: Addresses) -> None:
    user_id = with_profile(stack, github_handle="grace-made-up")
    hour = own_hour(Scope.of("default", "default"), UserId(user_id))
    moment = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    while hour_of_week(moment) != hour:
        moment -= timedelta(hours=1)
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=30, trust_env=False) as prefect:
        deployment = prefect.get("/deployments/name/profile-sync/profile-sync").raise_for_status().json()
        for _ in range(2):
            body = {
                "parameters": {"user_id": "*"},
                "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": moment.isoformat()}},
            }
            made = prefect.post(f"/deployments/{deployment['id']}/create_flow_run", json=body)
            made.raise_for_status()
        until(lambda: bool(rows(stack, _FILLED, user_id)), "the user's own run")
    assert [row["count"] for row in rows(stack, _CHANGES, user_id)] == [1]


_FILLED = "SELECT 1 FROM profiles WHERE user_id = %s AND full_name IS NOT NULL"
_CHANGES = "SELECT count(*) FROM profile_changes WHERE user_id = %s"
_ATTEMPTS = "SELECT * FROM step_attempts WHERE flow_run_id = %s"
