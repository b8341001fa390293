"""monitor-creation as its users meet it: started through the door of a real stack."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.looking import STRIPE_KEY, rows, sessions
from tests.patience import until
from tests.runs import finished

PLACE = {"zip_code": "94103", "search_date": "2030-05-01"}


def create(door: httpx.Client, email: str, **params: Any) -> dict[str, Any]:
    """The run of a monitor, waited for."""
    return finished(door, "monitor-creation", {"email": email, "search_criteria": PLACE} | params)


def an_address() -> str:
    return f"{uuid4().hex}@example.com"


def monitors(stack: Addresses, email: str) -> list[dict[str, Any]]:
    return rows(
        stack,
        "SELECT * FROM user_search_preferences p JOIN search_criteria c ON c.id = p.search_criteria_id"
        " WHERE p.email = %s ORDER BY p.created_at",
        email,
    )


def test_a_monitor_waits_for_its_payment(door: httpx.Client, stack: Addresses) -> None:
    email = an_address()
    run = create(door, email, priority_courses=[7, 3, 7])

    assert run["status"] == "complete"
    assert [step["name"] for step in run["steps"]] == [
        "geocode_zip",
        "upsert_search_criteria",
        "upsert_priority_courses",
        "upsert_user_search_preferences",
        "create_checkout_session",
    ]
    [monitor] = monitors(stack, email)
    assert (monitor["status"], monitor["active"]) == ("pending_payment", False)
    assert monitor["time_zone"] == "America/Los_Angeles"
    courses = rows(
        stack,
        "SELECT facility_id FROM priority_courses WHERE search_criteria_id = %s ORDER BY position",
        run["output"]["search_criteria_id"],
    )
    assert [course["facility_id"] for course in courses] == [7, 3]


def test_without_priority_courses_their_step_is_skipped(door: httpx.Client) -> None:
    assert "upsert_priority_courses" not in [step["name"] for step in create(door, an_address())["steps"]]


def test_two_monitors_for_one_address_are_two_monitors(door: httpx.Client, stack: Addresses) -> None:
    email = an_address()
    first, second = create(door, email), create(door, email)
    assert first["output"]["checkout_url"] != second["output"]["checkout_url"]
    assert len(monitors(stack, email)) == 2


def test_customers_with_the_same_wish_share_nothing(door: httpx.Client, stack: Addresses) -> None:
    ann, bob = an_address(), an_address()
    create(door, ann, search_criteria=PLACE | {"max_price": 80}, priority_courses=[1, 2])
    create(door, bob, search_criteria=PLACE, priority_courses=[9])
    assert [monitor["max_price"] for monitor in monitors(stack, ann)] == [80]
    assert [monitor["max_price"] for monitor in monitors(stack, bob)] == [None]
    of_ann = rows(
        stack,
        "SELECT facility_id FROM priority_courses c JOIN user_search_preferences p USING (search_criteria_id)"
        " WHERE p.email = %s ORDER BY position",
        ann,
    )
    assert [course["facility_id"] for course in of_ann] == [1, 2]


def test_hour_zero_is_an_hour(door: httpx.Client, stack: Addresses) -> None:
    email = an_address()
    create(door, email, search_criteria=PLACE | {"preferred_time_start": 0})
    assert monitors(stack, email)[0]["preferred_time_start"] == 0


@pytest.mark.parametrize(("zip_code", "reason"), [("09007", "military"), ("00000", "not known")])
def test_a_zip_code_that_lies_nowhere_ends_the_run_at_once(
    door: httpx.Client, stack: Addresses, zip_code: str, reason: str
) -> None:
    email = an_address()
    run = create(door, email, search_criteria=PLACE | {"zip_code": zip_code})
    assert run["status"] == "errored"
    assert run["error"]["name"] == "UnknownZipCodeError"
    assert reason in run["error"]["message"]
    assert run["steps"][0]["attempts"] == 1
    assert monitors(stack, email) == []


def test_an_expired_session_gives_a_new_attempt_of_the_same_monitor(
    door: httpx.Client, stack: Addresses
) -> None:
    email = an_address()
    run = create(door, email)
    [session] = sessions(stack, email)
    httpx.post(
        f"{stack.sandbox}/stripe/v1/checkout/sessions/{session['id']}/expire", headers=STRIPE_KEY
    ).raise_for_status()

    flow_run_id = run["links"]["ui"].rpartition("/")[2]
    again = {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}, "force": True}
    httpx.post(
        f"{stack.prefect}/api/flow_runs/{flow_run_id}/set_state", json=again, timeout=60
    ).raise_for_status()
    address = f"/v1/workflows/monitor-creation/runs/{run['id']}"

    def run_again() -> bool:
        seen = door.get(address).json()
        return bool(seen["attempts"] == 2 and seen["status"] == "complete")

    until(run_again, "the second attempt")
    second = door.get(address).json()
    assert second["output"]["user_search_preference_id"] == run["output"]["user_search_preference_id"]
    assert second["output"]["checkout_url"] != run["output"]["checkout_url"]
    attempts = rows(
        stack,
        "SELECT attempt, state FROM checkout_attempts WHERE user_search_preference_id = %s ORDER BY attempt",
        run["output"]["user_search_preference_id"],
    )
    assert [(row["attempt"], row["state"]) for row in attempts] == [(1, "expired"), (2, "open")]
    assert len(monitors(stack, email)) == 1


def test_the_ui_shows_progress_a_link_and_what_was_stored(door: httpx.Client, stack: Addresses) -> None:
    run = create(door, an_address())
    wanted = {"flow_runs": {"id": {"any_": [run["links"]["ui"].rpartition("/")[2]]}}}
    artifacts = (
        httpx.post(f"{stack.prefect}/api/artifacts/filter", json=wanted, timeout=60).raise_for_status().json()
    )
    shown = {artifact["key"]: artifact for artifact in artifacts if artifact["key"]}
    assert shown["progress"]["data"] == 100.0
    assert run["output"]["checkout_url"] in shown["checkout"]["data"]
    assert "pending_payment" in shown["monitor"]["data"]


def test_a_schedule_that_a_person_adds_makes_runs(stack: Addresses) -> None:
    email = an_address()
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=60) as prefect:
        deployment = prefect.get("/deployments/name/monitor-creation/monitor-creation").json()
        schedules = f"/deployments/{deployment['id']}/schedules"
        often = {"interval": 5}
        parameters = {"email": email, "search_criteria": PLACE}
        [added] = prefect.post(schedules, json=[{"schedule": often, "parameters": parameters}]).json()
        try:
            until(lambda: bool(monitors(stack, email)), "the schedule's first run")
        finally:
            prefect.delete(f"{schedules}/{added['id']}").raise_for_status()
