import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.shim.sound_requests import DEEPEST, UnsoundError, body_problem, parse

texts = st.text(st.characters(exclude_characters="\x00", codec="utf-8"))
scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(-(2.0**62), 2.0**62) | texts
)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


@given(values)
def test_every_value_that_can_be_stored_comes_through_unchanged(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary())
def test_no_body_whatever_makes_the_door_stumble(body: bytes) -> None:
    problem = body_problem(body)
    assert problem is None or problem.status in {400, 422}


@given(st.text('[]{}",:\\u0d8 \n-1.eE+NaInfty'))
def test_nothing_that_looks_like_json_makes_the_door_stumble(body: str) -> None:
    problem = body_problem(body.encode())
    assert problem is None or problem.status in {400, 422}


@pytest.mark.parametrize(
    "body",
    [
        b'{"half": ',
        b"",
        b"NaN",
        b'{"a": Infinity}',
        b"[-Infinity]",
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b'"a newline \n inside"',
        "{}".encode("utf-16"),
        b"{'a': 1}",
        b"{} {}",
    ],
)
def test_what_is_no_json_is_a_bad_request(body: bytes) -> None:
    problem = body_problem(body)
    assert problem is not None
    assert problem.status == 400


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"9223372036854775808", "64 bits"),
        (b"-9223372036854775809", "64 bits"),
        (b"1" * 30, "64 bits"),
        (b"1" * 100_000, "64 bits"),
        (b"1e300", "64 bits"),
        (b"1e400", "64 bits"),
        (b'"\\u0000"', "NUL"),
        (b'{"a\\u0000": 1}', "NUL"),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'{"a": 1, "a": 1}', "twice"),
        (b"[" * 10_000 + b"]" * 10_000, "deeper"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "deeper"),
    ],
)
def test_what_nobody_should_store_is_refused_with_its_reason(body: bytes, why: str) -> None:
    with pytest.raises(UnsoundError, match=why):
        parse(body)
    problem = body_problem(body)
    assert problem is not None
    assert problem.status == 422


def test_nesting_is_taken_down_to_the_last_level_and_not_below() -> None:
    assert parse(b"[" * DEEPEST + b"1" + b"]" * DEEPEST) is not None
    with pytest.raises(UnsoundError):
        parse(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))
