"""The real schema of a real flow, as Prefect describes it, decides what the door takes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefect.utilities.callables import parameter_schema

from deployments.shim.parameters import AmbiguousSpellingError, ParameterSchema
from flows.monitor_creation import monitor_creation

SCHEMA = ParameterSchema(parameter_schema(monitor_creation).model_dump(mode="json"), {})
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CRITERIA = {"zip_code": "02134", "search_date": "2027-05-01"}
PARAMS = {"email": "ann@example.com", "search_criteria": CRITERIA}


def told(params: dict[str, Any], now: datetime = NOON) -> dict[str, str]:
    return {wrong.field: wrong.message for wrong in SCHEMA.misfits(SCHEMA.folded(params), now)}


def with_criteria(**changes: Any) -> dict[str, Any]:
    return PARAMS | {"search_criteria": CRITERIA | changes}


def test_what_fits_breaks_no_rule() -> None:
    assert told(PARAMS) == {}


def test_both_spellings_mean_the_same() -> None:
    camel = {
        "email": "ann@example.com",
        "searchCriteria": {"zipCode": "02134", "searchDate": "2027-05-01"},
    }
    assert SCHEMA.folded(camel) == SCHEMA.folded(PARAMS) == PARAMS


def test_a_parameter_in_both_spellings_is_nobodys_guess() -> None:
    with pytest.raises(AmbiguousSpellingError) as twice:
        SCHEMA.folded({"search_criteria": {"zip_code": "1", "zipCode": "2"}})
    assert twice.value.field == "search_criteria.zip_code"


def test_every_broken_rule_is_told_at_once() -> None:
    wrong = told(
        with_criteria(number_of_players=7, zip_code="9410", holes=4)
        | {"priority_courses": [1] * 6, "nope": 1}
    )
    assert set(wrong) == {
        "search_criteria.number_of_players",
        "search_criteria.zip_code",
        "search_criteria.holes",
        "priority_courses",
        "nope",
    }


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"zip_code": "9410"}, "zip_code", "must be a US ZIP code"),
        ({"zip_code": "02134\n"}, "zip_code", "must be a US ZIP code"),
        ({"zip_code": "\uff19\uff14\uff11\uff10\uff13"}, "zip_code", "must be a US ZIP code"),
        ({"zip_code": 2134}, "zip_code", "must be a text"),
        ({"number_of_players": 0}, "number_of_players", "must be at least 1"),
        ({"number_of_players": True}, "number_of_players", "must be a whole number"),
        ({"number_of_players": 2.5}, "number_of_players", "must be a whole number"),
        ({"preferred_time_end": 25}, "preferred_time_end", "must be at most 24"),
        ({"preferred_time_start": -1}, "preferred_time_start", "must be at least 0"),
        ({"max_price": "cheap"}, "max_price", "must be a whole number or null"),
        ({"max_price": 0}, "max_price", "must be at least 1"),
        ({"search_date": "20270501"}, "search_date", "must be a date such as"),
        ({"search_date": "2027-02-30"}, "search_date", "must be a date such as"),
        ({"search_date": "2026-11-19"}, "search_date", "is in the past"),
        ({"holes": 9}, "holes", "must be 1 or 2 or 3"),
        ({"hot_deals_only": 1}, "hot_deals_only", "must be true or false"),
        ({"zipCodes": "1"}, "zipCodes", "is no parameter here"),
    ],
)
def test_a_rule_is_told_in_words(changes: dict[str, Any], field: str, message: str) -> None:
    wrong = told(with_criteria(**changes))
    assert list(wrong) == [f"search_criteria.{field}"]
    assert wrong[f"search_criteria.{field}"].startswith(message)


def test_what_is_missing_is_named() -> None:
    assert told({"search_criteria": {"zip_code": "02134"}}) == {
        "email": "is required",
        "search_criteria.search_date": "is required",
    }


@pytest.mark.parametrize(
    "hours",
    [
        {"preferred_time_start": 9, "preferred_time_end": 9},
        {"preferred_time_start": 9, "preferred_time_end": 8},
        {"preferred_time_start": 21},
        {"preferred_time_end": 5},
    ],
)
def test_an_end_before_its_start_is_refused_with_defaults_counted(hours: dict[str, int]) -> None:
    assert told(with_criteria(**hours)) == {
        "search_criteria.preferred_time_end": "must be greater than preferred_time_start"
    }


def test_a_day_is_over_when_it_is_over_in_all_of_the_united_states() -> None:
    params = with_criteria(search_date="2026-11-20")
    assert told(params, datetime(2026, 11, 21, 10, 59, tzinfo=UTC)) == {}
    assert told(params, datetime(2026, 11, 21, 11, 0, tzinfo=UTC)) != {}


def test_a_message_never_repeats_what_was_sent() -> None:
    secret = "a-secret-that-nobody-should-read"
    wrong = told({"email": secret, "search_criteria": secret, "notify_enabled": secret})
    assert wrong
    assert secret not in str(wrong)


def test_a_deployments_own_values_count_as_sent() -> None:
    schema = ParameterSchema(
        parameter_schema(monitor_creation).model_dump(mode="json"), {"email": "a@b.example"}
    )
    assert schema.misfits({"search_criteria": CRITERIA}, NOON) == []


def test_free_form_objects_keep_their_keys() -> None:
    schema = ParameterSchema(
        {"type": "object", "properties": {"any_thing": {"type": "object", "additionalProperties": True}}}, {}
    )
    assert schema.folded({"anyThing": {"myKey": 1}}) == {"any_thing": {"myKey": 1}}
    assert schema.misfits({"any_thing": {"myKey": 1}}, NOON) == []


def test_models_in_lists_behind_references_are_folded_too() -> None:
    schema = ParameterSchema(
        {
            "type": "object",
            "properties": {"users": {"type": "array", "items": {"$ref": "#/definitions/User"}}},
            "definitions": {
                "User": {
                    "type": "object",
                    "properties": {"user_id": {"type": "string"}, "boss": {"$ref": "#/definitions/User"}},
                }
            },
        },
        {},
    )
    assert schema.folded({"users": [{"userId": "1", "boss": {"userId": "2"}}]}) == {
        "users": [{"user_id": "1", "boss": {"user_id": "2"}}]
    }
    assert [wrong.field for wrong in schema.misfits({"users": [{"user_id": 1}]}, NOON)] == ["users.0.user_id"]


hours = st.integers(-2, 26)
anything: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just([])
)
criteria = st.fixed_dictionaries(
    {
        "zip_code": st.sampled_from(["02134", "94103-1234", "9410", "ABCDE"]) | anything,
        "search_date": st.dates(date(2026, 11, 1)).map(str) | anything,
    },
    optional={
        "radius_miles": st.integers(-1, 120) | anything,
        "number_of_players": st.integers(-1, 6) | anything,
        "preferred_time_start": hours | anything,
        "preferred_time_end": hours | anything,
        "max_price": st.integers(-1, 200_000) | anything,
        "hot_deals_only": anything,
        "holes": st.integers(0, 4) | anything,
        "surprise": anything,
    },
)
params_of_any_kind = st.fixed_dictionaries(
    {"email": st.emails() | anything, "search_criteria": criteria | anything},
    optional={
        "priority_courses": st.lists(st.integers(-1, 2**40), max_size=7) | anything,
        "notify_enabled": anything,
        "schedule_interval": st.sampled_from(["PT5M", "PT0S", "P1D", "PT5M\n"]) | anything,
    },
)


@given(params_of_any_kind)
def test_what_the_door_lets_through_the_flow_takes(params: dict[str, Any]) -> None:
    if not SCHEMA.misfits(params, NOON):
        monitor_creation.validate_parameters(params)


@given(params_of_any_kind)
def test_folding_twice_is_folding_once(params: dict[str, Any]) -> None:
    once = SCHEMA.folded(params)
    assert SCHEMA.folded(once) == once
