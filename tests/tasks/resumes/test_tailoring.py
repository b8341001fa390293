import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.json_resume import JsonResume, profile_from_json
from tasks.matching.requirements import requirements_of
from tasks.resumes.draft import Draft, LetterParagraph, RewordedLine, Wording
from tasks.resumes.faithfulness import refusals
from tasks.resumes.paths import texts_of
from tasks.resumes.tailoring import MOST_BULLETS, tailor
from tests.made_profiles import made_profiles

PROFILE = profile_from_json(
    {
        "basics": {"name": "Ada Byrne", "label": "Developer", "email": "ada@example.com"},
        "work": [
            {"position": "Intern", "name": "Old Mill", "startDate": "2015", "endDate": "2016"},
            {
                "position": "Developer",
                "name": "Loom & Co",
                "startDate": "2017-03",
                "highlights": ["Answered 40 calls a day", "Moved the shop to K8s", "Wrote reports in SQL"],
            },
        ],
        "skills": [
            {"name": "Tools", "keywords": ["Excel", "K8s", "JS"]},
            {"name": "Postgres"},
            {"name": "Juggling"},
        ],
    }
)
POSTING = """Site Reliability Engineer
Requirements: Kubernetes, PostgreSQL, JavaScript, Terraform.
Nice to have: SQL, Ansible.
"""


def draft(profile: JsonResume = PROFILE, posting: str = POSTING, wording: Wording | None = None) -> Draft:
    return tailor(profile, requirements_of(posting), wording, "Quay Ltd")


def test_what_the_posting_asks_for_comes_first_and_the_newest_work_on_top() -> None:
    resume = draft().resume
    assert [one.position for one in resume.work] == ["Developer", "Intern"]
    assert resume.work[0].highlights == (
        "Moved the shop to K8s",
        "Wrote reports in SQL",
        "Answered 40 calls a day",
    )
    assert [one.name for one in resume.skills] == ["Tools", "PostgreSQL", "Juggling"]
    assert resume.skills[0].keywords == ("Kubernetes", "JavaScript", "Excel")


def test_every_line_says_where_it_comes_from() -> None:
    made, source = draft(), texts_of(PROFILE)
    by_id = {line.id: line for line in made.lines}
    assert by_id["work[0].highlights[0]"].source == "work[1].highlights[1]"
    assert by_id["skills[0].keywords[0]"].source == "skills[0].keywords[1]"
    assert set(by_id) == set(texts_of(made.resume))
    assert {line.source for line in made.lines} == set(source)


def test_the_diff_tells_of_every_difference() -> None:
    told = {(one.kind, one.source) for one in draft().diff}
    assert told == {
        ("reordered", "work"),
        ("reordered", "work[1].highlights"),
        ("reordered", "skills[0].keywords"),
        ("relabelled", "skills[0].keywords[1]"),
        ("relabelled", "skills[0].keywords[2]"),
        ("relabelled", "skills[1].name"),
    }


def test_what_is_asked_for_and_not_there_is_nowhere_on_the_resume() -> None:
    made = draft()
    said = " ".join([*texts_of(made.resume).values(), made.letter.text])
    assert "Terraform" not in said
    assert "Ansible" not in said


def test_of_very_many_bullets_the_best_stay_and_the_diff_names_the_others() -> None:
    bullets = [f"Swept floor number {number}" for number in range(12)] + ["Ran Kubernetes"]
    profile = profile_from_json({"work": [{"position": "Sweeper", "name": "Mill", "highlights": bullets}]})
    made = draft(profile)
    assert made.resume.work[0].highlights[0] == "Ran Kubernetes"
    assert len(made.resume.work[0].highlights) == MOST_BULLETS
    assert sum(one.kind == "dropped" for one in made.diff) == 13 - MOST_BULLETS
    assert refusals(profile, made) == ()


@pytest.mark.parametrize("language_and_profile", made_profiles(), ids=lambda one: one[1].basics.name)
def test_the_built_in_engine_is_faithful(language_and_profile: tuple[str, JsonResume]) -> None:
    language, profile = language_and_profile
    made = draft(profile)
    assert refusals(profile, made) == ()
    assert made.language == language
    assert made.letter.text.endswith(profile.basics.name or "nobody")


def test_a_letter_is_made_of_the_profiles_own_words() -> None:
    letter = draft().letter.text
    assert "Site Reliability Engineer" in letter
    assert "at Quay Ltd" in letter
    assert "• Moved the shop to K8s." in letter


def reworded(source: str, text: str) -> Draft:
    return draft(
        wording=Wording(lines=(RewordedLine(source=source, text=text),), letter=(), engine="a model")
    )


def test_new_words_for_the_same_facts_go_out() -> None:
    made = reworded("work[1].highlights[0]", "Handled 40 calls a day")
    assert "Handled 40 calls a day" in made.resume.work[0].highlights
    assert [(one.kind, one.before) for one in made.diff if one.kind == "reworded"] == [
        ("reworded", "Answered 40 calls a day")
    ]
    assert made.engine == "a model"
    assert refusals(PROFILE, made) == ()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("work[1].highlights[0]", "Handled 400 calls a day"),
        ("work[1].highlights[0]", "Handled 40 calls a day at Globex"),
        ("work[1].highlights[1]", "Moved the shop to K8s with Terraform"),
        ("work[1].highlights[1]", "Led the shop's move to K8s"),
        ("work[1].position", "Head of Development"),
        ("work[9].highlights[0]", "Anything"),
        ("skills[1].name", "Terraform"),
        ("work[1].highlights[2]", ""),
    ],
)
def test_a_line_that_says_more_falls_back_to_the_profiles_own(source: str, text: str) -> None:
    made = reworded(source, text)
    assert made.resume == draft().resume
    assert [one.source for one in made.refused] == [source]


def test_a_letter_with_one_false_paragraph_is_not_taken_at_all() -> None:
    letter = (
        LetterParagraph(sources=("work[1].highlights[0]",), text="I answered 40 calls a day."),
        LetterParagraph(sources=("work[1].name",), text="At Globex I ran Kubernetes."),
    )
    made = draft(wording=Wording(lines=(), letter=letter, engine="a model"))
    assert made.letter == draft().letter
    assert [one.text for one in made.refused] == ["At Globex I ran Kubernetes."]


@given(
    st.text(max_size=80),
    st.lists(
        st.builds(RewordedLine, source=st.sampled_from(sorted(texts_of(PROFILE))), text=st.text()), max_size=4
    ),
)
def test_whatever_a_model_answers_the_draft_is_faithful(posting: str, lines: list[RewordedLine]) -> None:
    wording = Wording(lines=tuple(lines), letter=(), engine="a model")
    made = tailor(PROFILE, requirements_of(posting), wording)
    assert refusals(PROFILE, made) == ()
