from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.resumes.usage import UNLIMITED, Usage, has_room, period_start

moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.timezones())  # noqa: DTZ001  the strategy adds the zone


@given(moments)
def test_a_week_begins_on_a_sunday_at_midnight_utc_and_holds_its_moment(now: datetime) -> None:
    start = period_start(now)
    assert (start.weekday(), start.utcoffset(), start.time()) == (6, timedelta(0), datetime.min.time())
    assert start <= now < start + timedelta(days=7)


def test_the_week_turns_between_saturday_and_sunday() -> None:
    assert period_start(datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)).day == 15
    assert period_start(datetime(2026, 11, 22, tzinfo=UTC)).day == 22


@given(st.integers(0, 1_000))
def test_no_limit_is_no_limit(used: int) -> None:
    assert has_room(used, UNLIMITED)
    assert has_room(used, used + 1)
    assert not has_room(used, used)


def test_who_has_used_it_up_is_told_how_much_it_was() -> None:
    resets_at = datetime(2026, 11, 22, tzinfo=UTC)
    usage = Usage(tier="free", used=5, limit=5, resets_at=resets_at, is_reserved=False)
    assert "(5/5)" in usage.message
    assert "Sunday, November 22" in usage.message
