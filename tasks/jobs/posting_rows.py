"""Postings as rows: kept as boards give them, compared, and what is offered now. They belong to no tenant."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, text, update

from tasks.database.tables import postings
from tasks.jobs.duplicates import Duplicates, application_link, preferred
from tasks.jobs.model import Posting

_ADAPTER = TypeAdapter(Posting)
_postings = postings.c
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('caddie postings'))")
_STORED = text("""
    WITH given AS (
        SELECT * FROM unnest(CAST(:pids AS text[]), CAST(:urls AS text[]), CAST(:hashes AS text[]),
                             CAST(:contents AS text[])) AS g (pid, url, content_hash, content)
    )
    INSERT INTO postings AS p (pid, source, url, posting, content_hash)
    SELECT pid, :source, url, CAST(content AS jsonb), content_hash FROM given ORDER BY pid
    ON CONFLICT (pid) DO UPDATE SET
        last_seen_at = now(),
        url = excluded.url,
        posting = excluded.posting,
        content_hash = excluded.content_hash,
        cluster = CASE WHEN p.content_hash = excluded.content_hash THEN p.cluster END
    RETURNING (xmax = 0) AS is_new
""")
_SEEN_AGAIN = text(
    "UPDATE postings SET last_seen_at = now() WHERE source = :source AND last_seen_at >= :since"
)
_FORGOTTEN = text("""
    WITH gone AS (
        DELETE FROM postings WHERE source = :source AND last_seen_at < now() - :retention
        RETURNING pid, cluster
    )
    UPDATE postings SET cluster = NULL
    WHERE cluster IN (SELECT cluster FROM gone) AND pid NOT IN (SELECT pid FROM gone)
""")
_COMPARED = text("""
    UPDATE postings p SET cluster = g.cluster, role_group = g.role_group,
                          stands_for_cluster = g.apply_url IS NOT NULL, apply_url = g.apply_url
    FROM unnest(CAST(:pids AS text[]), CAST(:clusters AS text[]), CAST(:groups AS text[]),
                CAST(:links AS text[])) AS g (pid, cluster, role_group, apply_url)
    WHERE p.pid = g.pid
      AND (p.cluster, p.role_group, p.stands_for_cluster, p.apply_url)
          IS DISTINCT FROM (g.cluster, g.role_group, g.apply_url IS NOT NULL, g.apply_url)
""")


def one_at_a_time(connection: Connection) -> None:
    """Wait for whoever else is changing postings, and keep others waiting until the transaction ends."""
    connection.execute(_ONE_AT_A_TIME)


def store(connection: Connection, source: str, mended: Sequence[Posting]) -> int:
    """Keep postings of one board as they are now; how many were not known before."""
    contents = [_ADAPTER.dump_json(posting).decode() for posting in mended]
    given = {
        "source": source,
        "pids": [posting.pid for posting in mended],
        "urls": [posting.url for posting in mended],
        "hashes": [hashlib.sha256(content.encode()).hexdigest() for content in contents],
        "contents": contents,
    }
    return sum(connection.execute(_STORED, given).scalars())


def see_again(connection: Connection, source: str, since: datetime | None) -> None:
    """What the board offered at that moment it still offers."""
    if since is not None:
        connection.execute(_SEEN_AGAIN, {"source": source, "since": since})


def forget(connection: Connection, source: str, retention: timedelta) -> None:
    """Drop what the board has not offered for as long as it may be kept; nobody's list loses anything."""
    connection.execute(_FORGOTTEN, {"source": source, "retention": retention})


def has_uncompared(connection: Connection) -> bool:
    """Whether a posting is new, or other than it was when it was compared."""
    return (
        connection.execute(select(_postings.pid).where(_postings.cluster.is_(None)).limit(1)).first()
        is not None
    )


def offered(connection: Connection, *, openings_alone: bool = False) -> list[Posting]:
    """All postings by pid, or of each opening the one that stands for it."""
    wanted = select(_postings.posting).order_by(_postings.pid)
    if openings_alone:
        wanted = wanted.where(_postings.stands_for_cluster)
    return [_ADAPTER.validate_python(row) for row in connection.execute(wanted).scalars()]


def counted(connection: Connection) -> tuple[int, int, int]:
    """How many postings, openings and roles there are."""
    found = connection.execute(
        text("SELECT count(*), count(DISTINCT cluster), count(DISTINCT role_group) FROM postings")
    ).one()
    return found[0], found[1], found[2]


def state_of_openings(connection: Connection) -> str:
    """A text that is another whenever an opening comes, goes or changes."""
    state = text(
        "SELECT md5(coalesce(string_agg(pid || content_hash, ',' ORDER BY pid), ''))"
        " FROM postings WHERE stands_for_cluster"
    )
    return str(connection.execute(state).scalar_one())


def keep_comparison(connection: Connection, compared: Sequence[Posting], found: Duplicates) -> None:
    """Write down which postings are one opening and one role, and where to apply for each opening."""
    copies: defaultdict[str, list[Posting]] = defaultdict(list)
    for posting in compared:
        copies[found.merged[posting.pid]].append(posting)
    links = {preferred(these).pid: application_link(these) for these in copies.values()}
    pids = [posting.pid for posting in compared]
    connection.execute(
        _COMPARED,
        {
            "pids": pids,
            "clusters": [found.merged[pid] for pid in pids],
            "groups": [found.grouped[pid] for pid in pids],
            "links": [links.get(pid) for pid in pids],
        },
    )


def compare_again(connection: Connection, pids: Collection[str]) -> None:
    """Have these compared anew, as if they had changed."""
    connection.execute(update(postings).where(_postings.pid.in_(pids)).values(cluster=None))
