import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.matching.levels import Level
from tasks.matching.requirements import Requirements, requirements_of

POSTING = """Data Engineer (m/f/d)

About us
We have brewed ginger beer with Excel since 1901.

What you will do
You will build pipelines with Airflow and Snowflake.

Requirements:
- at least three years with Python; strong SQL
- dashboards in Looker or Tableau
- a cloud such as AWS, Azure and GCP
- experience with hop chemistry
- fluent English
- Docker is not required

Nice to have: Kafka, German.

We offer
Yoga, fruit and Java coffee.
"""


def labels(wanted: Requirements, importance: str) -> list[str]:
    return [one.label for one in wanted.wanted if one.importance == importance]


def test_a_posting_says_what_is_a_must_and_what_is_welcome() -> None:
    found = requirements_of(POSTING)
    assert labels(found, "required") == [
        "Python",
        "SQL",
        "dashboards",
        "Looker or Tableau",
        "AWS or Azure or GCP",
        "hop chemistry",
    ]
    assert labels(found, "preferred") == ["Airflow", "Snowflake", "Kafka"]


def test_title_years_level_and_languages_are_read() -> None:
    found = requirements_of(POSTING, "Senior Data Engineer")
    assert found.title == "Senior Data Engineer"
    assert found.level is Level.SENIOR
    assert found.years is not None
    assert found.years.least == 3
    assert [(one.name, one.importance) for one in found.languages] == [
        ("English", "required"),
        ("German", "preferred"),
    ]
    assert [one.role for one in found.roles] == ["Data engineer"]


def test_each_thing_has_its_place_in_the_text() -> None:
    for one in requirements_of(POSTING).wanted:
        text = POSTING[one.start : one.end]
        assert text.startswith(one.written[0])
        assert text.endswith(one.written[-1])


def test_what_the_company_says_of_itself_is_not_wanted() -> None:
    wanted = {skill for one in requirements_of(POSTING).wanted for skill in one.any_of}
    assert not wanted & {"Microsoft Excel", "Java", "Docker"}


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Requirements: Power BI or Tableau", ["Power BI or Tableau"]),
        ("Requirements: React, Vue or Angular", ["React or Vue or Angular"]),
        ("Requirements: React, Vue and Angular", ["React", "Vue", "Angular"]),
        ("Requirements: Python and Java or Kotlin", ["Python", "Java or Kotlin"]),
        ("Requirements: SQL, Java or Kotlin, Docker", ["SQL", "Java or Kotlin", "Docker"]),
        ("Requirements: Java or Kotlin or Scala", ["Java or Kotlin or Scala"]),
        ("Requirements: MySQL/PostgreSQL", ["MySQL or PostgreSQL"]),
        ("Anforderungen: Java oder Kotlin", ["Java or Kotlin"]),
        ("Requisitos: Java o Kotlin", ["Java or Kotlin"]),
        ("Profil recherché : Java ou Kotlin", ["Java or Kotlin"]),
        ("Must have: CI/CD (GitHub Actions or CircleCI)", ["CI/CD", "GitHub Actions or CircleCI"]),
    ],
)
def test_alternatives_are_one_wish(text: str, groups: list[str]) -> None:
    assert labels(requirements_of(text), "required") == groups


@pytest.mark.parametrize(
    ("heading", "plus"),
    [
        ("Requirements", "Nice to have"),
        ("Anforderungen", "Von Vorteil"),
        ("Requisitos", "Se valorará"),
        ("Profil recherché", "Les plus"),
        ("Requisitos obrigatórios", "Diferenciais"),
        ("Requisiti", "Costituisce titolo preferenziale"),
        ("Functie-eisen", "Pluspunten"),
    ],
)
def test_headings_are_known_in_seven_languages(heading: str, plus: str) -> None:
    found = requirements_of(f"{heading}:\n- Python\n- SQL\n\n{plus}:\n- Docker\n")
    assert labels(found, "required") == ["Python", "SQL"]
    assert labels(found, "preferred") == ["Docker"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Requirements: 4+ years of Python", 4),
        ("Requirements: 3-5 years of Python", 3),
        ("Anforderungen: mindestens fünf Jahre Erfahrung", 5),
        ("Requisitos: 2 años de experiencia", 2),
        ("Requirements: Python", None),
    ],
)
def test_years_are_the_least_that_is_asked(text: str, years: int | None) -> None:
    found = requirements_of(text).years
    assert (found and found.least) == years


def test_without_headings_the_clauses_that_ask_are_what_is_asked() -> None:
    found = requirements_of("We make maps. You have experience with PostGIS. Redis is a plus. We use Slack.")
    assert labels(found, "required") == ["PostGIS"]
    assert "Redis" in labels(found, "preferred")


@given(st.text())
def test_no_posting_breaks_it(text: str) -> None:
    found = requirements_of(text, text[:40])
    assert all(0 <= one.start < one.end <= len(text) for one in found.wanted)


def test_of_an_endless_posting_the_beginning_is_read() -> None:
    found = requirements_of("Requirements: Python. " + "We pay well. " * 100_000 + "Requirements: Rust.")
    assert [one.label for one in found.required] == ["Python"]
    assert len(found.text) == 60_000


@pytest.mark.parametrize(
    "aside",
    [
        "Benefits include dental insurance and Excel courses.",
        "You will work closely with marketing and sales.",
        "You report directly to the head of Accounting.",
        "Sie arbeiten eng mit Vertrieb und Marketing zusammen.",
        "Vous travaillez avec les équipes commerciales et marketing.",
    ],
)
def test_benefits_and_colleagues_are_asked_of_nobody(aside: str) -> None:
    found = requirements_of(f"Requirements:\n- Python\n{aside}")
    assert [one.label for one in found.wanted] == ["Python"]


def test_a_bracket_behind_a_skill_holds_examples_of_it() -> None:
    found = requirements_of("Requirements:\n- HRIS experience (Workday, UKG)\n- Python\n- Docker (must)")
    assert labels(found, "required") == ["HRIS", "Workday or UKG", "Python", "Docker"]


@pytest.mark.parametrize(
    "opening", ["Salary: $60,000 a year", "Pay $25/hour", "Benefits: Yoga with Kafka\n- Excel courses"]
)
def test_a_line_on_pay_speaks_of_itself_alone(opening: str) -> None:
    found = requirements_of(f"{opening}\nYou must know Python.\nBenefits:\nJava coffee")
    assert [one.label for one in found.wanted] == ["Python"]
