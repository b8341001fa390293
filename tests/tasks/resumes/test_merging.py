"""A résumé fills and adds; it takes nothing away and overwrites nobody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.json_resume import JsonResume
from tasks.resumes.merging import merge
from tasks.resumes.profile import (
    ENTRY_FIELDS,
    OTHER_SECTIONS,
    TEXT_FIELDS,
    Profile,
    counted_skills,
    names_of_skill,
    profile_of,
)

READ = profile_of(
    JsonResume.model_validate(
        {
            "basics": {
                "name": "Ann Lee",
                "label": "Engineer",
                "email": "ann@example.com",
                "location": {"city": "Lyon", "countryCode": "FR"},
                "url": "https://ann.example.com",
                "profiles": [
                    {"network": "LinkedIn", "url": "linkedin.com/in/annlee"},
                    {"url": "https://github.com/annlee?tab=x"},
                    {"network": "Mastodon", "url": "https://social.example/@ann"},
                ],
            },
            "work": [
                {"name": "Acme", "position": "Engineer", "startDate": "2020-05", "highlights": ["Built it"]}
            ],
            "education": [{"institution": "ENS", "studyType": "MSc", "endDate": "2019"}],
            "skills": [{"name": "Code", "keywords": ["Python", "C++", "C"]}, {"name": "Sailing"}],
            "languages": [{"language": "French", "fluency": "native"}],
        }
    )
)


def changed(known: Profile, read: Profile = READ, written: dict[str, Any] | None = None) -> dict[str, Any]:
    return {change.field: change.after for change in merge(known, read, written or {}).changes}


def test_an_empty_profile_becomes_what_the_resume_says() -> None:
    merged = merge(Profile(), READ, {}).profile
    assert merged == READ
    assert (merged.location, merged.github_handle) == ("Lyon, FR", "annlee")
    assert merged.linkedin_url == "https://linkedin.com/in/annlee"
    assert merged.more is not None
    assert merged.more["profiles"] == [{"network": "Mastodon", "url": "https://social.example/@ann"}]


def test_a_text_that_stands_there_is_the_person_s_own() -> None:
    known = Profile(full_name="Dr. Ann Lee", headline="Sailor")
    assert not {"full_name", "headline"} & changed(known).keys()


def test_a_text_that_a_resume_wrote_is_renewed_by_the_next_one() -> None:
    known = Profile(headline="Intern", summary="Mine now")
    written = {"headline": "Intern", "summary": "As it was read"}
    read = Profile(headline="Engineer", summary="New")
    assert changed(known, read, written) == {"headline": "Engineer"}


def test_a_text_that_the_next_resume_lacks_stays() -> None:
    assert changed(Profile(headline="Intern"), Profile(), {"headline": "Intern"}) == {}


@pytest.mark.parametrize("field", [*TEXT_FIELDS, *ENTRY_FIELDS, "portfolio_urls", "more"])
def test_what_a_person_edited_no_run_changes_even_if_it_is_empty(field: str) -> None:
    touched = changed(Profile(edited_by_hand=frozenset({field})))
    assert not [name for name in touched if name.partition(".")[0] == field]


def test_a_role_that_is_known_gets_what_it_lacks_and_keeps_what_the_app_keeps_in_it() -> None:
    known = Profile(experience=({"id": 7, "company": "ACME", "title": "Engineer", "location": "Nice"},))
    [role] = merge(known, READ, {}).profile.experience
    assert role == {
        "id": 7,
        "company": "ACME",
        "title": "Engineer",
        "location": "Nice",
        "startDate": "2020-05",
        "highlights": ["Built it"],
    }


def test_another_role_at_the_same_employer_is_another_entry() -> None:
    known = Profile(experience=({"name": "Acme", "position": "Intern", "startDate": "2018"},))
    assert len(merge(known, READ, {}).profile.experience) == 2


def test_the_same_role_begun_at_another_time_is_another_entry() -> None:
    known = Profile(experience=({"name": "Acme", "position": "Engineer", "startDate": "2014"},))
    assert len(merge(known, READ, {}).profile.experience) == 2


def test_a_role_that_goes_on_is_not_ended_by_an_older_resume() -> None:
    known = Profile(experience=({"name": "Acme", "position": "Engineer", "startDate": "2020"},))
    read = Profile(experience=({"name": "Acme", "position": "Engineer", "endDate": "2022"},))
    assert changed(known, read) == {}


def test_a_skill_is_added_once_and_to_the_group_of_its_name() -> None:
    known = Profile(skills=("python", {"name": "code", "keywords": ["Rust"]}))
    skills = merge(known, READ, {}).profile.skills
    assert skills == ("python", {"name": "code", "keywords": ["Rust", "C++", "C"]}, {"name": "Sailing"})
    assert counted_skills(skills) == 5


def test_a_skill_that_is_known_by_another_name_is_not_added() -> None:
    known = Profile(skills=({"name": "JavaScript"},))
    assert changed(known, Profile(skills=({"name": "JS"},))) == {}


def test_a_page_is_added_once_however_it_is_spelt() -> None:
    known = Profile(portfolio_urls=("http://www.ANN.example.com/",))
    assert "portfolio_urls" not in changed(known)


def test_entries_that_no_one_can_read_stay_where_they_are() -> None:
    known = Profile(experience=(None, "x", 7, {"odd": True}), skills=(3, {"keywords": None}))
    merged = merge(known, READ, {}).profile
    assert merged.experience[:4] == known.experience
    assert merged.skills[:2] == known.skills


names = st.sampled_from(["Acme", "acme ", "Bolt", "", "C", "C++"])
dates = st.sampled_from(["2020", "2020-05", "2020-06", "2021"])
entries = st.fixed_dictionaries(
    {},
    optional={
        "name": names,
        "position": names,
        "institution": names,
        "studyType": names,
        "startDate": dates,
        "endDate": dates,
        "summary": names,
        "highlights": st.lists(names, max_size=2),
    },
)
skills = st.fixed_dictionaries({}, optional={"name": names, "keywords": st.lists(names, max_size=3)})
texts = st.one_of(st.none(), st.sampled_from(["", "a", "b"]))
profiles = st.builds(
    Profile,
    **dict.fromkeys(TEXT_FIELDS, texts),
    portfolio_urls=st.lists(names, max_size=2).map(tuple),
    skills=st.lists(skills, max_size=3).map(tuple),
    experience=st.lists(entries, max_size=4).map(tuple),
    education=st.lists(entries, max_size=3).map(tuple),
    more=st.dictionaries(st.sampled_from([*OTHER_SECTIONS, "profiles"]), st.lists(entries, max_size=3)),
)


@given(profiles, profiles)
def test_the_same_resume_again_changes_nothing(known: Profile, read: Profile) -> None:
    once = merge(known, read, {})
    assert merge(once.profile, read, {}).changes == ()


@given(profiles, profiles)
def test_nothing_that_was_there_is_lost(known: Profile, read: Profile) -> None:
    merged = merge(known, read, {}).profile
    for name in TEXT_FIELDS:
        assert not getattr(known, name) or getattr(merged, name) == getattr(known, name)
    for name in ("experience", "education"):
        for before, after in zip(getattr(known, name), getattr(merged, name), strict=False):
            assert {field: after[field] for field, value in before.items() if value} == {
                field: value for field, value in before.items() if value
            }
    there = {name for skill in merged.skills for name in names_of_skill(skill)}
    assert there >= {name for skill in known.skills for name in names_of_skill(skill)}
