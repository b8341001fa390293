from deployments.shim.rate_limit import RateLimit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_allowance_may_be_spent_at_once_and_comes_back_evenly() -> None:
    clock = Clock()
    limit = RateLimit(60, clock)

    assert [limit.seconds_to_wait("ann") for _ in range(60)] == [0] * 60
    assert limit.seconds_to_wait("ann") == 1
    clock.now += 1
    assert limit.seconds_to_wait("ann") == 0
    assert limit.seconds_to_wait("ann") == 1


def test_nobody_pays_for_somebody_else() -> None:
    limit = RateLimit(1, Clock())

    assert limit.seconds_to_wait("ann") == 0
    assert limit.seconds_to_wait("ann") == 60
    assert limit.seconds_to_wait("bob") == 0


def test_an_idle_hour_saves_up_no_more_than_a_minutes_allowance() -> None:
    clock = Clock()
    limit = RateLimit(2, clock)
    limit.seconds_to_wait("ann")
    clock.now += 3_600

    assert [limit.seconds_to_wait("ann") > 0 for _ in range(3)] == [False, False, True]
