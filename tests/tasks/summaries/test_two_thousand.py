"""Two thousand people, two runs at once, and everything goes wrong: each has one mail, or a reason."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from tasks.summaries.steps import choose_users, gather_numbers, send_summaries
from tests.patience import until
from tests.sandbox_server import Clock
from tests.summary_world import SummaryWorld, crowd, die_while_sending

FAULTS = ("status_500", "error_after", "drop_after", "status_503")


def calls(world: SummaryWorld) -> int:
    """How many batches Resend was asked to take."""
    state = httpx.get(f"{world.sandbox.url}/resend/_state").raise_for_status().json()
    return int(state["calls"].get("POST /emails/batch", 0))


def test_each_of_two_thousand_has_one_mail_or_a_reason(world: SummaryWorld, clock: Clock) -> None:
    everybody = crowd(world, 2_000)
    world.rows(
        "UPDATE profiles SET email_preferences = '{\"weeklySummary\": false}' WHERE user_id LIKE '%%7'"
    )
    world.rows("UPDATE jobs SET discovered_at = '2020-01-01' WHERE user_id LIKE '%%55'")
    world.switch("_refused", {"addresses": ["user-0042@example.com", "user-1999@example.com"]})

    def run() -> int:
        choose_users.fn(world.week, None)
        gather_numbers.fn(world.week, None)
        return send_summaries.fn(world.week, None).sent

    world.arm("hang", path="/emails/batch")
    with ThreadPoolExecutor(2) as runs:
        first = runs.submit(run)
        until(lambda: calls(world) == 1, "the first run to hang in a call")
        world.rows("UPDATE weekly_summaries SET claimed_until = now() WHERE state = 'sending'")
        second = runs.submit(run)  # it asks for the same batch under the same key: concurrent, 409
        until(lambda: calls(world) == 2, "the second run to ask for the same batch")
        die_while_sending(world)
        die_while_sending(world, after_the_call=False)
        httpx.delete(f"{world.sandbox.url}/resend/_faults").raise_for_status()
        for kind in FAULTS:
            world.arm(kind)
        world.arm("status_429", retry_after=1)
        clock.now += 8 * 3_600  # over midnight, while they send
        assert first.result(120) == second.result(120)

    silent = {number for number in range(2_000) if number % 10 == 7 or number % 100 == 55}
    refused = {42, 1_999}
    heard = [mail for number, mail in enumerate(everybody) if number not in silent | refused]
    assert world.recipients == heard
    reasons = world.rows(
        "SELECT state, coalesce(substring(reason FROM 'takes no mail'), reason) AS reason, count(*) AS people"
        " FROM weekly_summaries GROUP BY 1, 2"
    )
    assert {(row["state"], row["reason"]): row["people"] for row in reasons} == {
        ("sent", None): len(heard),
        ("skipped", "does not want it"): 200,
        ("skipped", "nothing to tell of"): 20,
        ("failed", "takes no mail"): 2,
    }
