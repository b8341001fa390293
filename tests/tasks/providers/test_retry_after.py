from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.providers.retry_after import retry_after_seconds

NOW = datetime(2030, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 01 May 2030 12:01:30 GMT", 90.0),
        ("Wed, 01 May 2030 11:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1 Jan 2030 00:00:00 +99999999999999", None),
        ("1 Jan 99999999999999 00:00:00 GMT", None),
        ("١٢", None),
    ],
)
def test_a_provider_asks_for_seconds_or_names_a_moment(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, NOW) == seconds


@given(st.text(max_size=40))
def test_no_header_is_an_accident(header: str) -> None:
    seconds = retry_after_seconds(header, NOW)
    assert seconds is None or seconds >= 0
