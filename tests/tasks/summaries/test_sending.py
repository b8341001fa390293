"""Each who wants it has one mail, or there is a reason: real database, the sandbox's Resend over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb

from tasks.database.sessions import all_tenants
from tasks.errors import PastWeekError, SettingsError, UnsentMailsError
from tasks.letters import Letter
from tasks.summaries import batches
from tasks.summaries.batches import Written
from tasks.summaries.choosing import choose
from tasks.summaries.numbers import gather
from tasks.summaries.steps import choose_users, gather_numbers, send_summaries, settle_week
from tasks.values import IsoWeek, Scope, UserId
from tests.monitor_world import forget
from tests.patience import until
from tests.summary_world import SummaryWorld, crowd, die_while_sending, tell


def test_who_wants_it_gets_one_mail_and_no_second_one(world: SummaryWorld) -> None:
    everybody = crowd(world, 3)
    assert tell(world).sent == 3
    assert tell(world).sent == 3  # of the week; nothing new went out
    assert world.recipients == everybody


def test_a_mail_tells_of_its_own_persons_week_alone(world: SummaryWorld) -> None:
    world.add_person("ann")
    world.add_person("ben")
    world.add_job("ann", title="Gardener", match_score=70)
    world.add_job("ann", 2, title="Chief gardener", match_score=90)
    world.add_job("ben", title="Baker")
    tell(world)
    mails = {mail["to"][0]: mail for mail in world.inbox}
    assert mails["ann@example.com"]["subject"].startswith("2 new jobs for you · your week ")
    for form in ("html", "text"):
        assert "Chief gardener" in mails["ann@example.com"][form]
        assert "Baker" not in mails["ann@example.com"][form]
        assert "Baker" in mails["ben@example.com"][form]
        assert "garden" not in mails["ben@example.com"][form].lower()


def test_the_numbers_are_counted_within_the_week_and_beside_the_week_before(world: SummaryWorld) -> None:
    world.add_person("ann")
    day = timedelta(days=1)
    for number, moment in enumerate(
        [
            world.monday,
            world.monday + 7 * day - timedelta(seconds=1),
            world.monday - day,
            world.monday + 7 * day,
        ]
    ):
        world.add_job("ann", number, discovered_at=moment)
    world.add_job("ann", 10, discovered_at=world.monday - 30 * day, applied_at=world.monday + day)
    world.add_application("ann", 10, ready_at=world.monday - 8 * day, replied_at=world.monday + 2 * day)
    world.add_application("ann", 1)
    tell(world)
    numbers: dict[str, Any] = world.summary("ann")["numbers"]
    assert numbers["jobs_found"] == {"now": 2, "before": 1}
    assert numbers["applications_sent"] == {"now": 1, "before": 0}
    assert numbers["resumes_written"] == {"now": 1, "before": 0}
    assert numbers["replies"] == {"now": 1, "before": 0}
    assert (numbers["sent_lately"], numbers["replied_lately"]) == (1, 1)
    assert numbers["waits_longest"]["title"] == "Job 1 of ann"


def test_what_profile_sync_found_is_told(world: SummaryWorld) -> None:
    world.add_person("ann")
    world.add_person("ben")
    diff = [{"field": "skills", "before": [], "after": [], "evidence": [{"name": "Rust"}, {"name": "Go"}]}]
    world.rows(
        "INSERT INTO profile_changes (tenant, environment, user_id, source, source_id, state, diff,"
        " created_at)"
        " VALUES ('default', 'default', 'ann', 'profile-sync', 'ann', 'applied', %s, %s)",
        Jsonb(diff),
        world.monday,
    )
    assert tell(world).sent == 1
    assert "Found in your repositories: Go, Rust" in world.inbox[0]["text"]


def test_a_week_is_counted_where_the_person_lives(world: SummaryWorld) -> None:
    world.add_person("ann", time_zone="America/New_York")
    world.add_job("ann", 1, discovered_at=world.monday + timedelta(hours=3))  # still Sunday there
    world.add_job("ann", 2, discovered_at=world.monday + timedelta(hours=6))
    tell(world)
    assert world.summary("ann")["numbers"]["jobs_found"] == {"now": 1, "before": 1}


@pytest.mark.parametrize(
    ("hours", "since"), [(-9.5, "Sunday"), (-9, "Monday"), (14.9, "Monday"), (15, "Tuesday")]
)
def test_a_day_is_told_as_it_was_where_the_person_lives(
    world: SummaryWorld, hours: float, since: str
) -> None:
    world.add_person("ann", time_zone="Asia/Tokyo")  # nine hours before UTC
    world.add_job("ann")
    world.add_application("ann", ready_at=world.monday + timedelta(hours=hours))
    tell(world)
    told = date.fromisoformat(world.summary("ann")["numbers"]["waits_longest"]["since"])
    assert f"{told:%A}" == since


def test_two_people_of_one_name_in_two_tenants_have_each_their_own_week(world: SummaryWorld) -> None:
    for tenant in ("default", "other"):
        world.add_person("ann", tenant=tenant, email=f"ann@{tenant}.example.com", full_name=tenant)
        world.add_job("ann", tenant=tenant, title=f"Work for {tenant}")
    world.rows(
        "INSERT INTO tokens (tenant, environment, name, hash, scopes)"
        " VALUES ('other', 'default', 'app', 'hash', '{}')"
    )
    with all_tenants() as connection:
        choose(connection, world.week, datetime.now(UTC), Scope.of("default", "default"), None)
        gather(connection, world.week, None)
        found = batches.claim_pending(connection, world.week, None)
    assert [
        (
            one.person.scope.tenant,
            one.name,
            one.recipient,
            one.numbers.jobs_found.now,
            one.numbers.top_job.title,
        )
        for one in sorted(found, key=lambda one: one.recipient)
        if one.numbers.top_job is not None
    ] == [
        ("default", "default", "ann@default.example.com", 1, "Work for default"),
        ("other", "other", "ann@other.example.com", 1, "Work for other"),
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"email_preferences": {"weeklySummary": False}}, "does not want it"),
        ({"email_verified_at": None}, "the address is not verified"),
        ({"email": None}, "no e-mail address"),
        ({"active": False}, "the account is not active"),
    ],
)
def test_who_gets_none_has_a_reason(world: SummaryWorld, changed: dict[str, Any], reason: str) -> None:
    world.add_person("ann", **changed)
    world.add_job("ann")
    tell(world)
    assert (world.summary("ann")["state"], world.summary("ann")["reason"]) == ("skipped", reason)
    assert world.inbox == []


def test_people_of_a_tenant_without_a_token_that_works_get_none(world: SummaryWorld) -> None:
    for tenant, ends in (("gone", "-1 day"), ("here", "1 day")):
        world.add_person(f"{tenant}-ann", tenant=tenant)
        world.rows(
            "INSERT INTO tokens (tenant, environment, name, hash, scopes, expires_at)"
            " VALUES (%s, 'default', 'app', %s, '{}', now() + %s::interval)",
            tenant,
            tenant.encode(),
            ends,
        )
    with all_tenants() as connection:
        choose(connection, world.week, datetime.now(UTC), Scope.of("default", "default"), None)
    assert world.summary("gone-ann")["reason"] == "the tenant is not active"
    assert world.summary("here-ann")["state"] == "pending"


def test_an_address_that_bounced_is_left_alone(world: SummaryWorld) -> None:
    world.rows("INSERT INTO email_suppressions VALUES ('ann@example.com', 'bounced', 'evt')")
    world.add_person("ann", email="Ann@example.com")
    world.add_job("ann")
    tell(world)
    assert world.summary("ann")["reason"] == "the address takes no mail: bounced"


def test_a_week_without_news_is_no_mail(world: SummaryWorld) -> None:
    world.add_person("ann")
    assert tell(world).skipped == 1
    assert world.summary("ann")["reason"] == "nothing to tell of"


def test_who_says_no_at_the_last_moment_gets_none(world: SummaryWorld) -> None:
    crowd(world, 2)
    choose_users.fn(world.week, None)
    gather_numbers.fn(world.week, None)
    world.rows(
        "UPDATE profiles SET email_preferences = '{\"weeklySummary\": false}' WHERE user_id = 'user-0000'"
    )
    send_summaries.fn(world.week, None)
    assert world.recipients == ["user-0001@example.com"]


def test_a_late_run_sends_only_to_who_has_none(world: SummaryWorld) -> None:
    crowd(world, 1)
    tell(world)
    world.add_person("late")
    world.add_job("late")
    assert tell(world).sent == 2
    assert world.recipients == ["late@example.com", "user-0000@example.com"]


def test_a_run_for_one_person_is_for_nobody_else(world: SummaryWorld) -> None:
    crowd(world, 2)
    assert tell(world, UserId("user-0001")).total_users == 1
    assert world.recipients == ["user-0001@example.com"]


def test_a_tenants_run_sends_its_own_mails_alone(world: SummaryWorld) -> None:
    world.add_person("ann", tenant="other")
    world.add_job("ann", tenant="other")
    crowd(world, 1)
    tell(world)
    assert world.recipients == ["user-0000@example.com"]


@pytest.mark.parametrize("kind", ["status_500", "status_503", "drop_after", "error_after"])
def test_a_provider_that_breaks_before_or_after_its_work_doubles_nothing(
    world: SummaryWorld, kind: str
) -> None:
    everybody = crowd(world, 120)
    world.arm(kind)
    assert tell(world).sent == 120
    assert world.recipients == everybody


def test_a_provider_that_is_busy_is_asked_when_it_says(world: SummaryWorld) -> None:
    everybody = crowd(world, 2)
    world.arm("status_429", retry_after=1)
    began = datetime.now(UTC)
    assert tell(world).sent == 2
    assert datetime.now(UTC) - began >= timedelta(seconds=1)
    assert world.recipients == everybody


def test_resend_is_asked_no_oftener_than_it_allows(world: SummaryWorld) -> None:
    crowd(world, 101)  # in two calls
    world.switch("_limits", {"per_second": 1})
    assert tell(world).sent == 101
    state = httpx.get(f"{world.sandbox.url}/resend/_state").raise_for_status().json()
    assert state["calls"]["POST /emails/batch"] == 2


def test_a_refused_member_does_not_hold_back_the_others(world: SummaryWorld) -> None:
    everybody = crowd(world, 100)
    world.switch("_refused", {"addresses": ["user-0042@example.com"]})
    sent = tell(world)
    assert (sent.sent, sent.failed) == (99, 1)
    assert world.recipients == [address for address in everybody if "0042" not in address]
    assert "takes no mail" in world.summary("user-0042")["reason"]


def test_a_used_up_quota_stops_the_run_with_a_word_and_a_retry_goes_on(world: SummaryWorld) -> None:
    everybody = crowd(world, 150)
    world.switch("_limits", {"per_second": 1000, "daily": 100})
    with pytest.raises(UnsentMailsError, match=r"100 mails of .* went out, 50 wait: retry this run"):
        tell(world)
    world.switch("_limits", {"per_second": 1000})
    assert send_summaries.fn(world.week, None).sent == 150
    assert world.recipients == everybody


def test_what_was_left_in_the_midst_of_sending_is_sent_under_its_own_key(world: SummaryWorld) -> None:
    everybody = crowd(world, 3)
    die_while_sending(world)
    assert {row["state"] for row in world.rows("SELECT state FROM weekly_summaries")} == {"sending"}
    assert tell(world).sent == 3
    assert world.recipients == everybody


def test_what_may_have_gone_out_before_a_setting_changed_is_not_sent_again(
    world: SummaryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = crowd(world, 3)
    die_while_sending(world)
    monkeypatch.setenv("RESEND_FROM", "Another sender <other@example.com>")
    forget()
    sent = tell(world)
    assert (sent.sent, sent.unknown) == (0, 3)
    assert world.recipients == everybody


def test_a_day_later_nobody_can_say_so_nobody_gets_a_second_one(world: SummaryWorld) -> None:
    everybody = crowd(world, 3)
    die_while_sending(world)
    world.rows("UPDATE weekly_summaries SET first_tried_at = first_tried_at - interval '25 hours'")
    sent = tell(world)
    assert (sent.sent, sent.unknown) == (0, 3)
    assert world.recipients == everybody  # the first time, which nobody noted


def test_who_says_no_while_mails_wait_for_a_quota_gets_none(world: SummaryWorld) -> None:
    crowd(world, 3)
    world.switch("_limits", {"per_second": 1000, "daily": 0})
    with pytest.raises(UnsentMailsError, match=r"0 mails of .* went out, 3 wait"):
        tell(world)
    assert {row["state"] for row in world.rows("SELECT state FROM weekly_summaries")} == {"pending"}
    world.rows(
        "UPDATE profiles SET email_preferences = '{\"weeklySummary\": false}' WHERE user_id = 'user-0000'"
    )
    world.rows("UPDATE profiles SET active = false WHERE user_id = 'user-0001'")
    world.switch("_limits", {"per_second": 1000})
    assert send_summaries.fn(world.week, None).sent == 1
    assert world.recipients == ["user-0002@example.com"]
    assert world.summary("user-0001")["reason"] == "the account is not active"


def test_mails_that_a_wrong_setting_held_back_go_out_when_it_is_mended_however_late(
    world: SummaryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = crowd(world, 2)
    monkeypatch.setenv("RESEND_API_KEY", "not-a-key-of-resends")
    monkeypatch.setenv("RESEND_API_URL", f"{world.sandbox.url}/resend")
    monkeypatch.setenv("RESEND_FROM", "Caddie <caddie@example.com>")
    forget()
    with pytest.raises(SettingsError, match="check RESEND_API_KEY"):
        tell(world)
    monkeypatch.setenv("RESEND_API_KEY", "re_right")
    forget()
    world.rows("UPDATE weekly_summaries SET updated_at = now() - interval '3 days'")
    assert send_summaries.fn(world.week, None).sent == 2
    assert world.recipients == everybody


def test_what_was_refused_as_a_whole_is_asked_for_in_halves(world: SummaryWorld) -> None:
    crowd(world, 5)
    choose_users.fn(world.week, None)
    gather_numbers.fn(world.week, None)
    with all_tenants() as connection:
        found = batches.claim_pending(connection, world.week, None)
        mails = [Written(one.id, one.recipient, Letter("Week", "<p>N</p>", "N"), {}) for one in found]
        batch = batches.freeze(connection, world.week, mails)
        batches.part(connection, world.week, batch)
    halves = []
    for _ in range(2):
        with all_tenants() as connection:
            half = batches.take_up(connection, world.week)
            assert half is not None
            halves.append(half)
    assert sorted(len(half.mails) for half in halves) == [2, 3]
    assert len({batch.key, *(half.key for half in halves)}) == 3
    assert [half.unanswered_since for half in halves] == [None, None]


def test_a_batch_that_somebody_else_took_up_is_theirs(world: SummaryWorld) -> None:
    crowd(world, 2)
    die_while_sending(world, after_the_call=False)
    with all_tenants() as connection:
        first = batches.take_up(connection, world.week)
    assert first is not None
    world.rows("UPDATE weekly_summaries SET claimed_until = now()")  # it hung for longer than its claim
    with all_tenants() as connection:
        second = batches.take_up(connection, world.week)
        batches.put_off(connection, first, nothing_sent=True)
    assert second is not None
    assert second.key == first.key
    rows = world.rows("SELECT state, claimed_until FROM weekly_summaries")
    assert {(row["state"], row["claimed_until"]) for row in rows} == {("sending", second.claimed_until)}


def test_a_run_that_counts_while_another_sends_takes_nothing_back(world: SummaryWorld) -> None:
    crowd(world, 2)
    choose_users.fn(world.week, None)
    with ThreadPoolExecutor(1) as pool, psycopg.connect(world.database.admin_url) as other:
        other.execute(
            "UPDATE weekly_summaries SET numbers = '{}', state = 'sent' WHERE user_id = 'user-0000'"
        )
        counting = pool.submit(gather_numbers.fn, world.week, None)
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
        until(lambda: world.rows(waiting, other.info.dbname), "the one who counts to wait for the other")
        other.commit()
        counting.result(30)
    assert world.summary("user-0000")["state"] == "sent"
    assert world.summary("user-0001")["state"] == "pending"


def test_an_id_that_no_link_can_hold_costs_nobody_else_the_mail(world: SummaryWorld) -> None:
    for user_id in ("auth0|ann", "ben"):
        world.add_person(user_id, email=f"{user_id[-3:]}@example.com")
        world.add_job(user_id)
    assert tell(world).sent == 1
    assert world.recipients == ["ben@example.com"]
    assert "no link to unsubscribe" in world.summary("auth0|ann")["reason"]


def test_who_is_still_in_the_week_is_told_when_it_is_over_for_them(world: SummaryWorld) -> None:
    world.add_person("leilani", time_zone="Pacific/Honolulu")
    world.add_job("leilani")
    for hours, state in ((9, "skipped"), (10, "pending")):
        now = world.monday + timedelta(days=7, hours=hours)
        with all_tenants() as connection:
            choose(connection, world.week, now, Scope.of("default", "default"), None)
        assert world.summary("leilani")["state"] == state


def test_a_past_week_needs_a_word_and_a_coming_one_is_refused(world: SummaryWorld) -> None:
    assert settle_week.fn(None, even_a_past_one=False).week == world.week
    past = world.week.before
    with pytest.raises(PastWeekError, match="send_past_week"):
        settle_week.fn(past, even_a_past_one=False)
    assert settle_week.fn(past, even_a_past_one=True).week == past
    with pytest.raises(PastWeekError, match="not over yet"):
        settle_week.fn(IsoWeek.of(datetime.now(UTC).date()), even_a_past_one=True)
