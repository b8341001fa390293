"""What a title says the work is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.matching.affinity import affinity
from tasks.matching.roles import roles_in
from tasks.matching.vocabulary import roles, skills
from tasks.word_lists import word_lists

NAMES = sorted(roles().terms)


def named(title: str) -> list[str]:
    return [one.role for one in roles_in(title)]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Senior Erlang Engineer", "Software engineer"),
        ("Engineer (Frontend)", "Frontend developer"),
        ("Quality assurance wizard", "QA engineer"),
        ("Recruiting ninja", "Recruiter"),
        ("Lead, Data Engineering", "Data engineer"),
        ("Senior Manager, Customer Success", "Customer success manager"),
    ],
)
def test_a_title_that_no_table_lists_is_read_by_its_craft_or_tool(title: str, role: str) -> None:
    assert role in named(title)


def test_a_word_for_many_trades_is_read_by_what_stands_beside_it() -> None:
    assert named("Architect") == ["Architect"]
    assert "Architect" not in named("QA Architect")


def test_the_first_half_of_a_name_is_no_role() -> None:
    assert "Waiter" in named("Server")
    assert "Waiter" not in named("Server Engineer")


@pytest.mark.parametrize(
    ("title", "not_of_it"),
    [
        ("Leasing Consultant", "Management consultant"),
        ("Elevator Mechanic", "Automotive mechanic"),
        ("Interior Designer", "Graphic designer"),
        ("Commercial Plumber", "Sales representative"),
        ("Information Security Officer", "Security guard"),
        ("Court Reporter", "Journalist"),
        ("Chef de chantier", "Cook"),
    ],
)
def test_a_word_before_a_bare_name_makes_another_role_of_it(title: str, not_of_it: str) -> None:
    assert not_of_it not in named(title)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Consultant - Strategy", "Management consultant"),
        ("Senior Consultant", "Management consultant"),
        ("Commercial (H/F)", "Sales representative"),
        ("Designer, Brand", "Graphic designer"),
    ],
)
def test_a_bare_name_that_stands_alone_says_the_role(title: str, role: str) -> None:
    assert role in named(title)


@pytest.mark.parametrize(
    ("title", "role"),
    [("Schulsozialarbeiter (m/w/d)", "Social worker"), ("Entwicklungskonstrukteur", "Mechanical engineer")],
)
def test_a_compound_is_what_it_ends_in(title: str, role: str) -> None:
    assert named(title) == [role]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Diseñadora gráfica", "Graphic designer"),
        ("Développeuse web", "Frontend developer"),
        ("Caissière", "Retail assistant"),
        ("Elektrikerin", "Electrician"),
        ("Directrice de restaurant", "Restaurant manager"),
    ],
)
def test_a_woman_has_the_same_trade(title: str, role: str) -> None:
    assert role in named(title)


def test_who_engineers_for_a_trade_is_not_of_it() -> None:
    assert named("Engineer, Marketing") == []


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_roles_are_as_near_one_way_as_the_other(one: str, other: str) -> None:
    assert affinity(one, other) == affinity(other, one)
    assert 0 <= affinity(one, other) <= affinity(one, one) == 1


def test_every_neighbour_is_a_role_or_a_field() -> None:
    fields = {term.field for term in (*roles().terms.values(), *skills().terms.values())}
    known = fields | {field.partition(".")[0] for field in fields} | roles().terms.keys()
    pairs = [pair for listed in word_lists("tasks.matching", "neighbours").values() for pair in listed]
    assert {name.strip() for pair in pairs for name in pair.split("~")} <= known


def test_a_craft_that_prose_names_is_nobodys_role() -> None:
    told = "We sell tiles to kitchens. " * 5
    assert named("Quality assurance, " + told) == []
