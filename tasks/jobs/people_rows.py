"""Who looks for work, as their profiles' rows say."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, RowMapping, func, literal, select, tuple_

from tasks.database.tables import matched_users, profiles
from tasks.jobs.seeking import Seeker, Wishes, seeker_of
from tasks.json_resume import profile_from_json
from tasks.values import Scope, UserId

_profiles = profiles.c
_READ = (
    "headline",
    "summary",
    "phone",
    "location",
    "skills",
    "experience",
    "education",
    "more",
    "preferred_roles",
    "preferred_locations",
    "remote_preference",
    "min_salary",
    "salary_currency",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who looks for work.

    Attributes:
        state: Another whenever what matching reads of them is another.
        held: What they were held against the last time; empty if never.
    """

    scope: Scope
    user_id: str
    profile: Mapping[str, Any]
    state: str
    held: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Names them among everybody."""
        return self.scope.tenant, self.scope.environment, self.user_id

    def seeker(self, today: date) -> Seeker:
        """As the scorer sees them. Raises InvalidProfileError if their profile cannot be understood."""
        given = self.profile
        more = given["more"] or {}
        basics = {
            "label": given["headline"],
            "summary": given["summary"],
            "phone": given["phone"],
            "location": given["location"],
        }
        resume = profile_from_json(
            {
                **{name: value for name, value in more.items() if value},
                "basics": {name: value for name, value in basics.items() if value},
                "work": given["experience"] or [],
                "education": given["education"] or [],
                "skills": given["skills"] or [],
            }
        )
        return seeker_of(resume, today, _wishes(given))


def _wishes(given: Mapping[str, Any]) -> Wishes:
    return Wishes(
        roles=_texts(given["preferred_roles"]),
        places=_texts(given["preferred_locations"]),
        arrangement="remote" if given["remote_preference"] == "remote" else None,
        least_salary=given["min_salary"],
        currency=given["salary_currency"],
    )


def _texts(listed: object) -> tuple[str, ...]:
    return tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()


def count(connection: Connection, user_id: UserId | None) -> int:
    """How many active people there are; 0 or 1 if one is named."""
    wanted = select(func.count()).select_from(profiles).where(_profiles.active)
    if user_id is not None:
        wanted = wanted.where(_profiles.user_id == user_id)
    return connection.execute(wanted).scalar_one()


def people(
    connection: Connection, user_id: UserId | None, after: tuple[str, str, str] | None, most: int
) -> list[Person]:
    """Active people, in order, at most so many after the one that was last."""
    key = tuple_(_profiles.tenant, _profiles.environment, _profiles.user_id)
    held = matched_users.c
    same = (
        (held.tenant == _profiles.tenant)
        & (held.environment == _profiles.environment)
        & (held.user_id == _profiles.user_id)
    )
    columns = (_profiles.tenant, _profiles.environment, _profiles.user_id)
    wanted = (
        select(*columns, *(_profiles[name] for name in _READ), held.held)
        .select_from(profiles.outerjoin(matched_users, same))
        .where(_profiles.active)
        .order_by(*columns)
        .limit(most)
    )
    if user_id is not None:
        wanted = wanted.where(_profiles.user_id == user_id)
    if after is not None:
        wanted = wanted.where(key > tuple_(*map(literal, after)))
    return [_person(row) for row in connection.execute(wanted).mappings()]


def _person(row: RowMapping) -> Person:
    profile = {name: row[name] for name in _READ}
    return Person(
        scope=Scope.of(row["tenant"], row["environment"]),
        user_id=row["user_id"],
        profile=profile,
        state=hashlib.sha256(to_json(profile)).hexdigest(),
        held=row["held"] or "",
    )
