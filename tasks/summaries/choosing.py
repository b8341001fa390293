"""Who is told of a week: a row for each, with the reason for those who are not."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import ARRAY, Connection, DateTime, Text, bindparam, text

from tasks.summaries.weeks import Window, window
from tasks.values import IsoWeek, Scope, UserId

_CHOOSE = text("""
    INSERT INTO weekly_summaries
        (tenant, environment, user_id, week, recipient, before_at, starts_at, ends_at, state, reason)
    SELECT p.tenant, p.environment, p.user_id, :week, p.email, z.before_at, z.starts_at, z.ends_at,
           CASE WHEN why.reason IS NULL THEN 'pending' ELSE 'skipped' END, why.reason
    FROM profiles p
    LEFT JOIN email_suppressions s ON s.email = lower(p.email)
    JOIN unnest(:zones, :befores, :starts, :ends) AS z(zone, before_at, starts_at, ends_at)
        ON z.zone = CASE WHEN p.time_zone = ANY(:zones) THEN p.time_zone ELSE 'UTC' END
    CROSS JOIN LATERAL (SELECT CASE
        WHEN NOT p.active THEN 'the account is not active'
        WHEN NOT ((p.tenant = :default_tenant AND p.environment = :default_environment) OR EXISTS (
            SELECT 1 FROM tokens t
            WHERE t.tenant = p.tenant AND t.environment = p.environment AND t.revoked_at IS NULL
              AND (t.expires_at IS NULL OR t.expires_at > now()))) THEN 'the tenant is not active'
        WHEN p.email_preferences -> 'weeklySummary' = 'false'::jsonb THEN :not_wanted
        WHEN p.email IS NULL THEN 'no e-mail address'
        WHEN p.email_verified_at IS NULL THEN 'the address is not verified'
        WHEN s.email IS NOT NULL THEN 'the address takes no mail: ' || s.reason
        WHEN z.ends_at > :now THEN 'the week is not over where they are'
        END AS reason) why
    WHERE CAST(:user_id AS text) IS NULL OR p.user_id = :user_id
    ON CONFLICT (tenant, environment, user_id, week) DO UPDATE
        SET recipient = EXCLUDED.recipient, state = EXCLUDED.state, reason = EXCLUDED.reason,
            numbers = NULL, updated_at = now()
        WHERE weekly_summaries.state = 'skipped'
""").bindparams(
    bindparam("zones", type_=ARRAY(Text)),
    *(bindparam(name, type_=ARRAY(DateTime(timezone=True))) for name in ("befores", "starts", "ends")),
)


NOT_WANTED = "does not want it"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('caddie summaries'))")


def one_at_a_time(connection: Connection) -> None:
    """Wait for whoever else chooses or counts for everybody, and keep others waiting until this ends."""
    connection.execute(_ONE_AT_A_TIME)


def choose(
    connection: Connection, week: IsoWeek, now: datetime, default_scope: Scope, user_id: UserId | None
) -> int:
    """Make a row for everybody whom the connection may see, or for one of them; how many are new or changed.

    Who was skipped is looked at again. Who has a mail of this week, or is about to, is left alone.

    Args:
        connection: Of a transaction that sees whom this is for.
        week: The week to tell of.
        now: Nobody is told of a week that is not over where they are.
        default_scope: The tenant that is active without a token of its own.
        user_id: The one to make a row for; None is everybody.
    """
    zones = dict(_windows(week))
    chosen = connection.execute(
        _CHOOSE,
        {
            "week": week,
            "zones": list(zones),
            "befores": [window.before for window in zones.values()],
            "starts": [window.start for window in zones.values()],
            "ends": [window.end for window in zones.values()],
            "default_tenant": default_scope.tenant,
            "default_environment": default_scope.environment,
            "not_wanted": NOT_WANTED,
            "now": now,
            "user_id": user_id,
        },
    )
    return chosen.rowcount


def _windows(week: IsoWeek) -> Iterator[tuple[str, Window]]:
    for name in available_timezones() - {"localtime", "Factory"}:
        yield name, window(week, ZoneInfo(name))
