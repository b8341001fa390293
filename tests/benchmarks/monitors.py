"""One round over 10,000 monitors that are all due at once, beside one over 1,000.

`make bench`, or `python -m tests.benchmarks.monitors`. An area has 25 monitors and 40 tee times, so 10,000
are 400 areas. The first round finds everything new to everybody, the second nothing, the third one opening in
every tenth area. Each is the steps of monitor-check in a process of its own, beside real PostgreSQL and
a source and a mail provider over HTTP; mails are sent for half a minute at most, as in any sweep.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import psycopg
from rich.console import Console
from rich.table import Table

from tasks.mail_delivery import send_mails
from tasks.monitors.steps import checks
from tests.databases import Cluster, Database, scratch_cluster
from tests.local_providers import LocalProviders, local_providers
from tests.monitor_world import DAY, ZONE, become_another_run, opening

SIZES = (1_000, 10_000)
MONITORS_AN_AREA = 25
TEE_TIMES_AN_AREA = 40
MOST_SECONDS = 60.0
MOST_MEGABYTES = 400.0
MOST_GROWTH = 1.3
_IN_ITS_OWN_PROCESS = "--one-round"

ADD_MONITORS = """
WITH made AS (
  INSERT INTO search_criteria (tenant, environment, request_id, zip_code, latitude, longitude, time_zone,
    radius_miles, search_date, number_of_players, preferred_time_start, preferred_time_end, hot_deals_only,
    holes)
  SELECT 'default', 'default', gen_random_uuid(), '02134', 25 + (n %% %(areas)s) / 20.0, -71, %(zone)s,
    25, %(day)s, 1 + n %% 4, 5 + n %% 6, 21, false, 3
  FROM generate_series(1, %(monitors)s) AS n
  RETURNING id
), wished AS (
  INSERT INTO user_search_preferences (tenant, environment, email, search_criteria_id, status, active,
    schedule_interval)
  SELECT 'default', 'default', 'm' || row_number() OVER () || '@example.com', id, 'active', true, 'PT5M'
  FROM made
  RETURNING id
)
INSERT INTO monitor_schedules (tenant, environment, user_search_preference_id, interval, time_zone, ends_at,
  next_check_at)
SELECT 'default', 'default', id, 'PT5M', %(zone)s, %(day)s::date + 1, now() FROM wished
"""


@dataclass(frozen=True)
class Round:
    """What one round took: `seconds` until all are told, that is, until every mail is in the outbox."""

    seconds: float
    sending_seconds: float
    monitors: int
    mails: int
    sent: int
    megabytes: float


def one_round() -> Round:
    """The steps of one run of monitor-check."""
    become_another_run()
    began = time.perf_counter()
    checks.end_finished_monitors.fn()
    areas = checks.claim_due_monitors.fn(50_000)
    told = checks.tell_customers.fn(checks.ask_tee_time_source.fn(areas))
    done = time.perf_counter()
    sent = send_mails.fn()
    return Round(
        seconds=done - began,
        sending_seconds=time.perf_counter() - done,
        monitors=told.monitors,
        mails=told.mails,
        sent=sent.sent,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def in_its_own_process(database: Database, providers: LocalProviders) -> Round:
    """A round with every monitor due, in a process that knows nothing of the rounds before."""
    with psycopg.connect(database.admin_url) as connection:
        connection.execute("UPDATE monitor_schedules SET next_check_at = now()")
    environment = os.environ | {
        "DATABASE_URL": database.app_url,
        "TEE_TIME_API_URL": providers.url,
        "RESEND_API_URL": providers.url,
        "WORKFLOWS_AUTH_TOKEN": "a-token-of-the-bench",
    }
    command = (sys.executable, "-m", "tests.benchmarks.monitors", _IN_ITS_OWN_PROCESS)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return Round(**json.loads(done.stdout))


def rounds(cluster: Cluster, monitors: int) -> Iterator[tuple[str, Round]]:
    """Three rounds over so many monitors, in a database of their own."""
    database, areas = cluster.migrated(), monitors // MONITORS_AN_AREA
    values = {"areas": areas, "zone": ZONE, "day": DAY, "monitors": monitors}
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        connection.execute(ADD_MONITORS, values)
        connection.execute("ANALYZE")
    with local_providers() as providers:
        providers.offers = [opening(number) for number in range(TEE_TIMES_AN_AREA)]
        yield "everything is new", in_its_own_process(database, providers)
        yield "nothing is new", in_its_own_process(database, providers)
        providers.offers_near = {
            f"{25 + area / 20:.4f}": [opening(TEE_TIMES_AN_AREA)] for area in range(0, areas, 10)
        }
        yield "a tenth is new", in_its_own_process(database, providers)


def main() -> None:
    """Measure, print one table, and say whether it holds what is promised."""
    if _IN_ITS_OWN_PROCESS in sys.argv:
        sys.stdout.write(json.dumps(asdict(one_round())))
        return
    console = Console(width=120)
    table = Table(title="one round of monitor-check, every monitor due")
    for column in ("monitors", "round", "seconds", "ms a monitor", "mails", "sent", "in s", "MB at most"):
        table.add_column(column, justify="left" if column == "round" else "right")
    cost: dict[tuple[str, int], float] = {}
    broken: list[str] = []
    with scratch_cluster() as cluster:
        for size in SIZES:
            for what, taken in rounds(cluster, size):
                assert taken.monitors == size
                cost[what, size] = 1_000 * taken.seconds / size
                table.add_row(
                    f"{size:,}",
                    what,
                    f"{taken.seconds:.1f}",
                    f"{cost[what, size]:.2f}",
                    f"{taken.mails:,}",
                    f"{taken.sent:,}",
                    f"{taken.sending_seconds:.1f}",
                    f"{taken.megabytes:.0f}",
                )
                if taken.seconds > MOST_SECONDS or taken.megabytes > MOST_MEGABYTES:
                    broken.append(f"{what} at {size:,}: {taken.seconds:.1f} s, {taken.megabytes:.0f} MB")
    console.print(table)
    for what in dict.fromkeys(what for what, _ in cost):
        growth = cost[what, SIZES[-1]] / cost[what, SIZES[0]]
        console.print(f"{what}: a monitor costs {growth:.2f} times as much among {SIZES[-1]:,}")
        if growth > MOST_GROWTH:
            broken.append(f"{what}: {growth:.2f} times the cost")
    if broken:
        sys.exit("not as promised: " + "; ".join(broken))


if __name__ == "__main__":
    main()
