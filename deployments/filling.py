"""Puts made-up people into a tenant's rows: profiles, lists of jobs, applications and a past week."""

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from deployments.made_people import SOURCE, MadePerson, made_person, made_postings
from tasks.database.sessions import transaction
from tasks.database.tables import job_applications, jobs, profiles
from tasks.jobs import match_rows, people_rows, posting_rows
from tasks.jobs.match_rows import Found
from tasks.jobs.matches import Match, Openings
from tasks.jobs.model import Posting
from tasks.summaries.weeks import last_ended
from tasks.values import Scope, UserId

Progress = Callable[[str], None]

_AT_ONCE = 250
_ON_A_LIST = 12
_SHARES = {"saved": 0.12, "applied": 0.15, "dismissed": 0.08}
_ANSWERED, _INVITED = 0.4, 0.5
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was added; who was there already is not counted again."""

    users: int = 0
    postings: int = 0
    jobs: int = 0
    applications: int = 0


def fill(scope: Scope, users: int, seed: str, progress: Progress) -> Filled:
    """See to it that the tenant has so many people of this seed; those that are there stay as they are."""
    monday = datetime.combine(last_ended(datetime.now(UTC)).monday, datetime.min.time(), UTC)
    postings = made_postings(seed, monday)
    openings = Openings(postings)
    by_pid = {posting.pid: posting for posting in postings}
    with transaction(scope) as connection:
        posting_rows.one_at_a_time(connection)
        filled = Filled(postings=posting_rows.store(connection, SOURCE, postings))
    for start in range(0, users, _AT_ONCE):
        batch = [made_person(seed, number) for number in range(start, min(start + _AT_ONCE, users))]
        with transaction(scope) as connection:
            new = _add_people(connection, scope, batch, monday)
            found = _matched(connection, openings, new)
            listed, applied = _add_lists(connection, scope, found, by_pid, monday)
        filled = Filled(
            filled.users + len(new), filled.postings, filled.jobs + listed, filled.applications + applied
        )
        progress(f"{min(start + _AT_ONCE, users)} of {users} people")
    return filled


def _add_people(
    connection: Connection, scope: Scope, people: Sequence[MadePerson], monday: datetime
) -> list[str]:
    """The ids of those who were not there."""
    rows = [
        asdict(person)
        | {
            "tenant": scope.tenant,
            "environment": scope.environment,
            "email_verified_at": monday - _WEEK,
            "created_at": monday - _WEEK,
        }
        for person in people
    ]
    added = insert(profiles).values(rows).on_conflict_do_nothing().returning(profiles.c.user_id)
    return sorted(connection.execute(added).scalars())


def _matched(connection: Connection, openings: Openings, user_ids: Sequence[str]) -> list[Found]:
    people = [
        person for user_id in user_ids for person in people_rows.people(connection, UserId(user_id), None, 1)
    ]
    seekers = [person.seeker(datetime.now(UTC).date()) for person in people]
    lists = openings.best_for_each(seekers, _ON_A_LIST)
    found = [Found(person, "", matches) for person, matches in zip(people, lists, strict=True)]
    match_rows.replace_matches(connection, found)
    return found


def _add_lists(
    connection: Connection,
    scope: Scope,
    found: Sequence[Found],
    postings: dict[str, Posting],
    monday: datetime,
) -> tuple[int, int]:
    listed, applications = [], []
    for one in found:
        chance = random.Random(one.person.user_id)  # noqa: S311, nothing here is a secret
        for match in one.matches:
            job = _job(one.person.user_id, match, postings[match.pid], chance, monday)
            whose = {"tenant": scope.tenant, "environment": scope.environment}
            listed.append(whose | job)
            if job["status"] == "applied":
                applications.append(whose | _application(job, chance))
    if listed:
        connection.execute(insert(jobs).on_conflict_do_nothing(), listed)
    if applications:
        connection.execute(insert(job_applications).on_conflict_do_nothing(), applications)
    return len(listed), len(applications)


def _job(
    user_id: str, match: Match, posting: Posting, chance: random.Random, monday: datetime
) -> dict[str, Any]:
    discovered = monday + chance.random() * timedelta(days=5)
    luck, status = chance.random(), "discovered"
    for other, share in _SHARES.items():
        if 0 <= luck < share:
            status = other
        luck -= share
    return {
        "job_id": f"{user_id}-{posting.source_id}",
        "user_id": user_id,
        "external_id": posting.pid,
        "source": posting.source,
        "source_url": posting.url,
        "title": posting.title,
        "company": posting.company,
        "location": posting.location or None,
        "remote": posting.arrangement is not None and posting.arrangement.value == "remote",
        "description": posting.description,
        "match_score": match.score,
        "match_reasons": list(match.reasons),
        "status": status,
        "posted_at": posting.posted,
        "discovered_at": discovered,
        "applied_at": discovered + chance.random() * timedelta(days=2) if status == "applied" else None,
    }


def _application(job: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    replied = job["applied_at"] + timedelta(days=1) if chance.random() < _ANSWERED else None
    invited = replied + timedelta(days=3) if replied and chance.random() < _INVITED else None
    return {
        "application_id": f"{job['job_id']}-application",
        "user_id": job["user_id"],
        "job_id": job["job_id"],
        "status": "ready",
        "match_score": job["match_score"],
        "engine": SOURCE,
        "ready_at": job["applied_at"] - timedelta(minutes=30),
        "created_at": job["applied_at"] - timedelta(minutes=31),
        "replied_at": replied,
        "interview_at": invited,
    }
