"""One formula: a résumé and a job that say the same are scored the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.fitting import fitting_of, weigh_offer
from tasks.jobs.model import Posting
from tasks.jobs.offers import offer_of
from tasks.jobs.seeking import seeker_of
from tasks.json_resume import profile_from_json
from tasks.matching import formula
from tasks.matching.evidence import shown_by
from tasks.matching.rarity import rarity_alone
from tasks.matching.requirements import requirements_of
from tasks.matching.score import match

TODAY = date(2026, 6, 1)
TITLES = ("Data Analyst", "Senior Backend Engineer", "Junior Nurse", "Sales Manager", "Potter")
SKILLS = ("Python", "SQL", "Kubernetes", "Figma", "Wound care", "Salesforce", "Teamwork", "Tableau")
LINES = ("ERP (SAP, NetSuite)", "AWS, Azure or Docker", "Figma/Sketch")
some = st.lists(st.sampled_from(SKILLS), unique=True, max_size=5)
wanted = st.lists(st.sampled_from((*SKILLS, *LINES)), unique=True, max_size=5)


@given(st.sampled_from(TITLES), wanted, some, st.sampled_from(TITLES), some)
def test_a_posting_scores_a_resume_and_a_seeker_alike(
    title: str, required: list[str], preferred: list[str], label: str, has: list[str]
) -> None:
    text = "\n".join(["Requirements:", *required, "Nice to have:", *preferred])
    profile = profile_from_json(
        {
            "basics": {"label": label},
            "work": [{"position": label, "startDate": "2021"}],
            "skills": [{"name": one} for one in has],
        }
    )
    offer = offer_of(Posting(pid="p", source="", source_id="", title=title, company="", description=text))
    as_a_job = fitting_of(seeker_of(profile, TODAY), weigh_offer(offer, rarity_alone(offer.asks)))
    as_a_resume = match(shown_by(profile, TODAY), requirements_of(text, title))
    assert as_a_resume.score == pytest.approx(as_a_job.parts.fit, abs=0.05001)


def test_the_parts_make_up_the_whole() -> None:
    weights = (formula.TITLE, formula.REQUIRED, formula.PREFERRED, formula.FIELD, formula.WORDING)
    assert sum(weights) + formula.TOOLS == pytest.approx(1)


def test_a_posting_that_names_ones_own_tool_comes_before_one_that_names_others() -> None:
    rails = frozenset({"Ruby on Rails"})
    assert formula.tools_named(rails, frozenset({"Ruby on Rails", "Redis"})) == 1
    assert formula.tools_named(rails, frozenset({"Java"})) == 0
    assert 0 < formula.tools_named(rails, frozenset()) < 1
    assert 0 < formula.tools_named(frozenset(), frozenset({"Java"})) < 1
