import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from pydantic_core import to_json

from deployments.commands.parameters import check_assignment, parameters

SCHEMA: dict[str, JsonValue] = {
    "properties": {
        "email": {"type": "string"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "search_criteria": {"allOf": [{"$ref": "#/definitions/SearchCriteria"}]},
        "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    },
    "definitions": {
        "SearchCriteria": {
            "properties": {"zip_code": {"type": "string"}, "number_of_players": {"type": "integer"}}
        }
    },
}


def test_what_should_be_a_text_stays_one_however_much_it_looks_like_a_number() -> None:
    assert parameters(["search_criteria.zip_code=94103", "email=true", "note=007"], SCHEMA) == {
        "search_criteria": {"zip_code": "94103"},
        "email": "true",
        "note": "007",
    }


def test_a_text_may_stand_in_quotes() -> None:
    assert parameters(['search_criteria.zip_code="02134"'], SCHEMA) == {
        "search_criteria": {"zip_code": "02134"}
    }


def test_anything_else_is_json_or_else_a_text() -> None:
    assert parameters(["search_criteria.number_of_players=3", "either=7", "new=[1,2]", "odd={"], SCHEMA) == {
        "search_criteria": {"number_of_players": 3},
        "either": 7,
        "new": [1, 2],
        "odd": "{",
    }


def test_parts_of_one_value_may_follow_its_whole() -> None:
    given_parts = ['search_criteria={"zip_code":"02134"}', "search_criteria.number_of_players=2"]
    assert parameters(given_parts, SCHEMA) == {
        "search_criteria": {"zip_code": "02134", "number_of_players": 2}
    }


@pytest.mark.parametrize("typed", ["email", "=x", ".a=1", "a..b=1", ""])
def test_an_assignment_needs_a_name_and_a_value(typed: str) -> None:
    with pytest.raises(ValueError, match="name=value"):
        check_assignment(typed)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_json_comes_through_where_the_schema_says_nothing(value: object) -> None:
    assert parameters([f"x={to_json(value).decode()}"], {}) == {"x": value}
