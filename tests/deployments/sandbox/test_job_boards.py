import json
from typing import Any

import httpx
from lxml import etree

from deployments.sandbox.job_boards.shapes import FEEDS, OTHERS
from deployments.sandbox.job_boards.world import DAY, DAYS_OFFERED, openings_at
from tests.sandbox_server import Clock, Sandbox

NOW = 1_800_000_000.0


def remoteok(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(httpx.get(f"{sandbox.url}/job-boards/remoteok/api").raise_for_status().json())


def titles(sandbox: Sandbox, feed: str) -> list[str]:
    answer = httpx.get(f"{sandbox.url}/job-boards/weworkremotely/{feed}.rss").raise_for_status()
    return [item.findtext("title") or "" for item in etree.fromstring(answer.content).iter("item")]


def test_a_seed_gives_the_same_openings_and_each_day_brings_some() -> None:
    assert openings_at(NOW, "a") == openings_at(NOW, "a") != openings_at(NOW, "b")
    today, tomorrow = set(openings_at(NOW, "a")), set(openings_at(NOW + DAY, "a"))
    assert tomorrow - today
    assert min(one.posted for one in today) >= NOW - (DAYS_OFFERED + 1) * DAY
    assert len({one.number for one in today}) == len(today)


def test_employers_repeat_a_role_elsewhere_at_another_level_and_once_more() -> None:
    openings = {one.number: one for one in openings_at(NOW, "a")}
    pairs = [(one, openings[one.number + 1]) for one in openings.values() if one.number + 1 in openings]
    assert any(one.spot != other.spot for one, other in pairs)
    assert any(one.title != other.title for one, other in pairs)
    assert any(other.repost for _, other in pairs)


def test_remote_ok_has_its_quirks(sandbox: Sandbox) -> None:
    terms, *jobs = remoteok(sandbox)
    assert "legal" in terms
    assert 50 < len(jobs) < 100
    assert all(job["apply_url"] == job["url"] for job in jobs)
    assert all("Please mention the word" in job["description"] for job in jobs)
    assert any(job["location"].endswith(", ") for job in jobs)
    assert any(job["location"] == "" for job in jobs)
    assert any("Ã" in job["location"] or "Å" in job["location"] or "â" in job["description"] for job in jobs)
    assert {job["salary_min"] == 0 for job in jobs} == {True, False}


def test_we_work_remotelys_feeds_overlap_and_their_titles_begin_with_the_employer(sandbox: Sandbox) -> None:
    every, programming = titles(sandbox, "remote-jobs"), titles(sandbox, "categories/remote-programming-jobs")
    assert set(programming) & set(every)
    assert all(": " in title for title in every)
    assert any(title.endswith("| Remote") for title in every)


def test_every_category_has_its_feed(sandbox: Sandbox) -> None:
    for category in FEEDS:
        titles(sandbox, f"categories/{category}")


def test_the_other_boards_answer_too(sandbox: Sandbox) -> None:
    for board in OTHERS:
        answer = httpx.get(f"{sandbox.url}/job-boards/{board}/api")
        assert json.loads(answer.content)
        again = httpx.get(answer.url, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


def test_jobicy_refuses_what_it_does_not_know(sandbox: Sandbox) -> None:
    assert httpx.get(f"{sandbox.url}/job-boards/jobicy/api?page=2").status_code == 400
    assert httpx.get(f"{sandbox.url}/job-boards/nobody/api").status_code == 404
    assert httpx.get(f"{sandbox.url}/job-boards/weworkremotely/categories/nothing.rss").status_code == 404


def test_a_later_day_and_another_seed_are_other_answers_for_who_asks_conditionally(
    sandbox: Sandbox, clock: Clock
) -> None:
    url = f"{sandbox.url}/job-boards/remoteok/api"
    seen = {"if-modified-since": httpx.get(url).headers["last-modified"]}
    assert httpx.get(url, headers=seen).status_code == 304
    clock.now += 2 * DAY
    assert httpx.get(url, headers=seen).status_code == 200
    seen = {"if-modified-since": httpx.get(url).headers["last-modified"]}
    httpx.put(f"{sandbox.url}/job-boards/_world", json={"seed": "other"}).raise_for_status()
    assert httpx.get(url, headers=seen).status_code == 200


def test_a_spoilt_answer_hits_its_board_as_often_as_it_was_asked_to(sandbox: Sandbox) -> None:
    httpx.post(
        f"{sandbox.url}/job-boards/_spoilings", json={"kind": "outage", "board": "remoteok", "count": 2}
    ).raise_for_status()
    assert httpx.get(f"{sandbox.url}/job-boards/lever/api").status_code == 200
    statuses = [httpx.get(f"{sandbox.url}/job-boards/remoteok/api").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_the_pages_of_postings_and_of_openings_can_be_looked_at(sandbox: Sandbox) -> None:
    assert "Asks for" in httpx.get(f"{sandbox.url}/job-boards/openings").text
    _, first, *_ = remoteok(sandbox)
    assert "made-up posting" in httpx.get(first["url"]).text
