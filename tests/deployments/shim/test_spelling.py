import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.shim.spelling import camel, camel_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [("zip_code", "zipCode"), ("search_criteria_id", "searchCriteriaId"), ("email", "email")],
)
def test_a_name_has_its_humps_where_its_seams_were(one: str, other: str) -> None:
    assert camel(one) == other


@given(st.text())
def test_a_name_in_camel_case_stays_as_it_is(name: str) -> None:
    assert camel(camel(name)) == camel(name)


def test_keys_change_at_every_depth_and_values_never() -> None:
    assert camel_keys({"a_b": [{"c_d": "e_f"}]}) == {"aB": [{"cD": "e_f"}]}
