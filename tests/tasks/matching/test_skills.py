import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.matching.skills import canonical_name, skills_in, stands_in
from tasks.matching.vocabulary import skills


def spotted(text: str) -> list[str]:
    return list(dict.fromkeys(mention.skill for mention in skills_in(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JS, Postgres and K8s", ["JavaScript", "PostgreSQL", "Kubernetes"]),
        ("C, C++, C#, F# and .NET", ["C", "C++", "C#", "F#", ".NET"]),
        ("ASP.NET with node.js and Vue.js", ["ASP.NET", "Node.js", "Vue.js"]),
        ("Wound-care\nclinics and end of life care", ["Wound care", "End-of-life care"]),
        ("SQL-Kenntnisse, FEM-Berechnung", ["SQL", "Finite element analysis"]),
        ("REST APIs and microservices", ["REST APIs", "Microservices"]),
        ("GESTIÓN DE PROYECTOS", ["Project management"]),
    ],
)
def test_a_skill_is_found_by_any_of_its_names(text: str, expected: list[str]) -> None:
    assert spotted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We maintain and train.",
        "javascripty goings-on",
        "We go above and beyond, swiftly.",
        "a rusty, go-getting C-level",
        "R&D at Q&A Ltd",
        "write to me@sql.example or https://example.com",
        "als Teil des Teams",
    ],
)
def test_no_part_of_a_word_is_a_skill(text: str) -> None:
    assert spotted(text) == []


@pytest.mark.parametrize("text", ["Python, Go and Rust", "experience in Go", "a Go developer", "Python/Go/R"])
def test_an_everyday_word_is_a_skill_in_a_skills_company(text: str) -> None:
    assert "Go" in spotted(text)


@pytest.mark.parametrize(
    "text",
    [
        "You react quickly and keep groovy documents at the confluence of two rivers.",
        "An 8-hour workday, macro tailwinds, at the helm, off the rails, in unity.",
        "Ada from Phoenix keeps the vault; a sentry and a prefect watch it.",
        "Le tableau est vite rempli; we bootstrap and hibernate.",
        "Ask Cassandra about the Unity of the team.",
    ],
)
def test_a_word_that_is_also_a_tools_name_is_no_skill_by_itself(text: str) -> None:
    assert spotted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Build components with care in React.", ["React"]),
        ("REACT, TYPESCRIPT", ["React", "TypeScript"]),
        ("rails, react, typescript", ["Ruby on Rails", "React", "TypeScript"]),
        ("Python, Prefect and Sentry", ["Python", "Prefect workflows", "Sentry error tracking"]),
        ("Elixir/Phoenix", ["Elixir", "Phoenix Framework"]),
        ("Terraform, Vault, Helm", ["Terraform", "HashiCorp Vault", "Helm"]),
    ],
)
def test_such_a_word_is_a_skill_as_its_makers_write_it_or_beside_others(
    text: str, expected: list[str]
) -> None:
    assert spotted(text) == expected


def test_in_a_list_of_skills_an_everyday_word_is_meant_as_one() -> None:
    assert [one.skill for one in skills_in("Excel avanzado", is_list=True)] == ["Microsoft Excel"]
    assert skills_in("Excel avanzado") == []


def test_the_longest_name_counts() -> None:
    assert spotted("Django REST Framework") == ["Django REST Framework"]


def test_a_name_that_the_table_lacks_stays_as_it_is() -> None:
    assert canonical_name("  Glaze   chemistry ") == "Glaze chemistry"
    assert canonical_name("ReactJS") == canonical_name("React.js")
    assert canonical_name("Java") != canonical_name("JavaScript")


def test_a_phrase_stands_in_a_text_as_whole_words_only() -> None:
    assert stands_in("Kiln firing", "cone ten kiln firing.") == 9
    assert stands_in("kiln", "kilns") == 0
    assert stands_in("art", "party") == -1


@given(st.text())
def test_every_mention_lies_in_the_text_and_none_overlaps_another(text: str) -> None:
    mentions = skills_in(text)
    assert all(0 <= one.start < one.end <= len(text) for one in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@given(st.sampled_from(sorted(skills().terms)), st.sampled_from(string.ascii_letters))
def test_a_skills_own_name_is_found_alone_and_not_inside_a_word(name: str, letter: str) -> None:
    assert name in spotted(name)
    # A broken name may well hold another one, or make one: `Fargates` in `sAWS Fargates`, `Xcode` in `xCode`.
    found = skills_in(f"{letter}{name}{letter}")
    assert all(mention.start > 1 for mention in found if mention.skill == name)
    assert all(mention.start > 1 for mention in found if name.isalnum())
