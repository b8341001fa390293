from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tasks.json_resume import JsonResume, profile_from_json
from tasks.matching.evidence import shown_by, years_of_work
from tasks.matching.requirements import requirements_of
from tasks.matching.score import MatchScore, match
from tasks.matching.vocabulary import skills

TODAY = date(2026, 5, 4)
POSTING = """Potter in residence
Requirements: Python; SQL; Docker or Podman; kiln firing; 5 years of work.
Nice to have: Kafka, Spanish.
"""


def score(profile: JsonResume, posting: str = POSTING) -> MatchScore:
    return match(shown_by(profile, TODAY), requirements_of(posting))


def person(*listed: str, told: tuple[str, ...] = ()) -> JsonResume:
    return profile_from_json(
        {
            "work": [{"position": "Potter", "name": "Clay & Co", "startDate": "2020", "highlights": told}],
            "skills": [{"name": skill} for skill in listed],
        }
    )


def verdicts(found: MatchScore) -> dict[str, str]:
    return {fit.wanted: fit.verdict for fit in found.fits}


def test_each_wish_is_covered_partly_or_missing_with_the_line_that_shows_it() -> None:
    found = score(person("Podman", "Postgres", told=("Fired the kiln with Python scripts",)))
    assert verdicts(found) == {
        "Python": "covered",
        "SQL": "partly",
        "Docker or Podman": "covered",
        "kiln firing": "covered",
        "Kafka": "missing",
        "Spanish": "missing",
    }
    lines = {fit.wanted: fit.line for fit in found.fits}
    assert lines["Python"] == "work[0].highlights[0]"
    assert lines["Docker or Podman"] == "skills[0].name"
    assert found.gaps == ("Kafka", "Spanish")


def test_it_says_how_it_came_about() -> None:
    required = next(one for one in score(person("Python")).features if one.name == "required")
    assert required.why == "1 of 4 required: Python; missing SQL, Docker or Podman, kiln firing"


def test_the_score_is_the_sum_of_its_features() -> None:
    found = score(person("Python", told=("Fired the kiln with Python scripts",)))
    assert abs(sum(one.points for one in found.features) - found.score) < 0.1


def test_a_must_weighs_more_than_a_wish() -> None:
    assert score(person("Python")).score > score(person("Kafka")).score


def test_a_bullet_shows_more_than_a_list() -> None:
    assert score(person(told=("Wrote Python",))).score > score(person("Python")).score


def test_a_skill_is_not_met_by_another_that_contains_its_letters() -> None:
    assert verdicts(score(person("JavaScript"), "Requirements: Java"))["Java"] == "missing"


def test_languages_are_met_by_their_level() -> None:
    posting = "Requirements: German C1; fluent English"
    profile = profile_from_json(
        {"languages": [{"language": "Deutsch", "fluency": "A2"}, {"language": "Englisch", "fluency": "C2"}]}
    )
    assert verdicts(score(profile, posting)) == {"German": "partly", "English": "covered"}


def test_years_count_overlaps_once() -> None:
    profile = profile_from_json(
        {
            "work": [
                {"name": "A", "startDate": "2018-01", "endDate": "2019-12"},
                {"name": "B", "startDate": "2019-01", "endDate": "2020-12"},
                {"name": "C", "startDate": "2025-05"},
            ]
        }
    )
    assert years_of_work(profile.work, TODAY) == 4.0
    assert years_of_work((), TODAY) is None


def test_the_same_two_give_the_same_score() -> None:
    assert score(person("Python", "SQL")) == score(person("Python", "SQL"))


SKILLS = st.lists(st.sampled_from(sorted(skills().terms)), max_size=8, unique=True)
TEXTS = st.text(alphabet="abcdefgh ,.;:\n-+", max_size=120)


@given(SKILLS, SKILLS, TEXTS)
def test_a_score_lies_between_0_and_100(has: list[str], wanted: list[str], text: str) -> None:
    found = score(person(*has), f"Requirements: {', '.join(wanted)}\n{text}")
    assert 0 <= found.score <= 100
    assert all(0 <= one.value <= 1 for one in found.features)


@given(SKILLS, SKILLS.filter(bool), st.data())
def test_a_score_never_falls_when_a_required_skill_is_added(
    has: list[str], wanted: list[str], data: st.DataObject
) -> None:
    posting = f"Requirements: {'; '.join(wanted)}"
    more = data.draw(st.sampled_from(wanted))
    assert score(person(*has, more), posting).score >= score(person(*has), posting).score
