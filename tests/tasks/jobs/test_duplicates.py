import random
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.duplicates import Duplicates, application_link, find_duplicates, preferred
from tasks.jobs.model import Posting
from tests.tasks.jobs.postings import BODY, OTHER_BODY, posting


def related(one: Posting, other: Posting) -> str:
    found = find_duplicates([one, other])
    if found.merged[one.pid] == found.merged[other.pid]:
        return "same"
    return "sibling" if found.grouped[one.pid] == found.grouped[other.pid] else "different"


@pytest.mark.parametrize(
    "changes",
    [
        {"company": "Meadowlark Systems GmbH", "title": "Sr. Data Engineer (m/w/d)"},
        {"location": "", "title": "Senior Data Engineer | Remote"},
        {"location": "Anywhere in the World", "description": f"Headquarters: Aarhus URL: x {BODY[:200]}"},
        {"description": BODY[:60]},
        {"title": "Senior Data Engineer - Aarhus"},
        {"title": "Senior Data Engineer Aarhus", "location": ""},
        {"days": 20},
    ],
)
def test_a_copy_on_another_board_is_the_same_opening(changes: dict[str, Any]) -> None:
    changed: dict[str, Any] = {"source": "aggregator", **changes}
    assert related(posting("a"), posting("b", **changed)) == "same"


def test_a_title_lost_its_signs_only_if_its_text_still_has_them() -> None:
    signed, bare = posting("a", title="C++ Engineer"), posting("b", title="C Engineer", source="aggregator")
    assert related(signed, bare) == "different"
    told = f"You write C++. {BODY}"
    assert related(replace(signed, description=told), replace(bare, description=told)) == "same"


def test_the_same_role_elsewhere_is_a_sibling() -> None:
    assert related(posting("a"), posting("b", location="Oslo, Norway")) == "sibling"


def test_the_same_role_under_another_requisition_is_a_sibling() -> None:
    first, second = (
        posting(pid, url=f"https://boards.greenhouse.io/meadowlark/jobs/{number}")
        for pid, number in (("a", 100_001), ("b", 100_002))
    )
    assert related(first, second) == "sibling"


def test_the_same_requisition_proves_an_opening_whatever_else_is_said() -> None:
    url = "https://boards.greenhouse.io/meadowlark/jobs/100001"
    assert (
        related(
            posting("a", url=url),
            posting("b", url=f"{url}?gh_src=abc", company="Talent Scouts", location="Oslo"),
        )
        == "same"
    )


def test_a_reposted_slug_is_the_same_opening() -> None:
    board = "https://board.example/remote-jobs/meadowlark-senior-data-engineer"
    assert related(posting("a", url=board, days=1), posting("b", url=f"{board}-2")) == "same"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Data Engineer"},
        {"title": "Staff Data Engineer"},
        {"title": "Senior Data Engineer, Ledger"},
        {"title": "Senior Data Analyst"},
        {"company": "Meadowbrook Systems"},
        {"company": ""},
        {"days": 181},
    ],
)
def test_one_text_under_another_title_employer_or_year_is_different(changes: dict[str, Any]) -> None:
    assert related(posting("a"), posting("b", **changes)) == "different"


def test_a_title_that_two_openings_share_is_no_proof_when_their_texts_share_nothing() -> None:
    assert related(posting("a"), posting("b", description=OTHER_BODY)) == "sibling"


def test_a_copy_without_a_place_joins_neither_of_two_equal_siblings() -> None:
    aarhus, oslo = posting("a"), posting("b", location="Oslo, Norway")
    found = find_duplicates([aarhus, oslo, posting("c", location="", source="aggregator")])
    assert len(set(found.merged.values())) == 3
    assert len(set(found.grouped.values())) == 1
    assert any("nothing tells which" in decision.reason for decision in found.why)


def test_a_copy_without_a_place_joins_the_sibling_that_its_text_names() -> None:
    aarhus, oslo = posting("a"), posting("b", location="Oslo, Norway")
    copy = posting(
        "c", location="Anywhere in the World", description=f"Headquarters: Oslo, Norway URL: x {BODY}"
    )
    found = find_duplicates([aarhus, oslo, copy])
    assert found.merged["c"] == found.merged["b"] != found.merged["a"]


def test_every_merge_and_group_is_explained() -> None:
    found = find_duplicates(
        [
            posting("a"),
            posting("b", source="aggregator"),
            posting("c", location="Oslo"),
            posting("d", title="Data Engineer"),
        ]
    )
    told = {(one.a, one.b): one.verdict for one in found.why}
    assert set(told.values()) == {"same", "sibling", "different"}
    assert all(one.reason for one in found.why)


def test_the_employers_own_posting_stands_for_an_opening() -> None:
    own = posting("b", url="https://boards.greenhouse.io/meadowlark/jobs/100001", description=BODY[:100])
    assert preferred([posting("a"), own]) is own


def test_one_applies_by_the_employers_own_link_wherever_a_copy_has_it() -> None:
    ats = "https://boards.greenhouse.io/meadowlark/jobs/100001"
    own_page = "https://meadowlark.example/jobs/7"
    board = posting("a", source="weworkremotely", url="https://weworkremotely.example/1", apply_url=own_page)
    linked = posting("b", source="aggregator", url="https://aggregator.example/1", apply_url=own_page)
    employers = posting("c", source="greenhouse", url=ats)
    assert application_link([board]) == board.url
    assert application_link([board, linked]) == own_page
    assert application_link([board, linked, employers]) == ats
    assert application_link([posting(url="")]) == ""


def test_what_a_person_parted_nothing_brings_together() -> None:
    proof = "https://boards.greenhouse.io/meadowlark/jobs/100001"
    copies = [posting(pid, url=proof) for pid in "abc"]
    found = find_duplicates(copies, [("a", "b")])
    assert found.merged["a"] != found.merged["b"]
    assert found.merged["c"] in {found.merged["a"], found.merged["b"]}
    assert any("a person said" in one.reason for one in found.why if {one.a, one.b} == {"a", "b"})


TITLES = [
    "Data Engineer",
    "Senior Data Engineer",
    "Sr. Data Engineer",
    "Data Engineer, Ledger",
    "Ledger Data Engineer",
]
some_postings = st.lists(
    st.builds(
        lambda **fields: posting("x", **fields),
        title=st.sampled_from(TITLES),
        company=st.sampled_from(["Meadowlark", "Meadowlark GmbH", "Birch & Co", ""]),
        location=st.sampled_from(
            ["", "Remote", "Aarhus", "Aarhus, Denmark", "Oslo", "Denmark", "Europe Only"]
        ),
        url=st.sampled_from(
            ["", "https://boards.greenhouse.io/m/jobs/1", "https://boards.greenhouse.io/m/jobs/2"]
        ),
        days=st.sampled_from([0, 3, 120, 240]),
        description=st.sampled_from([BODY, BODY[:200], OTHER_BODY, ""]),
        source=st.sampled_from(["greenhouse", "aggregator"]),
    ),
    max_size=9,
).map(lambda found: [replace(one, pid=f"p{number}") for number, one in enumerate(found)])


def sets(assigned: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(pid for pid in assigned if assigned[pid] == name) for name in assigned.values()}


@given(some_postings, st.randoms(use_true_random=False))
def test_the_order_of_postings_does_not_matter(postings: list[Posting], luck: random.Random) -> None:
    shuffled = luck.sample(postings, len(postings))
    assert find_duplicates(shuffled) == find_duplicates(postings)


@given(some_postings, st.randoms(use_true_random=False))
def test_whatever_is_parted_is_never_merged(postings: list[Posting], luck: random.Random) -> None:
    pairs = [(one.pid, other.pid) for one, other in combinations(postings, 2)]
    parted = luck.sample(pairs, len(pairs) // 3)
    merged = find_duplicates(postings, parted).merged
    assert not [pair for pair in parted if merged[pair[0]] == merged[pair[1]]]


@given(some_postings)
def test_every_posting_has_an_opening_within_one_role(postings: list[Posting]) -> None:
    found = find_duplicates(postings)
    assert set(found.merged) == set(found.grouped) == {one.pid for one in postings}
    assert all(any(opening <= role for role in sets(found.grouped)) for opening in sets(found.merged))


@given(some_postings)
def test_an_opening_found_once_is_found_again_among_its_own_postings(postings: list[Posting]) -> None:
    found = find_duplicates(postings)
    for opening in sets(found.merged):
        again: Duplicates = find_duplicates(one for one in postings if one.pid in opening)
        assert sets(again.merged) == {opening}


def test_a_thousand_copies_of_one_posting_are_one_opening() -> None:
    copies = [posting(f"p{number}", source="aggregator", source_id=str(number)) for number in range(1_000)]
    assert len(set(find_duplicates(copies).merged.values())) == 1
