import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.titles import read_title, same_role, titles_difference


def agree(one: str, other: str, company: str = "") -> bool:
    return same_role(read_title(one, company), read_title(other, company))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Senior Data Engineer", "Sr. Data Engineer"),
        ("Senior Data Engineer", "Senior Data Engineer (m/w/d)"),
        ("Data Engineer", "Data Engineer (all genders)"),
        ("Entwickler Java", "Entwickler:in Java (w/m/x)"),
        ("Data Engineer", "Data Engineer | Remote"),
        ("Data Engineer", "Remote Data Engineer - 100% remote"),
        ("Data Engineer", "🚀 Data Engineer (Full-time)"),
        ("Data Engineer", "Data Engineer - Req #48213"),
        ("Data Engineer", "Data Engineer ($120k - $150k)"),
        ("Full-Stack Developer", "Fullstack Developer"),
        ("Front-end Engineer II", "Frontend Engineer 2"),
        ("Director of Design", "Design Director"),
        ("Ledger Team, Data Engineer", "Data Engineer Ledger Team"),
        ("Account Manager, North & Baltic", "Account Manager North Baltic"),
        ("Machine Learning Engineer", "ML Engineer"),
        ("Ingénieur logiciel H/F", "Ingenieur logiciel"),
        ("Ingénieur logiciel H/F - CDI", "Ingenieur logiciel"),
        ("Softwareentwickler (m/w/d)", "Software-Entwickler (f/m/div.)"),
        ("Köchin / Koch", "Koch (m/w/d)"),
        ("Bürokauffrau / Bürokaufmann", "Bürokaufmann"),
        ("Camarero/Camarera", "Camarero"),
        ("Sviluppatore/trice Java", "Sviluppatore Java"),
        ("Développeur·se Web", "Développeur Web H/F"),
        ("Verpleegkundige (m/v/x)", "Verpleegkundige"),
        ("We are hiring a Data Engineer #LI-Remote", "Data Engineer – join us!"),
        ("Data Engineer (2 positions), immediate start", "Data Engineer - $5,000 Sign-On Bonus"),
        ("Data Engineer 80-100%", "Data Engineer (Home-Office möglich)"),
        ("Data Engineer [Hybrid, 3 days/week]", "Data Engineer, Visa Sponsorship"),
    ],
)
def test_one_role_may_be_titled_in_many_ways(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Senior Data Engineer", "Data Engineer"),
        ("Data Engineer II", "Data Engineer III"),
        ("Staff Data Engineer", "Senior Staff Data Engineer"),
        ("Data Engineer", "Data Engineer Intern"),
        ("Frontend Engineer", "Backend Engineer"),
        ("Data Engineer, Payments", "Data Engineer, Ledger"),
        ("Product Security Engineer", "Security Product Engineer"),
        ("C# Developer", "C++ Developer"),
        ("Support Agent (Part-time)", "Support Agent (Full-time)"),
        ("German-speaking Support Agent", "Support Agent"),
        ("Nurse 50%", "Nurse 100%"),
        ("Nurse, 3 days a week", "Nurse"),
        ("Actor / Actuary", "Actor"),
    ],
)
def test_a_level_a_qualifier_or_a_role_tells_titles_apart(one: str, other: str) -> None:
    assert not agree(one, other)


def test_the_difference_is_named() -> None:
    senior, plain = read_title("Senior Data Engineer"), read_title("Data Engineer")
    assert titles_difference(senior, plain) == "level differs: senior and nothing"
    assert titles_difference(plain, read_title("Data Engineer, Ledger")) == (
        "role or qualifier differs: nothing and ledger"
    )


def test_an_employers_own_name_says_nothing_of_the_role() -> None:
    assert agree("Data Engineer - Meadowlark", "Data Engineer Meadowlark", "Meadowlark")
    assert agree("Data Engineer", "Meadowlark | Data Engineer", "Meadowlark")


def test_an_employer_named_like_a_level_takes_no_level_away() -> None:
    assert not agree("Engineering Lead", "Engineering", "Lead")


def test_numbers_of_requisitions_are_kept_apart_from_the_words() -> None:
    title = read_title("Job 48213 Data Engineer")
    assert title.requisitions == {"48213"}
    assert title.words == ("data", "engineer")


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_can_be_read_and_is_its_own_role(title: str, company: str) -> None:
    assert agree(title, title, company)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whether_roles_are_one_does_not_depend_on_which_comes_first(one: str, other: str) -> None:
    assert agree(one, other) == agree(other, one)
