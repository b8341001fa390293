import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.json_resume import JsonResume
from tasks.matching.requirements import requirements_of
from tasks.resumes.draft import Draft
from tasks.resumes.faithfulness import line_refusal, refusals
from tasks.resumes.tailoring import tailor
from tests.made_profiles import made_profiles

SOURCE = "Led the move of 14 services to Kubernetes, cutting release times by 75% and saving $1.2M a year"


@pytest.mark.parametrize(
    "text",
    [
        SOURCE,
        "Led the move of fourteen services to Kubernetes and cut release times by 75 percent",
        "Moved 14 services to Kubernetes, reducing release times by 75%",
        "Saved $1.2 million a year by moving 14 services to Kubernetes",
    ],
)
def test_the_same_facts_may_be_said_in_other_words(text: str) -> None:
    assert line_refusal(SOURCE, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Led the move of 15 services to Kubernetes",
        "Led the move of dozens of services to Kubernetes",
        "Led the move of 14 services to Kubernetes, cutting release times by 85%",
        "Led the move of 14 services to Kubernetes, cutting release times by over 75%",
        "Led the move of 14 services to Kubernetes, saving €1.2M a year",
        "Led the move of 14 services to Kubernetes, saving $12M a year",
        "Led the move of 14 services to Kubernetes in 2019",
        "Led the move of 14 services to Kubernetes and Terraform",
        "Led the move of 14 services to Kubernetes at Globex",
        "Globex moved 14 services to Kubernetes",
        "As Director, led the move of 14 services to Kubernetes",
        "Led the move of 14 services to Kubernetes, see globex.com",
        "Led the move of 14 services to Kubernetes, delighting customers and winning over sceptical auditors",
        "Led the move of 14 services to Kubernetes\u202e",
        "Led the move\nof 14 services",
        "",
    ],
)
def test_what_the_source_does_not_say_is_refused(text: str) -> None:
    assert line_refusal(SOURCE, text) is not None


def test_a_helping_hand_stays_one() -> None:
    source = "Helped prepare monthly reports for twelve stores"
    assert line_refusal(source, "Assisted with monthly reports for 12 stores") is None
    assert line_refusal(source, "Prepared monthly reports for 12 stores")
    assert line_refusal(source, "Led monthly reports for twelve stores")


def test_what_the_posting_asks_for_may_not_be_new() -> None:
    source = "Made vases for the market"
    assert line_refusal(source, "Made glazed vases for the market") is None
    assert line_refusal(source, "Made glazed vases for the market", asked=frozenset({"glaz"}))


@given(st.sampled_from(made_profiles()), st.data())
def test_every_line_may_be_said_as_it_is(made: tuple[str, JsonResume], data: st.DataObject) -> None:
    bullets = [text for work in made[1].work for text in work.highlights]
    bullet = data.draw(st.sampled_from(bullets))
    assert line_refusal(bullet, bullet) is None


def drafted() -> tuple[JsonResume, Draft]:
    profile = made_profiles()[1][1]
    return profile, tailor(profile, requirements_of("Requirements: Python"))


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("work", "name", "Globex"),
        ("work", "position", "Chief of Everything"),
        ("work", "start_date", "2001-01"),
        ("work", "end_date", "2030"),
        ("work", "location", "Springfield"),
        ("education", "institution", "Globex Academy"),
        ("education", "study_type", "PhD"),
        ("education", "end_date", "2001"),
        ("projects", "name", "Another"),
        ("skills", "name", "Falconry"),
        ("skills", "keywords", ("Falconry",)),
        ("work", "highlights", ("Tamed 9 falcons",)),
    ],
)
def test_a_draft_with_a_changed_fact_does_not_go_out(section: str, field: str, value: object) -> None:
    profile, draft = drafted()
    first, *others = getattr(draft.resume, section)
    changed = draft.resume.model_copy(update={section: (first.model_copy(update={field: value}), *others)})
    assert refusals(profile, dataclasses.replace(draft, resume=changed))


def test_a_draft_that_drops_a_job_in_silence_does_not_go_out() -> None:
    profile, draft = drafted()
    fewer = draft.resume.model_copy(update={"work": draft.resume.work[:1]})
    lines = tuple(line for line in draft.lines if not line.id.startswith("work[1]"))
    assert refusals(profile, dataclasses.replace(draft, resume=fewer, lines=lines))


def test_a_draft_with_a_job_from_nowhere_does_not_go_out() -> None:
    profile, draft = drafted()
    more = draft.resume.model_copy(update={"work": (*draft.resume.work, draft.resume.work[0])})
    assert refusals(profile, dataclasses.replace(draft, resume=more))
