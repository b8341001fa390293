"""People with a week behind them on the shared stack, put straight into its database."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import psycopg

from deployments.state_folder import Addresses
from tasks.summaries.weeks import last_ended

WEEK = last_ended(datetime.now(UTC))


def add_people_with_news(stack: Addresses, *user_ids: str) -> None:
    """Each wants the summary, at `{user_id}@example.com`, and got a job on Tuesday."""
    tuesday = datetime.combine(WEEK.monday + timedelta(days=1), datetime.min.time(), UTC)
    assert stack.admin_database_url is not None, "a test's stack has a database of its own"
    with psycopg.connect(stack.admin_database_url) as connection:
        for user_id in user_ids:
            connection.execute(
                "INSERT INTO profiles (tenant, environment, user_id, email, email_verified_at)"
                " VALUES ('default', 'default', %s, %s, now())",
                [user_id, f"{user_id}@example.com"],
            )
            connection.execute(
                "INSERT INTO jobs (tenant, environment, job_id, user_id, source, source_url, title, company,"
                " description, match_score, discovered_at)"
                " VALUES ('default', 'default', %s, %s, 'remoteok', %s, 'Gardener', 'Lark', 'Work.', 80, %s)",
                [f"{user_id}-1", user_id, f"https://jobs.example.com/{user_id}", tuesday],
            )


def mails_to(stack: Addresses, user_id: str) -> list[dict[str, Any]]:
    """What the sandbox's Resend took for them."""
    inbox = f"{stack.sandbox}/resend/_inbox"
    answer = httpx.get(inbox, params={"to": f"{user_id}@example.com"}).raise_for_status()
    return cast("list[dict[str, Any]]", answer.json())
