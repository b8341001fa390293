"""weekly-summary as a team runs it: for one, for everybody, as a preview, and once more."""

import json
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

import httpx

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.runs import finished
from tests.week_on_stack import WEEK, add_people_with_news, mails_to


def run(door: httpx.Client, **params: object) -> dict[str, Any]:
    """A finished run."""
    return finished(door, "weekly-summary", params)


def artifacts(stack: Addresses, run: dict[str, Any]) -> dict[str, Any]:
    """What a run shows of itself in Prefect's UI, by its key."""
    wanted = {"artifacts": {"flow_run_id": {"any_": [run["flow_run_id"]]}}}
    found = httpx.post(f"{stack.prefect}/api/artifacts/filter", json=wanted).raise_for_status().json()
    return {one["key"]: one["data"] for one in found if one["key"]}


def is_picture(link: str) -> bool:
    """Whether a browser that opens the link is shown a picture, or there can be none on this machine."""
    if find_spec("plutoprint") is None:
        return "PlutoPrint is not installed" in link
    opened = httpx.get(link)
    return opened.headers["content-type"] == "image/png" and opened.content.startswith(b"\x89PNG")


def a_user() -> str:
    return f"user-{uuid4().hex[:12]}"


def test_a_person_gets_the_week_once_and_can_unsubscribe_from_the_mail(
    door: httpx.Client, stack: Addresses
) -> None:
    user = a_user()
    add_people_with_news(stack, user)
    first = run(door, user_id=user)
    assert first["status"] == "complete", first["error"]
    assert [step["name"] for step in first["steps"]] == [
        "settle_week",
        "choose_users",
        "gather_numbers",
        "send_summaries",
        "show_summary",
    ]
    assert first["output"] | {"week": str(WEEK)} == first["output"]
    assert (first["output"]["sent"], first["output"]["total_users"]) == (1, 1)
    shown = artifacts(stack, first)
    assert shown["weekly-summary-progress"] == 100.0
    states = {row["state"]: row["people"] for row in json.loads(shown["weekly-summary"])}
    assert states == {"sent": "1", "failed": "0", "unknown": "0"}
    assert is_picture(shown["weekly-summary-picture"])
    assert run(door, user_id=user, week=WEEK)["output"]["sent"] == 1  # of the week, nothing new

    [mail] = mails_to(stack, user)
    unsubscribe = mail["headers"]["List-Unsubscribe"].strip("<>")
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert unsubscribe in mail["text"]
    assert httpx.post(unsubscribe, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    [profile] = rows(stack, "SELECT email_preferences FROM profiles WHERE user_id = %s", user)
    assert profile["email_preferences"] == {"weeklySummary": False}


def test_a_preview_sends_nothing_and_links_a_mail_and_its_picture(
    door: httpx.Client, stack: Addresses
) -> None:
    user = a_user()
    add_people_with_news(stack, user)
    preview = run(door, user_id=user, preview=True)
    assert preview["status"] == "complete", preview["error"]
    assert (preview["output"]["sent"], preview["output"]["total_users"]) == (0, 1)
    assert mails_to(stack, user) == []
    assert rows(stack, "SELECT id FROM weekly_summaries WHERE user_id = %s", user) == []
    shown = artifacts(stack, preview)
    assert "Subject: 1 new job for you" in shown["weekly-summary-preview-text"]
    page = httpx.get(shown["weekly-summary-preview"].partition("](")[2].rstrip(")"))
    assert page.status_code == 200
    assert "Gardener" in page.text
    assert is_picture(shown["weekly-summary-picture"])


def test_a_mail_that_nobody_could_draw_went_out_all_the_same(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    add_people_with_news(stack, user)
    fault = {"kind": "status_503", "path": "/object/caddie/weekly-summary"}
    httpx.post(f"{stack.sandbox}/supabase/_faults", json=fault).raise_for_status()
    told = run(door, user_id=user)
    assert (told["status"], told["output"]["sent"]) == ("complete", 1), told["error"]
    assert (
        "There is no picture of a mail: The file storage" in artifacts(stack, told)["weekly-summary-picture"]
    )


def test_a_past_week_is_refused_with_a_word_on_how_to_mean_it(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    add_people_with_news(stack, user)
    refused = run(door, user_id=user, week=WEEK.before)
    assert refused["status"] == "errored"
    assert "send_past_week" in refused["error"]["message"]
    assert run(door, user_id=user, week=WEEK.before, send_past_week=True)["output"]["skipped"] == 1


def test_everybodys_run_is_counted_by_reason(door: httpx.Client, stack: Addresses) -> None:
    users = [a_user() for _ in range(3)]
    add_people_with_news(stack, *users)
    told = run(door)["output"]
    assert told["total_users"] == told["sent"] + told["skipped"] + told["failed"] + told["unknown"]
    assert [len(mails_to(stack, user)) for user in users] == [1, 1, 1]
    assert run(door)["output"]["sent"] == told["sent"]
    assert [len(mails_to(stack, user)) for user in users] == [1, 1, 1]
