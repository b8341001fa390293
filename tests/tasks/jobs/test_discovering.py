"""The steps of job-discovery: real database, the sandbox's boards over HTTP."""

import pytest

from tasks.errors import ProviderUnavailableError, UnknownProfileError
from tasks.jobs.steps import fetch_preferences, search_remoteok
from tasks.values import UserId
from tests.job_world import JobWorld, discover

ANN = UserId("ann")


def test_everybody_gets_the_jobs_that_suit_them_best(world: JobWorld) -> None:
    world.add_person("ann")
    world.add_person("ben", headline="Registered nurse", skills=[{"name": "Patient care"}], experience=[])
    done = discover()
    assert done.sources_searched == ("remoteok", "weworkremotely")
    assert done.sources_failed == {}
    assert done.users_matched == 2
    assert 0 < done.jobs_found == len(world.jobs("ann")) + len(world.jobs("ben"))
    best = world.jobs("ann")[0]
    assert best["match_score"] > world.jobs("ben")[-1]["match_score"]
    assert best["match_reasons"]
    assert best["status"] == "discovered"
    assert len(world.jobs("ann")) <= 20


def test_a_second_run_asks_nobody_and_adds_nothing(world: JobWorld) -> None:
    world.add_person("ann")
    discover()
    before, calls = world.jobs("ann"), world.calls
    done = discover()
    assert (done.jobs_found, done.jobs_updated, done.postings_new) == (0, 0, 0)
    assert done.postings_found > 0
    assert world.jobs("ann") == before
    assert world.calls == calls


def test_the_next_day_adds_what_is_new_and_doubles_nothing(world: JobWorld) -> None:
    world.add_person("ann")
    discover()
    world.another_day()
    assert discover().postings_new > 0
    urls = [job["source_url"] for job in world.jobs("ann")]
    assert len(urls) == len(set(urls))


def test_what_a_person_did_with_a_job_stays_theirs(world: JobWorld) -> None:
    world.add_person("ann")
    discover()
    first, second = world.jobs("ann")[:2]
    world.rows("UPDATE jobs SET status = 'dismissed' WHERE id = %s", first["id"])
    world.rows("UPDATE jobs SET status = 'applied', applied_at = now() WHERE id = %s", second["id"])
    marked = world.rows("SELECT * FROM jobs WHERE status <> 'discovered' ORDER BY id")
    world.rows("UPDATE profiles SET skills = '[]'")
    world.another_day()
    discover()
    assert world.rows("SELECT * FROM jobs WHERE status <> 'discovered' ORDER BY id") == marked


def test_a_run_for_one_person_leaves_everybody_else_alone(world: JobWorld) -> None:
    world.add_person("ann")
    world.add_person("ben")
    done = discover(ANN)
    assert done.users_matched == 1
    assert world.jobs("ann")
    assert not world.jobs("ben")


def test_criteria_narrow_what_is_looked_at(world: JobWorld) -> None:
    world.add_person("ann")
    discover(ANN, keywords=["Python"], remote=True)
    jobs = world.jobs("ann")
    assert jobs
    assert all("python" in f"{job['title']} {job['description']}".lower() for job in jobs)
    assert all(job["remote"] for job in jobs)


def test_nobody_to_find_jobs_for_is_said_plainly(world: JobWorld) -> None:
    world.add_person("ann", active=False)
    world.add_person("ann", tenant="elsewhere")
    with pytest.raises(UnknownProfileError, match="no active profile of user 'ann'"):
        fetch_preferences.fn(ANN)


def test_a_profile_that_cannot_be_understood_fails_nobody_else(world: JobWorld) -> None:
    world.add_person("ann", experience=[{"position": "Cook", "startDate": "when I was young"}])
    world.add_person("ben")
    assert discover().users_matched == 2
    assert world.jobs("ben")


def test_one_board_gone_wrong_is_said_and_the_other_is_used(world: JobWorld) -> None:
    world.add_person("ann")
    world.spoil("html", board="remoteok")
    done = discover()
    assert done.sources_searched == ("weworkremotely",)
    assert "a page for people" in done.sources_failed["remoteok"]
    assert {job["source"] for job in world.jobs("ann")} == {"weworkremotely"}


def test_whatever_a_board_answers_is_contained_and_said(world: JobWorld) -> None:
    for kind in ("outage", "half", "huge", "nameless", "redirect", "renamed", "throttled", "html"):
        world.spoil(kind, board="remoteok")
        assert search_remoteok.fn().faults, kind
        world.an_hour_later()
    assert search_remoteok.fn().was_searched


def test_an_answer_that_may_come_later_is_waited_for(
    world: JobWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT__RUNTIME__TASK_RUN__RUN_COUNT", "1")
    world.spoil("outage", board="remoteok")
    with pytest.raises(ProviderUnavailableError):
        search_remoteok.fn()
    assert search_remoteok.fn().was_searched


def test_a_spoilt_answer_is_kept_apart_and_the_last_good_one_stays(world: JobWorld) -> None:
    search_remoteok.fn()
    offered = world.rows("SELECT count(*) FROM postings")
    world.another_day()
    world.spoil("html", board="remoteok")
    search_remoteok.fn()
    [answer] = world.rows("SELECT * FROM board_answers WHERE board = 'remoteok'")
    assert answer["quarantined"]
    assert answer["quarantined_why"]
    assert answer["answer"]
    assert world.rows("SELECT count(*) FROM postings") == offered


def test_an_answer_that_did_not_change_is_not_sent_again(world: JobWorld) -> None:
    first = search_remoteok.fn()
    world.an_hour_later()
    again = search_remoteok.fn()
    assert again.addresses[0].asked
    assert not again.addresses[0].changed
    assert again.found == first.found
    assert again.new == 0


def test_nothing_of_ours_and_no_script_is_stored(world: JobWorld) -> None:
    world.spoil("hostile", board="remoteok")
    search_remoteok.fn()
    stored = world.rows("SELECT posting::text AS said FROM postings")
    assert stored
    assert not [row for row in stored if "please mention the word" in row["said"].lower()]
    assert not [row for row in stored if "<script" in row["said"].lower() or "\u202e" in row["said"]]


def test_a_job_has_every_boards_page_and_where_to_apply(world: JobWorld) -> None:
    world.add_person("ann")
    discover()
    found = "SELECT * FROM postings p JOIN jobs j ON j.external_id = p.pid"
    for job in world.rows(found):
        pages = world.rows("SELECT source, url FROM postings WHERE cluster = %s", job["cluster"])
        assert job["source_links"] == sorted(pages, key=lambda page: (page["source"], page["url"]))
        assert job["apply_url"] in {page["url"] for page in pages}


def test_decisions_that_do_not_hold_any_more_are_not_told(world: JobWorld) -> None:
    discover()
    world.rows("INSERT INTO posting_decisions (a, b, verdict, reason) VALUES ('x', 'y', 'same', 'once')")
    world.another_day()
    discover()
    assert not world.rows("SELECT * FROM posting_decisions WHERE a = 'x'")
