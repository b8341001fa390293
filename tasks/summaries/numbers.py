"""The week's numbers of everybody, counted in the database in one go."""

from datetime import timedelta

from sqlalchemy import Connection, text

from tasks.values import IsoWeek, UserId

NOTHING = "nothing to tell of"

# The planner knows nothing yet of rows that were made a moment ago, and takes them for a handful: what is
# due goes into a table that may be analysed, because it is our own.
_MAKE_DUE = text("""
    CREATE TEMPORARY TABLE due (
        id uuid, tenant text, environment text, user_id text,
        before_at timestamptz, starts_at timestamptz, ends_at timestamptz
    ) ON COMMIT DROP
""")
_FILL_DUE = text("""
    INSERT INTO due
    SELECT id, tenant, environment, user_id, before_at, starts_at, ends_at
    FROM weekly_summaries
    WHERE week = :week AND state = 'pending' AND numbers IS NULL
      AND (CAST(:user_id AS text) IS NULL OR user_id = :user_id)
""")
_LOOK_AT_DUE = text("ANALYZE due")
_DROP_DUE = text("DROP TABLE due")
_JOIN_BY_HASH = text("SET LOCAL enable_nestloop = off")
_IN_MEMORY = text("SET LOCAL work_mem = '64MB'")
# A day of a person's own is told by how long before the end of their week it was.
# While this one counts, another run may have counted and sent: the last line looks at each row once more.
_GATHER = text("""
    WITH theirs AS MATERIALIZED (
        SELECT d.id, j.id AS job, j.match_score, j.discovered_at,
               j.discovered_at >= d.starts_at AND j.discovered_at < d.ends_at AS is_found,
               j.discovered_at >= d.before_at AND j.discovered_at < d.starts_at AS was_found,
               j.applied_at >= d.starts_at AND j.applied_at < d.ends_at AS is_sent,
               j.applied_at >= d.before_at AND j.applied_at < d.starts_at AS was_sent,
               j.status <> 'dismissed' AND j.source_url ~* '^https?://' AND length(j.source_url) <= 2000
                   AS may_be_shown
        FROM due d JOIN jobs j USING (tenant, environment, user_id)
        WHERE (j.discovered_at >= d.before_at AND j.discovered_at < d.ends_at)
           OR (j.applied_at >= d.before_at AND j.applied_at < d.ends_at)
    ), listed AS (
        SELECT id,
               count(*) FILTER (WHERE is_found) AS found, count(*) FILTER (WHERE was_found) AS found_before,
               count(*) FILTER (WHERE is_sent) AS sent, count(*) FILTER (WHERE was_sent) AS sent_before
        FROM theirs GROUP BY id
    ), applied AS (
        SELECT d.id,
               count(*) FILTER (WHERE a.ready_at >= d.starts_at AND a.ready_at < d.ends_at) AS written,
               count(*) FILTER (WHERE a.ready_at >= d.before_at AND a.ready_at < d.starts_at)
                   AS written_before,
               count(*) FILTER (WHERE a.replied_at >= d.starts_at AND a.replied_at < d.ends_at) AS replies,
               count(*) FILTER (WHERE a.replied_at >= d.before_at AND a.replied_at < d.starts_at)
                   AS replies_before,
               count(*) FILTER (WHERE a.interview_at >= d.starts_at AND a.interview_at < d.ends_at)
                   AS interviews,
               count(*) FILTER (WHERE a.interview_at >= d.before_at AND a.interview_at < d.starts_at)
                   AS interviews_before
        FROM due d JOIN job_applications a USING (tenant, environment, user_id)
        GROUP BY d.id
    ), lately AS (
        SELECT d.id, count(DISTINCT j.id) AS sent,
               count(DISTINCT j.id) FILTER (WHERE a.replied_at < d.ends_at) AS replied,
               count(DISTINCT j.id) FILTER (WHERE a.interview_at < d.ends_at) AS interviewed
        FROM due d
        JOIN jobs j USING (tenant, environment, user_id)
        LEFT JOIN job_applications a USING (tenant, environment, user_id, job_id)
        WHERE j.applied_at >= d.ends_at - interval '84 days' AND j.applied_at < d.ends_at
        GROUP BY d.id
    ), best AS (
        SELECT DISTINCT ON (t.id) t.id, t.job
        FROM theirs t WHERE t.is_found AND t.may_be_shown
        ORDER BY t.id, t.match_score DESC NULLS LAST, t.discovered_at, t.job
    ), top AS (
        SELECT best.id, one.job FROM best CROSS JOIN LATERAL (
            SELECT jsonb_build_object('title', j.title, 'company', j.company, 'location', j.location,
                                      'url', j.source_url, 'source', j.source, 'score', j.match_score,
                                      'reason', j.match_reasons ->> 0) AS job
            FROM jobs j WHERE j.id = best.job LIMIT 1) one
    ), waits AS (
        SELECT DISTINCT ON (d.id) d.id,
               jsonb_build_object('title', one.title, 'company', one.company,
                                  'since', CAST(:next_monday AS date)
                                      - ceil(extract(epoch FROM d.ends_at - a.ready_at) / 86400)::int)
                   AS application
        FROM due d
        JOIN job_applications a USING (tenant, environment, user_id)
        CROSS JOIN LATERAL (
            SELECT j.title, j.company FROM jobs j
            WHERE (j.tenant, j.environment, j.job_id) = (d.tenant, d.environment, a.job_id)
              AND j.user_id = d.user_id AND j.applied_at IS NULL AND j.status <> 'dismissed' LIMIT 1) one
        WHERE a.status = 'ready' AND a.ready_at < d.ends_at
        ORDER BY d.id, a.ready_at, a.id
    ), synced AS (
        SELECT d.id, jsonb_agg(DISTINCT skill.value ORDER BY skill.value) AS skills
        FROM due d
        JOIN profile_changes c USING (tenant, environment, user_id)
        CROSS JOIN LATERAL
            jsonb_path_query(c.diff, '$[*] ? (@.field == "skills").evidence[*].name') AS skill(value)
        WHERE c.source = 'profile-sync' AND c.created_at >= d.starts_at AND c.created_at < d.ends_at
        GROUP BY d.id
    ), told AS (
        SELECT d.id, jsonb_strip_nulls(jsonb_build_object(
            'jobs_found', jsonb_build_object('now', COALESCE(listed.found, 0),
                                             'before', COALESCE(listed.found_before, 0)),
            'resumes_written', jsonb_build_object('now', COALESCE(applied.written, 0),
                                                  'before', COALESCE(applied.written_before, 0)),
            'applications_sent', jsonb_build_object('now', COALESCE(listed.sent, 0),
                                                    'before', COALESCE(listed.sent_before, 0)),
            'replies', jsonb_build_object('now', COALESCE(applied.replies, 0),
                                          'before', COALESCE(applied.replies_before, 0)),
            'interviews', jsonb_build_object('now', COALESCE(applied.interviews, 0),
                                             'before', COALESCE(applied.interviews_before, 0)),
            'sent_lately', COALESCE(lately.sent, 0),
            'replied_lately', COALESCE(lately.replied, 0),
            'interviewed_lately', COALESCE(lately.interviewed, 0),
            'waits_longest', waits.application,
            'skills_found', COALESCE(synced.skills, '[]'::jsonb))) || jsonb_build_object('top_job', top.job)
                AS numbers,
            COALESCE(listed.found, 0) + COALESCE(applied.written, 0) + COALESCE(listed.sent, 0)
                + COALESCE(applied.replies, 0) + COALESCE(applied.interviews, 0)
                + (synced.skills IS NOT NULL)::int AS things
        FROM due d
        LEFT JOIN listed USING (id) LEFT JOIN applied USING (id) LEFT JOIN lately USING (id)
        LEFT JOIN top USING (id) LEFT JOIN waits USING (id) LEFT JOIN synced USING (id)
    )
    UPDATE weekly_summaries s
    SET numbers = told.numbers,
        state = CASE WHEN told.things = 0 THEN 'skipped' ELSE 'pending' END,
        reason = CASE WHEN told.things = 0 THEN :nothing END,
        updated_at = now()
    FROM told WHERE s.id = told.id AND s.state = 'pending' AND s.numbers IS NULL
""")


def gather(connection: Connection, week: IsoWeek, user_id: UserId | None) -> int:
    """Count for all whose numbers are not there yet, or for one; how many they were.

    Who has nothing to be told of is skipped.
    """
    if user_id is None:
        connection.execute(_JOIN_BY_HASH)
        connection.execute(_IN_MEMORY)
    connection.execute(_MAKE_DUE)
    connection.execute(_FILL_DUE, {"week": week, "user_id": user_id})
    connection.execute(_LOOK_AT_DUE)
    told = {"nothing": NOTHING, "next_monday": week.monday + timedelta(days=7)}
    counted = connection.execute(_GATHER, told).rowcount
    connection.execute(_DROP_DUE)
    return counted
