"""What is new: told once an appearance, however sources flicker, fail and come back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.monitors.appearances import GONE_AFTER, Appearance, observe, offered_since
from tasks.monitors.openings import Opening

START = datetime(2026, 11, 21, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def an_opening(name: str, price_cents: int = 8_000) -> Opening:
    return Opening(
        id=name,
        course_id=name,
        course_name=name,
        starts_at=START + timedelta(days=30),
        players_available=4,
        price_cents=price_cents,
        currency="USD",
        booking_url="https://book.example.com",
    )


def seen_over_time(*answers: tuple[int, str]) -> dict[str, Appearance]:
    """What is known after answers at these minutes, each with openings of these letters."""
    known: dict[str, Appearance] = {}
    for minute, names in answers:
        known = observe(known, [an_opening(name) for name in names], START + minute * MINUTE)
    return known


def test_what_was_gone_for_an_hour_appears_anew() -> None:
    assert seen_over_time((0, "a"), (5, ""), (65, "a"))["a"].number == 2


def test_what_flickers_does_not() -> None:
    assert seen_over_time((0, "a"), (5, ""), (64, "a"))["a"].number == 1


def test_it_is_gone_only_since_an_answer_lacked_it() -> None:
    assert seen_over_time((0, "a"), (600, "a"))["a"].number == 1
    assert seen_over_time((0, "a"), (600, ""), (605, "a"))["a"].number == 1


def test_an_hour_counts_from_the_first_answer_that_lacked_it() -> None:
    assert seen_over_time((0, "a"), (5, ""), (40, ""), (70, "a"))["a"].number == 2


def test_of_two_openings_with_one_id_the_first_counts() -> None:
    known = observe({}, [an_opening("a", 100), an_opening("a", 200)], START)
    assert known["a"].opening.price_cents == 100


def test_an_unchanged_answer_changes_nothing() -> None:
    known = seen_over_time((0, "ab"))
    assert observe(known, [an_opening("b"), an_opening("a")], START + MINUTE) == known


def test_a_changed_price_is_a_change_but_no_new_appearance() -> None:
    known = observe(seen_over_time((0, "a")), [an_opening("a", 100)], START + MINUTE)
    assert (known["a"].number, known["a"].changed_at) == (1, START + MINUTE)


class _Customer:
    """A monitor as a sweep treats it: compared with an answer, told what it was not told before."""

    def __init__(self) -> None:
        self.compared_with: datetime | None = None
        self.told: set[tuple[str, int]] = set()
        self.mails: list[list[tuple[str, int]]] = []

    def check(self, known: dict[str, Appearance], answered_at: datetime) -> None:
        offered = offered_since(known.values(), self.compared_with)
        news = [
            (one.opening.id, one.number) for one in offered if (one.opening.id, one.number) not in self.told
        ]
        self.told.update(news)
        self.compared_with = answered_at
        if news:
            self.mails.append(news)


answers = st.lists(
    st.tuples(
        st.integers(1, 90),  # minutes since the one before
        st.one_of(st.none(), st.frozensets(st.sampled_from("abcd"))),  # None: the source failed
        st.booleans(),  # whether this monitor is checked in that sweep
        st.integers(1, 3),  # a price that changes now and then
    ),
    max_size=30,
)


@given(answers)
def test_what_is_told_was_offered_and_each_appearance_is_told_once(
    course_of_events: list[tuple[int, frozenset[str] | None, bool, int]],
) -> None:
    known: dict[str, Appearance] = {}
    customer, now, answered_at = _Customer(), START, START
    ever_offered: set[str] = set()
    appearances: dict[str, int] = {}
    missing_since: dict[str, datetime] = {}
    for minutes, offered, is_checked, price in course_of_events:
        now += minutes * MINUTE
        if offered is None:
            continue
        ever_offered |= offered
        for name in offered:
            gone = missing_since.pop(name, None)
            if name not in appearances or (gone is not None and now - gone >= GONE_AFTER):
                appearances[name] = appearances.get(name, 0) + 1
        for name in appearances.keys() - offered:
            missing_since.setdefault(name, now)
        answered_at = now
        known = observe(known, [an_opening(name, price) for name in sorted(offered)], answered_at)
        if is_checked:
            before = len(customer.mails)
            customer.check(known, answered_at)
            assert len(customer.mails) <= before + 1
            assert {name for name in offered if (name, appearances[name]) not in customer.told} == set()
    told = [entry for mail in customer.mails for entry in mail]
    assert len(told) == len(set(told))
    assert {name for name, _ in told} <= ever_offered
    assert all(number <= appearances[name] for name, number in told)


def test_what_left_longest_ago_is_forgotten_first() -> None:
    known = {
        name: replace(Appearance(an_opening(name), 1, START), missing_since=START + timedelta(seconds=number))
        for number, name in enumerate(f"gone-{number}" for number in range(20_010))
    }
    after = observe(known, [an_opening("new")], START + timedelta(days=1))
    assert len(after) == 20_000
    assert "gone-0" not in after
    assert "gone-20009" in after
