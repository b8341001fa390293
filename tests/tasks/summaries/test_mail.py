"""The mail itself: valid, small, safe with whatever a posting says, and readable as text."""

from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.jobs.boards.terms import BOARDS
from tasks.letters import Letter
from tasks.summaries.links import Person, preference_links, preference_token, read_preference_token
from tasks.summaries.mail import summary_letter
from tasks.summaries.model import Counted, Numbers, TopJob, Waiting
from tasks.values import IsoWeek, Scope, UserId

WEEK = IsoWeek("2026-W47")
PERSON = Person(Scope.of("acme", "production"), UserId("user-1"))
LINKS = preference_links(PERSON, "secret", "https://app.example.com/")
JOB = TopJob(
    title="Data engineer",
    company="Lark",
    location="Remote",
    url="https://remoteok.com/remote-jobs/1",
    source="remoteok",
    score=87,
    reason="5 of 6 required: Python, SQL; missing Kafka",
)
FULL = Numbers(
    jobs_found=Counted(now=23, before=17),
    resumes_written=Counted(now=1, before=1),
    applications_sent=Counted(now=2, before=5),
    sent_lately=12,
    replied_lately=3,
    interviewed_lately=1,
    top_job=JOB,
    waits_longest=Waiting(title="Analyst", company="Orchid", since=date(2026, 11, 2)),
    skills_found=("FastAPI", "Rust"),
)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Tags(HTMLParser):
    """What a mail is made of; a tag that is closed wrongly is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.images: list[dict[str, str | None]] = []
        self.names: set[str] = set()
        self.nested: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.nested.append((len(self.open) - self.open.count("tbody"), tag))
        assert len(dict(attributes)) == len(attributes), f"{tag} says something twice"
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attributes))
        if tag == "img":
            self.images.append(dict(attributes))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, f"{tag} closes itself"
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"{tag} was never open"
        assert self.open.pop() == tag


def tags(letter: Letter) -> Tags:
    read = Tags()
    read.feed(letter.html)
    read.close()
    assert read.open == []
    browsers = LexborHTMLParser(letter.html).root
    assert browsers is not None
    nested = [(0, "html"), *_nested(browsers, 1)]
    assert nested == [one for one in read.nested if one[1] != "tbody"], "a browser has to mend it"
    return read


def _nested(parent: LexborNode, depth: int) -> Iterator[tuple[int, str]]:
    """Elements as HTML5's own algorithm nests them, with their depth; tables' bodies may be left out."""
    child = parent.child
    while child is not None:
        if child.is_element_node:
            is_left_out = child.tag == "tbody"
            if not is_left_out:
                yield depth, str(child.tag)
            yield from _nested(child, depth + (not is_left_out))
        child = child.next


def written(numbers: Numbers, name: str | None = "Ann") -> Letter:
    return summary_letter(WEEK, name, numbers, LINKS)


@pytest.mark.parametrize(
    "numbers",
    [
        FULL,
        Numbers(jobs_found=Counted(now=1)),
        Numbers(skills_found=("Rust",)),
        FULL.model_copy(update={"top_job": None}),
    ],
)
def test_the_html_is_whole_small_and_loads_nothing_from_elsewhere(numbers: Numbers) -> None:
    letter = written(numbers)
    read = tags(letter)
    assert letter.html.startswith("<!doctype html>")
    assert len(letter.html.encode()) < 102_000  # what Gmail shows without a cut
    assert not read.names & {"script", "iframe", "object", "form", "link"}
    assert "@import" not in letter.html
    assert "url(" not in letter.html
    assert all(image.get("alt") is not None for image in read.images)
    assert 'name="color-scheme"' in letter.html


def test_the_board_is_named_with_a_link_that_is_followed() -> None:
    letter = written(FULL)
    boards = [link for link in tags(letter).links if link["href"] == JOB.url]
    assert len(boards) == 2
    assert all("nofollow" not in (link.get("rel") or "") for link in boards)
    assert "Found on Remote OK" in letter.text
    assert JOB.url in letter.text


def test_words_without_end_leave_the_mail_whole_and_small() -> None:
    endless = '<&"ß' * 50_000
    job = JOB.model_copy(update=dict.fromkeys(("title", "company", "location", "reason", "source"), endless))
    waiting = Waiting(title=endless, company=endless, since=date(2026, 11, 2))
    letter = written(
        FULL.model_copy(update={"top_job": job, "waits_longest": waiting, "skills_found": (endless,) * 40}),
        name=endless,
    )
    tags(letter)
    assert len(letter.html.encode()) < 102_000


def test_every_board_that_asks_for_it_is_called_what_it_wants_to_be_called() -> None:
    for board in BOARDS:
        letter = written(Numbers(top_job=JOB.model_copy(update={"source": board.name})))
        assert f"Found on {board.label}" in letter.text


def test_the_text_reads_as_a_person_would_write_it() -> None:
    lines = [line for line in written(FULL).text.splitlines() if line]
    assert lines[:5] == [
        "Hello Ann,",
        "your week, 16 to 22 November 2026:",
        "- Jobs found: 23 (6 more than the week before)",
        "- Résumés written: 1 (as the week before)",
        "- Applications sent: 2 (3 fewer than the week before)",
    ]
    assert "3 of the 12 applications sent in twelve weeks have a reply." in lines
    assert "Waiting longest: your résumé for Analyst at Orchid is ready, and not sent for 21 days." in lines
    assert lines[-1] == f"No more weekly summaries: {LINKS.unsubscribe}"


def test_what_a_posting_says_does_no_harm() -> None:
    evil = JOB.model_copy(
        update={
            "title": "<script>alert(1)</script>",
            "company": "\u202egnp.exe\r\nBcc: all",
            "reason": '"><img src=x>',
        }
    )
    letter = written(FULL.model_copy(update={"top_job": evil}), name="Ann\r\nBcc: all <b>")
    assert not tags(letter).names & {"script", "img", "b"}
    for form in (letter.subject, letter.html, letter.text):
        assert "\u202e" not in form
        assert "\nBcc" not in form


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 100) | st.none())
def test_any_words_make_a_whole_mail(title: str, name: str, score: int | None) -> None:
    job = JOB.model_copy(update={"title": title, "score": score, "reason": title, "location": None})
    letter = written(FULL.model_copy(update={"top_job": job, "skills_found": (title,)}), name)
    tags(letter)
    assert "\n" not in letter.subject


@given(
    st.from_regex(r"[A-Za-z0-9_.:-]{1,128}", fullmatch=True),
    st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True),
)
def test_a_link_leads_to_who_it_was_made_for_and_to_nobody_else(user_id: str, tenant: str) -> None:
    person = Person(Scope.of(tenant, "default"), UserId(user_id))
    token = preference_token(person, "secret")
    assert read_preference_token(token, ("other", "secret")) == person
    assert read_preference_token(token, ("other",)) is None


@given(st.text(max_size=200))
def test_no_text_is_a_link_by_chance(token: str) -> None:
    assert read_preference_token(token, ("secret",)) is None
