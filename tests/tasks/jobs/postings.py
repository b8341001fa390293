"""Postings for tests: one ordinary posting, and what differs from it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tasks.jobs.model import Posting

DAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
BODY = (
    "Meadowlark Systems builds routing software for small freight companies in northern Europe. "
    "You join the team that keeps the planner fast: it reads road data every night, plans ten thousand "
    "tours before breakfast and explains each of them to the dispatcher who has to drive it. You write "
    "Python and SQL, look after two Kafka topics and talk to dispatchers once a week. We pay for books, "
    "courses and a bicycle."
)
OTHER_BODY = (
    "Our kitchen feeds four hundred people a day and wants somebody who counts what is eaten. You keep "
    "the books of the pantry, order flour and fruit, speak with farmers in the valley and know by "
    "Thursday what Monday needs. There is no uniform, the hours are kind and the bread is better than "
    "anywhere else in town."
)
_ORDINARY = Posting(
    pid="a",
    source="greenhouse",
    source_id="",
    title="Senior Data Engineer",
    company="Meadowlark Systems",
    location="Aarhus, Denmark",
    posted=DAY,
    description=BODY,
)


def posting(pid: str = "a", *, days: float = 0, **changes: Any) -> Posting:
    """The ordinary posting, `days` later, with these fields changed."""
    return replace(_ORDINARY, pid=pid, posted=DAY + timedelta(days=days), **changes)
