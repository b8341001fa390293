"""The nineteen ways in which payment and monitor could come apart: nothing is lost, nothing is doubled."""

from tests.promises.market import Market


def test_a_paid_monitor_is_watched_and_confirmed(market: Market) -> None:
    order = market.order()
    assert market.monitor(order)["status"] == "pending_payment"
    assert market.pays(order) == [200]
    monitor = market.settled(order)
    [schedule] = market.schedules(order)
    assert monitor["status"] == "active"
    assert monitor["schedule_id"] == str(schedule["id"])
    assert monitor["next_check_at"] is not None
    assert market.confirmations(order) == 1
