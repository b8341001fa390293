"""Which postings suit whom, as rows, and the jobs on people's lists that come of them.

What a person did with a job on their list (saved, applied, dismissed) is theirs: nothing here changes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection as PostgresConnection
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, text

from tasks.jobs.matches import Match
from tasks.jobs.people_rows import Person
from tasks.values import UserId

_TEMPORARY = """
    CREATE TEMPORARY TABLE found_matches (
        tenant text, environment text, user_id text, pid text, score smallint, reasons jsonb, missing jsonb
    ) ON COMMIT DROP
"""
_COPY = "COPY found_matches (tenant, environment, user_id, pid, score, reasons, missing) FROM STDIN"
_NO_LONGER = text("""
    DELETE FROM posting_matches m
    USING unnest(CAST(:tenants AS text[]), CAST(:environments AS text[]), CAST(:user_ids AS text[]))
          AS u (tenant, environment, user_id)
    WHERE (m.tenant, m.environment, m.user_id) = (u.tenant, u.environment, u.user_id)
      AND NOT EXISTS (SELECT FROM found_matches f
                      WHERE (f.tenant, f.environment, f.user_id, f.pid)
                          = (m.tenant, m.environment, m.user_id, m.pid))
""")
_UPSERTED = text("""
    INSERT INTO posting_matches AS m (tenant, environment, user_id, pid, score, reasons, missing)
    SELECT tenant, environment, user_id, pid, score, reasons, missing FROM found_matches
    ORDER BY tenant, environment, user_id, pid
    ON CONFLICT (tenant, environment, user_id, pid) DO UPDATE SET
        score = excluded.score, reasons = excluded.reasons, missing = excluded.missing, matched_at = now()
    WHERE (m.score, m.reasons, m.missing)
          IS DISTINCT FROM (excluded.score, excluded.reasons, excluded.missing)
""")
_HELD = text("""
    INSERT INTO matched_users (tenant, environment, user_id, held)
    SELECT * FROM unnest(CAST(:tenants AS text[]), CAST(:environments AS text[]), CAST(:user_ids AS text[]),
                         CAST(:held AS text[]))
    ORDER BY 1, 2, 3
    ON CONFLICT (tenant, environment, user_id) DO UPDATE SET held = excluded.held, matched_at = now()
""")

# A copy of an opening that is on the list already stays what the list has, whichever copy stands for it now.
# What the list says already is not written again.
# All of it is joined at once: freshly filled tables look small to the planner, which would go row by row.
_NO_LOOPS = text("SET LOCAL enable_nestloop = off")
_SAVED = text("""
    WITH offered AS MATERIALIZED (
        SELECT p.pid, p.url, p.cluster, nullif(p.apply_url, '') AS apply_url,
               coalesce((SELECT jsonb_agg(jsonb_build_object('source', o.source, 'url', o.url)
                                          ORDER BY o.source, o.url)
                         FROM postings o WHERE o.cluster = p.cluster AND o.url <> ''), '[]') AS links
        FROM postings p
        WHERE p.pid IN (SELECT pid FROM posting_matches
                        WHERE CAST(:user_id AS text) IS NULL OR user_id = :user_id)
    ), listed AS MATERIALIZED (
        SELECT DISTINCT ON (j.tenant, j.environment, j.user_id, o.cluster)
               j.tenant, j.environment, j.user_id, o.cluster, j.source_url AS url, j.status,
               (j.match_score, j.match_reasons, j.source_links, j.apply_url) AS told
        FROM jobs j JOIN postings o ON o.url = j.source_url
        WHERE o.cluster IN (SELECT cluster FROM offered)
          AND (CAST(:user_id AS text) IS NULL OR j.user_id = :user_id)
        ORDER BY j.tenant, j.environment, j.user_id, o.cluster, j.discovered_at, j.source_url
    ), best AS (
        SELECT m.tenant, m.environment, m.user_id, m.score, m.reasons, pid, p.links, p.apply_url,
               coalesce(l.url, p.url) AS url
        FROM posting_matches m JOIN offered p USING (pid)
        LEFT JOIN listed l USING (tenant, environment, user_id, cluster)
        WHERE (CAST(:user_id AS text) IS NULL OR m.user_id = :user_id)
          AND (l.url IS NULL OR l.status = 'discovered'
               AND l.told IS DISTINCT FROM (m.score, m.reasons, p.links, p.apply_url))
    )
    INSERT INTO jobs AS j (tenant, environment, job_id, user_id, external_id, source, source_url,
                           source_links, apply_url, title, company, location, remote, description,
                           salary_min, salary_max, salary_currency, match_score, match_reasons, posted_at)
    SELECT tenant, environment, 'found-' || md5(user_id || ' ' || best.url), user_id, pid, source, best.url,
           links, best.apply_url, said ->> 'title', said ->> 'company', nullif(said ->> 'location', ''),
           said -> 'arrangement' ->> 'value' = 'remote', said ->> 'description',
           CASE WHEN said -> 'salary' ->> 'period' = 'year'
                THEN least((said -> 'salary' ->> 'lowest')::numeric, 2147483647)::int END,
           CASE WHEN said -> 'salary' ->> 'period' = 'year'
                THEN least((said -> 'salary' ->> 'highest')::numeric, 2147483647)::int END,
           CASE WHEN said -> 'salary' ->> 'period' = 'year' THEN said -> 'salary' ->> 'currency' END,
           score, reasons, (said ->> 'posted')::timestamptz
    FROM best JOIN (SELECT pid, source, posting AS said FROM postings) AS o USING (pid)
    ORDER BY tenant, environment, user_id, best.url
    ON CONFLICT (tenant, environment, user_id, source_url) DO UPDATE SET
        match_score = excluded.match_score, match_reasons = excluded.match_reasons,
        source_links = excluded.source_links, apply_url = excluded.apply_url, updated_at = now()
    WHERE j.status = 'discovered'
    RETURNING (j.xmax = 0) AS is_new
""")
# One person's: whom the run is for, or else who has the best job of all.
_BEST = text("""
    SELECT match_score AS score, title, company, source_url AS url, source, match_reasons AS reasons
    FROM jobs
    WHERE status <> 'dismissed' AND match_score IS NOT NULL
      AND (tenant, environment, user_id) = (
        SELECT tenant, environment, user_id FROM posting_matches
        WHERE (CAST(:user_id AS text) IS NULL OR user_id = :user_id)
        ORDER BY score DESC, tenant, environment, user_id LIMIT 1)
    ORDER BY match_score DESC, posted_at DESC NULLS LAST, job_id LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Found:
    """What one person was held against, and what came of it."""

    person: Person
    held: str
    matches: Sequence[Match]


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A job on somebody's list."""

    score: int
    title: str
    company: str
    url: str
    source: str
    reasons: tuple[str, ...]


def replace_matches(connection: Connection, found: Sequence[Found]) -> None:
    """Keep these matches of these people, and no other of theirs."""
    connection.execute(text(_TEMPORARY))
    raw = connection.connection.driver_connection
    assert isinstance(raw, PostgresConnection)
    with raw.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in _rows(found):
            copy.write_row(row)
    whose: dict[str, Any] = {
        "tenants": [one.person.scope.tenant for one in found],
        "environments": [one.person.scope.environment for one in found],
        "user_ids": [one.person.user_id for one in found],
    }
    connection.execute(_NO_LONGER, whose)
    connection.execute(_UPSERTED)
    connection.execute(_HELD, whose | {"held": [one.held for one in found]})


def _rows(found: Iterable[Found]) -> Iterable[tuple[Any, ...]]:
    for one in found:
        for match in one.matches:
            yield (
                *one.person.key,
                match.pid,
                match.score,
                Jsonb(list(match.reasons)),
                Jsonb(list(match.missing)),
            )


def save_jobs(connection: Connection, user_id: UserId | None) -> tuple[int, int]:
    """Put everybody's matches, or one person's, on their lists; how many are new and how many changed."""
    connection.execute(_NO_LOOPS)
    is_new = list(connection.execute(_SAVED, {"user_id": user_id}).scalars())
    return sum(is_new), len(is_new) - sum(is_new)


def best_jobs(connection: Connection, user_id: UserId | None, most: int) -> list[ListedJob]:
    """The best jobs on one person's list that they have not dismissed, best first."""
    rows = connection.execute(_BEST, {"user_id": user_id, "most": most})
    return [
        ListedJob(row.score, row.title, row.company, row.url, row.source, tuple(row.reasons)) for row in rows
    ]
