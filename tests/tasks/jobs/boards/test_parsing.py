"""Every board's answer as the sandbox makes it up, read and mended."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.sandbox.job_boards import shapes
from deployments.sandbox.job_boards.world import Opening, openings_at
from tasks.errors import ChangedBoardError
from tasks.jobs.boards.employers import employer_in
from tasks.jobs.boards.page import BoardPage
from tasks.jobs.boards.terms import BOARDS, BOARDS_BY_NAME
from tasks.jobs.duplicates import find_duplicates
from tasks.jobs.mending import mend_all
from tasks.jobs.model import RawPosting

BASE = "https://boards.example"
OPENINGS = openings_at(1_800_000_000.0, "a test")
ANSWERS: dict[str, Callable[[], bytes]] = {
    "remoteok": lambda: shapes.remoteok(OPENINGS, BASE, "192.0.2.77"),
    "weworkremotely": lambda: shapes.weworkremotely(OPENINGS, BASE, "remote-jobs"),
} | {name: (lambda shape=shape: shape(OPENINGS, BASE)) for name, shape in shapes.OTHERS.items()}


def page(board: str) -> BoardPage:
    return BOARDS_BY_NAME[board].parse(ANSWERS[board]())


def posting(board: str, answer: object) -> RawPosting:
    (found,) = BOARDS_BY_NAME[board].parse(json.dumps(answer).encode()).postings
    return found


def opening_behind(one: RawPosting) -> Opening:
    assert one.posted is not None
    posted = int(one.posted.timestamp())
    return next(opening for opening in OPENINGS if opening.posted == posted)


@pytest.mark.parametrize("board", [board.name for board in BOARDS])
def test_every_posting_of_every_board_is_read(board: str) -> None:
    found = page(board)
    assert found.postings
    assert found.left_out == 0
    for one in found.postings:
        assert one.source == board
        assert one.source_id
        assert one.url.startswith(BASE)
        assert one.posted is not None
        assert len(one.description) > 200


@pytest.mark.parametrize("board", [board.name for board in BOARDS])
def test_what_is_read_can_be_mended_into_readable_postings(board: str) -> None:
    postings, _ = mend_all(page(board).postings)
    for one in postings:
        assert one.title
        assert one.company
        assert one.language == "en"
        assert not {"<", "&amp;", "Ã"} & set(one.description.split())
        assert "mention the word" not in one.description


def test_remote_ok_never_tells_who_asked() -> None:
    content = ANSWERS["remoteok"]()
    assert b"Please mention the word" in content
    assert not any("MTkyLjAuMi43Nw" in one.description for one in mend_all(page("remoteok").postings)[0])


def test_letters_that_no_database_keeps_spoil_no_board() -> None:
    entry = {
        "id": "7\0",
        "position": "Engi\ud800neer",
        "company": "Acme",
        "url": "https://remoteok.example/\0\udfff7",
    }
    [one] = BOARDS_BY_NAME["remoteok"].parse(json.dumps([entry]).encode()).postings
    assert (one.source_id, one.title, one.url) == ("7", "Engineer", "https://remoteok.example/7")


def test_remote_oks_terms_are_no_posting() -> None:
    assert page("remoteok").left_out == 0
    assert len(page("remoteok").postings) == len(json.loads(ANSWERS["remoteok"]())) - 1


def test_we_work_remotelys_employers_stand_in_the_title() -> None:
    (first, *_), counted = mend_all(page("weworkremotely").postings)
    assert counted["company split from the title"] == len(page("weworkremotely").postings)
    assert first.company in {one.employer for one in OPENINGS}
    assert not first.title.endswith("Remote")


def test_one_opening_on_several_boards_is_one_opening() -> None:
    postings = [one for board in ("remoteok", "weworkremotely") for one in mend_all(page(board).postings)[0]]
    found = find_duplicates(postings)
    by_title: dict[str, set[str]] = {}
    for one in postings:
        by_title.setdefault(found.merged[one.pid], set()).add(one.source)
    assert sum(len(sources) == 2 for sources in by_title.values()) > 15


def test_greenhouses_day_is_when_it_was_first_published() -> None:
    assert opening_behind(page("greenhouse").postings[0]) in OPENINGS


def test_levers_requirements_and_milliseconds_are_read() -> None:
    one = page("lever").postings[0]
    assert opening_behind(one).required[0] in one.description


def test_ashbys_nulls_say_nothing_and_what_is_not_listed_is_left_out_unasked() -> None:
    entry = {
        "id": "1",
        "title": "Engineer",
        "jobUrl": f"{BASE}/north-wind/1",
        "isRemote": None,
        "workplaceType": None,
    }
    assert posting("ashby", {"jobs": [entry]}).arrangement is None
    assert BOARDS_BY_NAME["ashby"].parse(
        json.dumps({"jobs": [entry | {"isListed": False}]}).encode()
    ) == BoardPage(())


def test_himalayas_empty_list_is_worldwide_and_its_absence_is_not() -> None:
    entry: dict[str, Any] = {"title": "Engineer", "companyName": "A", "applicationLink": f"{BASE}/1"}
    assert posting("himalayas", {"jobs": [entry | {"locationRestrictions": []}]}).worldwide
    assert not posting("himalayas", {"jobs": [entry]}).worldwide


def test_an_employer_is_read_out_of_its_own_board() -> None:
    assert employer_in("https://jobs.lever.co/north-wind/abc") == "North Wind"
    assert employer_in("https://jobs.ashbyhq.com/NorthWind%20Labs/abc") == "NorthWind Labs"


def test_what_lacks_a_title_an_employer_or_a_link_is_counted_and_left_out() -> None:
    good = {"id": "1", "position": "Engineer", "company": "A", "url": f"{BASE}/1"}
    wrong = [
        good | {"position": ""},
        good | {"company": None},
        good | {"url": "javascript:alert(1)"},
        "no entry",
        7,
    ]
    found = BOARDS_BY_NAME["remoteok"].parse(json.dumps([good, *wrong]).encode())
    assert (len(found.postings), found.left_out) == (1, 5)
    assert found.fault == "an entry has no title"


@pytest.mark.parametrize("board", [board.name for board in BOARDS])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html><html></html>",
        b'[{"id": ',
        b"null",
        b'"text"',
        b"7",
        b'{"jobs": 7}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
    ids=["nothing", "a page", "half", "null", "a text", "a number", "no list", "no text", "nested"],
)
def test_what_is_no_answer_is_refused_with_a_reason(board: str, content: bytes) -> None:
    with pytest.raises(ChangedBoardError, match=board):
        BOARDS_BY_NAME[board].parse(content)


ITEM = "<item><title>A: &a;</title><link>http://b.example</link></item>"


def test_a_feed_that_declares_entities_is_refused_unread() -> None:
    bomb = f'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel>{ITEM}</channel></rss>'
    with pytest.raises(ChangedBoardError, match="declares entities"):
        BOARDS_BY_NAME["weworkremotely"].parse(bomb.encode())


def test_entities_hidden_in_another_encoding_are_not_expanded() -> None:
    declared = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    feed = f"{declared}<rss><channel>{ITEM}</channel></rss>"
    found = BOARDS_BY_NAME["weworkremotely"].parse(feed.encode("utf-16"))
    assert "root" not in "".join(one.title for one in found.postings)


@settings(max_examples=40)
@given(
    st.sampled_from([board.name for board in BOARDS]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "jobs",
                        "data",
                        "title",
                        "position",
                        "company",
                        "url",
                        "location",
                        "posted",
                        "id",
                        "categories",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    ),
)
def test_any_json_is_read_or_refused_and_never_breaks(board: str, answer: object) -> None:
    with suppress(ChangedBoardError):
        mend_all(BOARDS_BY_NAME[board].parse(json.dumps(answer).encode()).postings)
