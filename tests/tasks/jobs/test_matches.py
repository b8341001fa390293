"""Postings best first, each with why."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tasks.jobs.matches import match_postings
from tasks.jobs.mending import mend
from tasks.jobs.model import Posting, RawPosting
from tasks.jobs.seeking import Wishes, seeker_of
from tasks.json_resume import profile_from_json

TODAY = date(2026, 6, 1)
MIDWIFE = profile_from_json(
    {
        "basics": {"label": "Midwife", "location": {"city": "Porto", "countryCode": "PT"}},
        "work": [
            {"position": "Midwife", "name": "Casa Branca", "startDate": "maio 2015", "endDate": "atualmente"}
        ],
        "skills": [{"name": "Patient care"}, {"name": "Medication administration"}],
        "languages": [
            {"language": "Portuguese", "fluency": "native"},
            {"language": "English", "fluency": "C1"},
        ],
    }
)


def posted(pid: str, title: str, text: str = "", place: str = "") -> Posting:
    raw = RawPosting(source="", source_id=pid, title=title, description=text, places=(place,))
    return mend(raw, pid).posting


POSTINGS = [
    posted("sales", "Regional Sales Manager", "Requirements:\n- Salesforce\n- Forecasting", "Remote"),
    posted(
        "ward",
        "Midwife (f/m/d)",
        "Requirements:\n- Patient care\n- Medication administration",
        "Porto, Portugal",
    ),
    posted("abroad", "Midwife", "Requirements:\n- Patient care\nRemote, US only.", "Remote (US only)"),
    posted("nurse", "Nurse", "Requirements:\n- Patient care\n- Triage", "Lisbon, Portugal"),
]


def test_the_best_comes_first_every_posting_once_and_what_one_cannot_have_last() -> None:
    matches = match_postings(seeker_of(MIDWIFE, TODAY), POSTINGS)
    assert [one.pid for one in matches] == ["ward", "nurse", "sales", "abroad"]
    assert [one.eligible for one in matches] == [True, True, True, False]
    assert [one.score for one in matches] == sorted((one.score for one in matches), reverse=True)


def test_a_match_says_what_of_the_required_is_there_and_what_is_missing() -> None:
    nurse = next(one for one in match_postings(seeker_of(MIDWIFE, TODAY), POSTINGS) if one.pid == "nurse")
    assert "1 of 2 required: Patient care; missing Triage" in nurse.reasons
    assert nurse.missing == ("Triage",)


def test_what_one_cannot_have_scores_0_and_says_why_first() -> None:
    abroad = match_postings(seeker_of(MIDWIFE, TODAY), POSTINGS)[-1]
    assert abroad.score == 0
    assert abroad.reasons[0].startswith("not open to you: open to people in United States only")


def test_of_two_that_fit_alike_the_newer_comes_first() -> None:
    old, new = (
        replace(POSTINGS[1], pid=day, posted=datetime(2026, 5, int(day), tzinfo=UTC)) for day in ("01", "02")
    )
    assert [one.pid for one in match_postings(seeker_of(MIDWIFE, TODAY), [old, new])] == ["02", "01"]


def test_the_order_does_not_depend_on_the_order_of_the_file() -> None:
    seeker = seeker_of(MIDWIFE, TODAY)
    assert match_postings(seeker, POSTINGS) == match_postings(seeker, POSTINGS[::-1])


def test_a_wished_role_counts_as_much_as_what_one_is() -> None:
    wishes = seeker_of(MIDWIFE, TODAY, Wishes(roles=("Sales manager",)))
    assert {one.pid for one in match_postings(wishes, POSTINGS)[:2]} == {"ward", "sales"}


def test_what_somebody_was_formerly_is_not_what_they_are() -> None:
    changed = profile_from_json({"basics": {"label": "Junior Data Analyst (former Sales Manager)"}})
    assert set(seeker_of(changed, TODAY).person.roles) == {"Data analyst"}
