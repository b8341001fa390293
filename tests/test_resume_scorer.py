"""The scorer itself, on cases counted by hand."""

import pytest

from tasks.json_resume import Basics, Education, JsonResume, OnlineProfile, Skill, Work
from tests.resume_scorer import Count, Label, Scores, score

LABEL: Label = {
    "name": "Ann Example",
    "email": "ann@example.com",
    "phone": "+1 555 010 0199",
    "links": ["https://www.github.com/ann/"],
    "work": [
        {"title": ["Engineer"], "company": ["Acme Inc.", "Acme"], "start": "2020-01", "end": "present"},
        {"title": ["Analyst"], "company": ["Globex"], "start": "2018", "end": "2019"},
    ],
    "education": [{"institution": ["MIT"], "degree": ["B.S. in Physics"], "start": None, "end": "2017"}],
    "skills": [["C++"], ["SQL"]],
    "unannotated": [],
}
PERFECT = JsonResume(
    basics=Basics(
        name="ANN EXAMPLE",
        email="Ann@example.com",
        phone="(555) 010-0199",
        profiles=(OnlineProfile(url="github.com/ann"),),
    ),
    work=(
        Work(position="Engineer", name="Acme", start_date="2020-01"),
        Work(position="analyst", name="Globex", start_date="2018", end_date="2019"),
    ),
    education=(Education(institution="MIT", study_type="B.S.", area="Physics", end_date="2017"),),
    skills=(Skill(name="Tools", keywords=("SQL", "C++", "sql")),),
)


def test_wordings_case_and_punctuation_do_not_matter() -> None:
    counts = score(LABEL, PERFECT)
    assert len(counts) == 12
    assert all(count.f1 == 1.0 for count in counts.values())


def test_nothing_read_scores_nothing() -> None:
    counts = score(LABEL, JsonResume())
    assert Scores(1, counts).macro_f1 == 0.0


def test_a_wrong_date_spoils_the_entry_but_not_its_title() -> None:
    role = Work(position="Engineer", name="Acme", start_date="2020-02")
    counts = score(LABEL, JsonResume(work=(role,)))
    assert counts["work.title"] == Count(2, 1, 1)
    assert counts["work.dates"] == counts["work.entry"] == Count(2, 1, 0)


def test_a_value_counts_once() -> None:
    label = LABEL | {"skills": [["SQL"], ["SQL"]]}
    assert score(label, JsonResume(skills=(Skill(name="SQL"),)))["skills"] == Count(2, 1, 1)


def test_an_open_label_is_left_out() -> None:
    counts = score(LABEL | {"unannotated": ["work.dates", "skills"]}, PERFECT)
    assert not {"work.dates", "work.entry", "skills"} & set(counts)


def test_an_optional_role_may_be_read_or_not() -> None:
    optional = {"title": ["Treasurer"], "company": [], "start": "2019", "end": "2020", "optional": True}
    label = LABEL | {"work": [*LABEL["work"], optional]}
    more = PERFECT.model_copy(update={"work": (*PERFECT.work, Work(position="Treasurer", name="Club"))})
    assert score(label, PERFECT)["work.title"] == score(label, more)["work.title"] == Count(2, 2, 2)


@pytest.mark.parametrize(
    ("count", "f1"),
    [(Count(4, 4, 2), 0.5), (Count(0, 0, 0), 1.0), (Count(0, 1, 0), 0.0), (Count(2, 1, 1), 2 / 3)],
)
def test_f1_is_of_precision_and_recall(count: Count, f1: float) -> None:
    assert count.f1 == pytest.approx(f1)


def test_counts_are_summed_before_they_are_divided() -> None:
    assert (Count(1, 1, 1) + Count(3, 1, 0)).f1 == pytest.approx(1 / 3)
