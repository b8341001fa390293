"""A monitor that is there, and what who has a token may do with it."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.deployments.shim.doors import DoorServer
from tests.deployments.shim.sold import Sold, asked_for, completed, sell, status, tell


@pytest.fixture
def sold(shared: DoorServer) -> Sold:
    return sell(shared, state="paid", status="active")


@pytest.fixture
def owner(shared: DoorServer, sold: Sold) -> Iterator[httpx.Client]:
    with shared.caller(tenant=sold.tenant) as client:
        yield client


def test_a_monitor_is_seen_by_its_own_id_and_by_its_runs(owner: httpx.Client, sold: Sold) -> None:
    seen = owner.get(f"/monitor/{sold.preference_id}").raise_for_status().json()
    assert (seen["id"], seen["status"], seen["email"]) == (sold.preference_id, "active", sold.email)
    assert seen["search_criteria"]["zip_code"] == "94103"
    assert owner.get(f"/monitor/{sold.flow_run_id}").json() == seen


def test_it_is_paused_resumed_and_cancelled_and_each_is_followed_up_once(
    shared: DoorServer, owner: httpx.Client, sold: Sold
) -> None:
    for action, becomes in (("pause", "paused"), ("resume", "active"), ("cancel", "cancelled")):
        for _ in range(2):  # twice is once
            answer = owner.post(f"/monitor/{sold.preference_id}/{action}")
            assert (answer.status_code, answer.json()["status"]) == (200, becomes)
    assert asked_for(shared, sold) == 3


@pytest.mark.parametrize("action", ["pause", "resume"])
@pytest.mark.parametrize("ended", ["pending_payment", "cancelled", "refunded", "expired", "ended"])
def test_what_is_not_at_work_is_neither_paused_nor_resumed(
    shared: DoorServer, action: str, ended: str
) -> None:
    over = sell(shared, state="over", status=ended)
    with shared.caller(tenant=over.tenant) as owner:
        refused = owner.post(f"/monitor/{over.preference_id}/{action}")
    assert refused.status_code == 409
    assert ended.replace("_", " ") in refused.json()["error"]
    assert (status(shared, over), asked_for(shared, over)) == (ended, 0)


def test_a_customers_cancel_is_not_undone_by_a_payment_told_late(
    shared: DoorServer, owner: httpx.Client
) -> None:
    unpaid = sell(shared, status="pending_payment")
    with shared.caller(tenant=unpaid.tenant) as its_owner:
        assert its_owner.post(f"/monitor/{unpaid.preference_id}/cancel").json()["status"] == "cancelled"
    tell(shared, completed(unpaid))
    assert status(shared, unpaid) == "cancelled"
    assert owner.get(f"/monitor/{unpaid.preference_id}").status_code == 404


def test_somebody_elses_monitor_does_not_exist(shared: DoorServer, sold: Sold) -> None:
    with shared.caller() as somebody_else:
        for monitor_id in (sold.preference_id, str(uuid4()), "no-id"):
            assert somebody_else.get(f"/monitor/{monitor_id}").status_code == 404
            assert somebody_else.post(f"/monitor/{monitor_id}/cancel").status_code == 404
    assert status(shared, sold) == "active"


def test_looking_is_not_managing(shared: DoorServer, sold: Sold) -> None:
    with shared.caller(tenant=sold.tenant, scopes=["runs:read"]) as reader:
        assert reader.get(f"/monitor/{sold.preference_id}").is_success
        assert reader.post(f"/monitor/{sold.preference_id}/cancel").status_code == 403
    with shared.client(None) as anybody:
        assert anybody.get(f"/monitor/{sold.preference_id}").status_code == 401
    assert status(shared, sold) == "active"
