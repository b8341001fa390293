import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.links import AtsId, ats_id, ats_ids, page

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://boards.greenhouse.io/meadowlark/jobs/4410021?utm_source=x",
            AtsId("greenhouse", "", "4410021"),
        ),
        ("https://job-boards.eu.greenhouse.io/meadowlark/jobs/4410021", AtsId("greenhouse", "", "4410021")),
        ("https://meadowlark.example/careers?gh_jid=4410021", AtsId("greenhouse", "", "4410021")),
        (f"https://jobs.lever.co/meadowlark/{UUID}/apply", AtsId("lever", "", UUID)),
        (f"https://jobs.ashbyhq.com/meadowlark/{UUID}", AtsId("ashby", "", UUID)),
        (
            "https://meadowlark.jobs.personio.de/job/2105023?language=de",
            AtsId("personio", "meadowlark", "2105023"),
        ),
        ("https://apply.workable.com/meadowlark/j/ABCDEF0123/", AtsId("workable", "", "abcdef0123")),
        ("https://meadowlark.example/jobs/4410021", None),
        ("mailto:jobs@meadowlark.example", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_a_link_shows_its_requisition(url: str, expected: AtsId | None) -> None:
    assert ats_id(url) == expected


def test_a_page_is_the_same_whatever_campaigns_add() -> None:
    assert page("https://www.board.example/jobs/7/?utm_source=agg&ref=x#top") == page(
        "http://board.example/jobs/7"
    )
    assert page("https://board.example/jobs?id=7") != page("https://board.example/jobs?id=8")


def test_a_text_shows_a_requisition_by_its_only_link_alone() -> None:
    first, second = (f"https://boards.greenhouse.io/meadowlark/jobs/{number}" for number in (1001, 1002))
    assert ats_ids("wwr", "", (), f"Apply: {first}") == {AtsId("greenhouse", "", "1001")}
    assert ats_ids("wwr", "", (), f"Apply: {first} or see {second}") == frozenset()


@given(st.text(max_size=100))
def test_any_text_may_stand_for_a_link(url: str) -> None:
    ats_id(url)
    assert page(url) == "" or page(f"https://{page(url)}") is not None
