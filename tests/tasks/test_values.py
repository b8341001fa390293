from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tasks.values import (
    ApplicationId,
    EmailAddress,
    FileUrl,
    IsoInterval,
    JobId,
    ResumeId,
    Scope,
    UserId,
    ZipCode,
)


@pytest.mark.parametrize("text", ["02134", "94103", "94103-1234"])
def test_a_zip_code_keeps_its_leading_zeros(text: str) -> None:
    assert ZipCode(text) == text
    assert ZipCode(text).five_digits == text[:5]


@pytest.mark.parametrize(
    "text",
    ["9410", "941031", "94103-12", "12345-", " 94103", "94103\n", "ABCDE", "９４１０３", "٩٤١٠٣", ""],  # noqa: RUF001 (full-width digits are the trap)
)
def test_what_only_looks_like_a_zip_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a US ZIP code"):
        ZipCode(text)


@pytest.mark.parametrize("text", ["ann@example.com", "a.b+c@sub.example.co.uk", "ünï@exämple.de"])
def test_addresses_that_people_have_are_taken(text: str) -> None:
    assert EmailAddress(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "ann",
        "ann@",
        "@example.com",
        "a@b",
        "a@@example.com",
        "a b@example.com",
        "a@example..com",
        "a@x.com\n",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected an e-mail address"):
        EmailAddress(text)


@given(st.text(max_size=300))
def test_a_text_is_taken_as_it_is_or_refused_with_a_value_error(text: str) -> None:
    for kind in (ZipCode, EmailAddress, IsoInterval):
        with suppress(ValueError):
            assert kind(text) == text


@given(st.from_regex(r"[0-9]{5}(-[0-9]{4})?", fullmatch=True, alphabet="0123456789-"))
def test_every_zip_code_survives_json(text: str) -> None:
    adapter = TypeAdapter(ZipCode)
    assert adapter.validate_json(adapter.dump_json(ZipCode(text))) == text


def test_a_form_learns_the_pattern_from_the_type() -> None:
    schema = TypeAdapter(ZipCode).json_schema()
    assert schema == {
        "type": "string",
        "pattern": "^[0-9]{5}(-[0-9]{4})?$",
        "maxLength": 10,
        "x-caddie-expected": ZipCode.expected,
    }


def test_a_number_is_no_zip_code() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(ZipCode).validate_python(2134)


@pytest.mark.parametrize("interval", ["PT5M", "PT60M", "PT2H"])
def test_intervals_are_minutes_or_hours(interval: str) -> None:
    assert IsoInterval(interval) == interval


@pytest.mark.parametrize("interval", ["PT0M", "5M", "PT5S", "P1D", "PT", "PT1000M"])
def test_other_intervals_are_refused(interval: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        IsoInterval(interval)


def test_a_scope_is_made_of_slugs() -> None:
    assert Scope.of("acme", "production").tenant == "acme"
    with pytest.raises(ValueError, match="lower-case"):
        Scope.of("acme'; --", "production")


@pytest.mark.parametrize("text", ["42", "user_2abC-9", "0b5b4bb2-9a4f-4f7a-8c4e-3f1f2a6f3f10", "auth0:5f.1"])
def test_ids_of_the_app_are_taken_as_they_are(text: str) -> None:
    for kind in (UserId, ResumeId, JobId, ApplicationId):
        assert kind(text) == text


@pytest.mark.parametrize("text", ["", "a b", "a/b", "../a", "é", "a\n", "x" * 129])
def test_what_could_lead_elsewhere_is_no_id(text: str) -> None:
    with pytest.raises(ValueError, match="expected an id"):
        UserId(text)


@pytest.mark.parametrize("text", ["ftp://a/b", "https://", "https://a b", "file:///etc/passwd", "a.pdf"])
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a link"):
        FileUrl(text)
