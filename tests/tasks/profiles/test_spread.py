from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.profiles.spread import HOURS_OF_A_WEEK, hour_of_week, own_hour
from tasks.values import Scope, UserId

SCOPE = Scope.of("default", "default")


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))  # noqa: DTZ001  made aware below
def test_each_hour_of_a_week_comes_once_a_week(begin: datetime) -> None:
    hours = [hour_of_week(begin.replace(tzinfo=UTC) + timedelta(hours=n)) for n in range(HOURS_OF_A_WEEK)]
    assert sorted(hours) == list(range(HOURS_OF_A_WEEK))


def test_users_are_spread_over_the_week() -> None:
    users = Counter(own_hour(SCOPE, UserId(f"user-{number}")) for number in range(16_800))
    assert len(users) == HOURS_OF_A_WEEK
    assert max(users.values()) < 160


def test_the_same_name_in_another_tenant_is_another_user() -> None:
    other = Scope.of("other", "default")
    assert [own_hour(SCOPE, UserId(f"u{n}")) for n in range(9)] != [
        own_hour(other, UserId(f"u{n}")) for n in range(9)
    ]
