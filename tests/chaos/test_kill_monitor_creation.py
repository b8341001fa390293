"""`kill -9` anywhere in monitor-creation costs and doubles nothing: at each boundary, in each step."""

from typing import Any

import pytest
import zipcodes

from deployments.state_folder import Addresses
from tests.looking import rows, sessions
from tests.runs import Runs

POINTS = [
    "geocode_zip:call",
    "geocode_zip>locate:return",
    "geocode_zip:return",
    "upsert_search_criteria:call",
    "upsert_search_criteria>do_commit:call",
    "upsert_search_criteria>do_commit:return",
    "upsert_search_criteria:return",
    "upsert_priority_courses:call",
    "upsert_priority_courses>do_commit:call",
    "upsert_priority_courses>do_commit:return",
    "upsert_priority_courses:return",
    "upsert_user_search_preferences:call",
    "upsert_user_search_preferences>do_commit:call",
    "upsert_user_search_preferences>show_table:call",
    "upsert_user_search_preferences:return",
    "create_checkout_session:call",
    "create_checkout_session>_live_attempt:return",
    "create_checkout_session>_session_of:return",
    "create_checkout_session>_keep:return",
    "create_checkout_session:return",
    "monitor_creation:return",
]


@pytest.fixture(scope="module")
def taken_up(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """One run for each point: killed there, then taken up again."""
    # Each its own: a place that some run has looked up is looked up by no other.
    vermont = zipcodes.filter_by(state="VT", zip_code_type="STANDARD", active=True)
    zip_codes = [place["zip_code"] for place in vermont if place["lat"] != "0"]
    params = {
        point: {
            "email": f"killed-{number}@example.com",
            "search_criteria": {"zip_code": zip_codes[number], "search_date": "2030-05-01"},
            "priority_courses": [30, 10, 20],
        }
        for number, point in enumerate(POINTS)
    }
    return runs.killed_and_taken_up("monitor-creation", params, tmp_path_factory.mktemp("killed"))


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_there_leaves_one_of_everything(
    point: str, taken_up: dict[str, dict[str, Any]], stack: Addresses
) -> None:
    run = taken_up[point]
    email = f"killed-{POINTS.index(point)}@example.com"

    [criteria] = rows(stack, "SELECT * FROM search_criteria WHERE request_id = %s", run["id"])
    [preference] = rows(stack, "SELECT * FROM user_search_preferences WHERE email = %s", email)
    assert preference["search_criteria_id"] == criteria["id"]
    courses = rows(
        stack,
        "SELECT facility_id FROM priority_courses WHERE search_criteria_id = %s ORDER BY position",
        criteria["id"],
    )
    assert [course["facility_id"] for course in courses] == [30, 10, 20]
    [attempt] = rows(
        stack, "SELECT * FROM checkout_attempts WHERE user_search_preference_id = %s", preference["id"]
    )
    assert attempt["state"] == "open"

    [session] = sessions(stack, email)
    assert session["id"] == attempt["session_id"]
    assert session["metadata"]["userSearchPreferenceId"] == str(preference["id"])
    assert run["output"] == {
        "checkout_url": session["url"],
        "search_criteria_id": str(criteria["id"]),
        "user_search_preference_id": str(preference["id"]),
    }
