from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.shim.cursor import BadCursorError, Position

positions = st.builds(Position, st.datetimes(timezones=st.just(UTC)), st.uuids())


@given(positions, st.text())
def test_a_cursor_leads_back_to_its_place(place: Position, filters: str) -> None:
    assert Position.from_cursor(place.cursor(filters), filters) == place


@given(positions, st.data())
def test_a_cursor_that_was_tampered_with_is_refused(place: Position, data: st.DataObject) -> None:
    cursor = place.cursor("")
    at = data.draw(st.integers(0, len(cursor) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda drawn: drawn not in f"{cursor[at]}="))
    with pytest.raises(BadCursorError):
        Position.from_cursor(cursor[:at] + other + cursor[at + 1 :], "")


@given(positions)
def test_a_cursor_of_another_list_is_refused(place: Position) -> None:
    with pytest.raises(BadCursorError):
        Position.from_cursor(place.cursor("status=errored"), "status=complete")


@given(st.text())
def test_nothing_else_is_a_cursor(sent: str) -> None:
    with pytest.raises(BadCursorError):
        Position.from_cursor(sent, "")
