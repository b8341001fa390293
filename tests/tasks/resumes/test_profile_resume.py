from dataclasses import replace

import pytest

from tasks.errors import InvalidProfileError, UnknownProfileError
from tasks.json_resume import JsonResume
from tasks.resumes.merging import merge
from tasks.resumes.profile import Profile, counted_skills, profile_of
from tasks.resumes.profile_resume import resume_of

WHOLE = JsonResume.model_validate(
    {
        "basics": {
            "name": "Ines Duarte",
            "label": "Engineer",
            "email": "ines@example.com",
            "phone": "+351 21 123 4567",
            "summary": "Keeps billing correct",
            "url": "https://ines.example.com",
        },
        "work": [
            {"name": "Tidewater", "position": "Engineer", "startDate": "2021-04", "highlights": ["Cut it"]}
        ],
        "education": [{"institution": "Porto", "studyType": "BSc", "endDate": "2018"}],
        "skills": [{"name": "Python"}, {"name": "Data", "keywords": ["SQL", "Spark"]}],
        "languages": [{"language": "Portuguese", "fluency": "native"}],
        "certificates": [{"name": "CKA", "date": "2022"}],
    }
)


def test_a_resume_that_became_a_profile_is_read_from_it_again() -> None:
    assert resume_of(profile_of(WHOLE)) == WHOLE


def test_what_the_app_calls_by_names_of_its_own_is_understood() -> None:
    entry = {"company": "Tidewater", "title": "Engineer", "startDate": "April 2021", "endDate": "Present"}
    resume = resume_of(Profile(full_name="Ines", experience=(entry,), skills=("Python", "SQL")))
    [work] = resume.work
    assert (work.name, work.position, work.start_date, work.end_date) == (
        "Tidewater",
        "Engineer",
        "2021-04",
        None,
    )
    assert [skill.name for skill in resume.skills] == ["Python", "SQL"]


def test_pages_of_the_person_are_among_the_contacts() -> None:
    profile = Profile(
        full_name="Ines",
        skills=("Python",),
        github_handle="@ines",
        linkedin_url="https://www.linkedin.com/in/ines",
        portfolio_urls=("https://ines.example.com", "https://old.example.com"),
    )
    basics = resume_of(profile).basics
    assert basics.url == "https://ines.example.com"
    assert [page.url for page in basics.profiles] == [
        "https://www.linkedin.com/in/ines",
        "https://github.com/ines",
        "https://old.example.com",
    ]


def test_what_an_app_keeps_in_odd_forms_breaks_nothing() -> None:
    odd = {"keywords": 7}, {"name": "Data", "keywords": "SQL, Spark"}, None, 3, {"name": "Rust"}
    profile = Profile(full_name="Ines", skills=odd, more={"profiles": 7, "languages": "French, Czech"})
    assert counted_skills(profile.skills) == 3
    assert merge(profile, profile_of(WHOLE), {}).profile.skills[: len(odd)] == odd
    readable = replace(profile, skills=odd[-1:])
    assert [one.language for one in resume_of(readable).languages] == ["French", "Czech"]


@pytest.mark.parametrize(
    "profile", [Profile(), Profile(full_name="Ines"), Profile(skills=("Python",)), Profile(full_name=" ")]
)
def test_nothing_is_written_from_a_profile_that_says_nothing(profile: Profile) -> None:
    with pytest.raises(UnknownProfileError, match="fill it in"):
        resume_of(profile)


def test_a_date_that_is_none_is_named() -> None:
    with pytest.raises(InvalidProfileError, match="startDate"):
        resume_of(Profile(full_name="Ines", experience=({"name": "X", "startDate": "soonish"},)))
