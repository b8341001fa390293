"""Postings as rows: kept as boards give them, compared, and what is offered now. They belong to no tenant."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, text, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import posting_decisions, postings
from tasks.jobs.duplicates import Duplicates, preferred
from tasks.jobs.model import Posting
from tasks.jobs.reasons import Decision

_ADAPTER = TypeAdapter(Posting)
_postings = postings.c
_decisions = posting_decisions.c
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
    UPDATE postings p SET cluster = g.cluster, role_group = g.role_group, stands_for_cluster = g.stands
    FROM unnest(CAST(:pids AS text[]), CAST(:clusters AS text[]), CAST(:groups AS text[]),
                CAST(:stands AS boolean[])) AS g (pid, cluster, role_group, stands)
    WHERE p.pid = g.pid
      AND (p.cluster, p.role_group, p.stands_for_cluster)
          IS DISTINCT FROM (g.cluster, g.role_group, g.stands)
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
    """Write down which postings are one opening and one role, and why. Nothing is merged that was undone."""
    merged = apart(found.merged, undone(connection))
    by_cluster: defaultdict[str, list[Posting]] = defaultdict(list)
    for posting in compared:
        by_cluster[merged[posting.pid]].append(posting)
    standing = {preferred(copies).pid for copies in by_cluster.values()}
    pids = [posting.pid for posting in compared]
    connection.execute(
        _COMPARED,
        {
            "pids": pids,
            "clusters": [merged[pid] for pid in pids],
            "groups": [found.grouped[pid] for pid in pids],
            "stands": [pid in standing for pid in pids],
        },
    )
    _log(connection, found.why)


def _log(connection: Connection, decisions: Sequence[Decision]) -> None:
    if not decisions:
        return
    row = insert(posting_decisions)
    changed = (_decisions.verdict, _decisions.reason)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["a", "b"],
            set_={
                "verdict": row.excluded.verdict,
                "reason": row.excluded.reason,
                "decided_at": text("now()"),
            },
            where=(changed[0] != row.excluded.verdict) | (changed[1] != row.excluded.reason),
        ),
        [{"a": one.a, "b": one.b, "verdict": one.verdict, "reason": one.reason} for one in decisions],
    )


def undone(connection: Connection) -> list[tuple[str, str]]:
    """The pairs that a person said are not one opening."""
    rows = connection.execute(
        select(_decisions.a, _decisions.b)
        .where(_decisions.undone_at.is_not(None))
        .order_by(_decisions.a, _decisions.b)
    )
    return [(row.a, row.b) for row in rows]


def undo(connection: Connection, one: str, other: str) -> None:
    """From now on these two are two openings; they are parted at the next comparison."""
    connection.execute(
        update(posting_decisions)
        .where(_decisions.a.in_([one, other]), _decisions.b.in_([one, other]))
        .values(undone_at=text("now()"))
    )
    connection.execute(update(postings).where(_postings.pid.in_([one, other])).values(cluster=None))


def apart(merged: dict[str, str], pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The clusters with the second of each pair for itself; the other copies stay with the first."""
    parted = dict(merged)
    for one, other in pairs:
        if one in parted and other in parted and parted[one] == parted[other]:
            leaving = other if parted[one] != other else one
            parted[leaving] = f"{leaving} alone"
    return parted
