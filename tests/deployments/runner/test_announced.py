from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from deployments.runner.announced import BELIEVED_SECONDS, SHORTEST_PAUSE, Announced

RUNS = st.sets(st.uuids(), max_size=5)


def test_what_was_handed_out_is_not_asked_for_again() -> None:
    announced, run = Announced(), uuid4()
    announced.hear(run, 1.0)
    assert announced.strike([run], 1.0) is None


@given(heard=RUNS, found=RUNS)
def test_who_is_missing_is_asked_for_until_nobody_believes_it(heard: set[UUID], found: set[UUID]) -> None:
    announced = Announced()
    for run in heard:
        announced.hear(run, 0.0)
    now, asked, pause = 0.0, 0, announced.strike(found, 0.0)
    assert (pause is not None) == bool(heard - found)
    while pause is not None:
        assert pause >= SHORTEST_PAUSE
        now, asked = now + pause, asked + 1
        pause = announced.strike(found, now)
    assert asked <= 6
    assert now >= BELIEVED_SECONDS or not heard - found


def test_hearing_of_a_run_twice_makes_it_no_younger() -> None:
    announced, run = Announced(), uuid4()
    announced.hear(run, 0.0)
    announced.hear(run, BELIEVED_SECONDS)
    assert announced.strike([], BELIEVED_SECONDS) is None
