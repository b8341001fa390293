"""The score: bounded, rising with what a profile shows, the same for the same."""

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.fitting import fitting_of, weigh_offer
from tasks.jobs.model import Posting
from tasks.jobs.offers import Offer, offer_of
from tasks.jobs.seeking import Seeker, seeker_of
from tasks.json_resume import profile_from_json
from tasks.matching.rarity import Rarity, rarity_among

TODAY = date(2026, 6, 1)
SKILLS = ("Python", "SQL", "Kubernetes", "Figma", "Wound care", "Salesforce", "Glaze chemistry", "Teamwork")
TITLES = ("Data analyst", "Senior Nurse", "Junior Python Developer", "Head of Sales", "Potter", "")


def posting(
    pid: str, title: str, required: Sequence[str], preferred: Sequence[str] = (), **more: Any
) -> Posting:
    text = "\n".join(
        [
            "Requirements:",
            *(f"- {one}" for one in required),
            "Nice to have:",
            *(f"- {one}" for one in preferred),
        ]
    )
    return Posting(pid=pid, source="", source_id="", title=title, company="", description=text, **more)


def seeker(label: str, skills: Sequence[str]) -> Seeker:
    return seeker_of(
        profile_from_json({"basics": {"label": label}, "skills": [{"name": one} for one in skills]}), TODAY
    )


def rarity_of(offers: Sequence[Offer]) -> Rarity:
    return rarity_among([offer.asks for offer in offers])


some_skills = st.lists(st.sampled_from(SKILLS), unique=True, max_size=6)
some_offers = st.lists(
    st.builds(
        lambda title, required, preferred: offer_of(posting("p", title, required, preferred)),
        st.sampled_from(TITLES),
        some_skills,
        some_skills,
    ),
    min_size=1,
    max_size=4,
)


@given(some_offers, st.sampled_from(TITLES), some_skills)
def test_a_fit_lies_between_0_and_100(offers: list[Offer], label: str, skills: list[str]) -> None:
    assert 0 <= fitting_of(seeker(label, skills), weigh_offer(offers[0], rarity_of(offers))).fit <= 100


@given(some_offers, st.sampled_from(TITLES), some_skills, st.sampled_from(SKILLS))
def test_a_fit_never_falls_when_a_skill_is_added(
    offers: list[Offer], label: str, skills: list[str], added: str
) -> None:
    rarity = rarity_of(offers)
    before = fitting_of(seeker(label, skills), weigh_offer(offers[0], rarity)).fit
    assert fitting_of(seeker(label, [*skills, added]), weigh_offer(offers[0], rarity)).fit >= before - 1e-9


def test_what_is_required_weighs_more_than_what_is_welcome() -> None:
    asks, welcomes = (
        offer_of(posting("a", "Potter", ["Python"], ["SQL"])),
        offer_of(posting("b", "Potter", ["SQL"], ["Python"])),
    )
    rarity = rarity_of([asks, welcomes])
    knows_python = seeker("Potter", ["Python"])
    assert (
        fitting_of(knows_python, weigh_offer(asks, rarity)).fit
        > fitting_of(knows_python, weigh_offer(welcomes, rarity)).fit
    )


def test_any_one_of_several_alternatives_will_do() -> None:
    offer = offer_of(posting("a", "Analyst", ["Experience with Power BI, Looker or Tableau"]))
    assert frozenset({"Power BI", "Looker", "Tableau"}) in offer.asks.required
    assert (
        fitting_of(seeker("Analyst", ["Tableau"]), weigh_offer(offer, rarity_of([offer]))).parts.required
        > 0.3
    )


@pytest.mark.parametrize(
    ("line", "wishes"),
    [
        ("a cloud such as AWS, Azure and Google Cloud", [{"AWS", "Azure", "Google Cloud"}]),
        ("HRIS experience (Workday, UKG)", [{"HRIS"}, {"Workday", "UKG"}]),
        ("Python, SQL and Docker", [{"Python"}, {"SQL"}, {"Docker"}]),
    ],
)
def test_of_examples_any_one_will_do(line: str, wishes: list[set[str]]) -> None:
    assert [set(group) for group in offer_of(posting("a", "", [line])).asks.required] == wishes


def test_a_role_is_the_same_in_another_language() -> None:
    offer = offer_of(posting("a", "Datenanalyst (m/w/d)", ["SQL"]))
    rarity = rarity_of([offer])
    spanish = fitting_of(seeker("Analista de datos", ["SQL"]), weigh_offer(offer, rarity))
    assert (
        spanish.parts.title
        == fitting_of(seeker("Data analyst", ["SQL"]), weigh_offer(offer, rarity)).parts.title
    )
    assert spanish.parts.title > 0.75


def test_the_wrong_seniority_falls() -> None:
    offers = [
        offer_of(posting(title, title, ["SQL"]))
        for title in ("Data analyst", "Head of Data Analytics", "Junior data analyst")
    ]
    rarity = rarity_of(offers)
    plain, head, junior = (
        fitting_of(seeker("Junior data analyst", ["SQL"]), weigh_offer(offer, rarity)).parts.seniority
        for offer in offers
    )
    assert junior > plain > head


def test_what_everybody_asks_for_says_less_than_what_is_rare() -> None:
    offers = [offer_of(posting(str(n), "Analyst", ["SQL"])) for n in range(8)]
    mixed = offer_of(posting("x", "Analyst", ["SQL", "Kubernetes", "Figma"]))
    rarity = rarity_of([*offers, mixed])
    assert (
        fitting_of(seeker("Analyst", ["Figma"]), weigh_offer(mixed, rarity)).parts.required
        > fitting_of(seeker("Analyst", ["SQL"]), weigh_offer(mixed, rarity)).parts.required
    )


def test_a_seeker_without_anything_fits_nothing_much_and_nothing_breaks() -> None:
    nobody = seeker_of(profile_from_json({}), TODAY)
    assert nobody.person.skills == MappingProxyType({})
    offer = offer_of(posting("a", "", []))
    assert 0 <= fitting_of(nobody, weigh_offer(offer, rarity_of([offer]))).fit < 50


def test_a_posting_in_one_line_is_read_sentence_by_sentence() -> None:
    text = "Boats. Requirements: Python, e.g. Django. Nice to have: Kafka. Benefits: Excel courses. Yoga."
    asks = offer_of(Posting(pid="p", source="", source_id="", title="", company="", description=text)).asks
    assert set(asks.required) == {frozenset({"Python"}), frozenset({"Django"})}
    assert set(asks.preferred) == {frozenset({"Kafka"})}


@pytest.mark.parametrize(
    "opening", ["Salary: $60,000 a year", "Pay $25/hour", "Benefits: Yoga with Kafka\n- Excel courses"]
)
def test_a_line_on_pay_hides_nothing_of_what_follows(opening: str) -> None:
    text = f"{opening}\nYou must know Python.\nBenefits:\nJava coffee"
    asks = offer_of(Posting(pid="p", source="", source_id="", title="", company="", description=text)).asks
    assert (set(asks.required), set(asks.preferred)) == ({frozenset({"Python"})}, set())


def test_what_a_line_says_of_colleagues_is_left_out_and_the_rest_of_it_counts() -> None:
    text = "Requirements:\nYou know Python. You work closely with marketing and sales. Kubernetes is a must."
    asks = offer_of(Posting(pid="p", source="", source_id="", title="", company="", description=text)).asks
    assert set(asks.required) == {frozenset({"Python"}), frozenset({"Kubernetes"})}


@pytest.mark.parametrize(
    ("title", "text", "languages"),
    [
        ("French-speaking accountant", "", {"French"}),
        ("Spanish teacher", "", set()),
        ("Clerk", "Benefits:\n- Free fruit\nApplicants must speak fluent French.", {"French"}),
        ("Clerk", "About us:\nOur founders speak fluent French.", set()),
        ("Clerk", "Nice to have:\n- Fluent French", set()),
        ("Clerk", "Bilingual (Spanish/English) required.", {"Spanish", "English"}),
    ],
)
def test_a_language_is_asked_for_by_title_or_by_a_line_that_insists(
    title: str, text: str, languages: set[str]
) -> None:
    asked = Posting(pid="p", source="", source_id="", title=title, company="", description=text)
    assert offer_of(asked).terms.languages == languages
