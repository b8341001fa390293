"""Which mails a person wants: HowlerHire's five switches, in their profile."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, select, update

from tasks.database.tables import profiles
from tasks.summaries.links import Person

SWITCHES: Final[Mapping[str, bool]] = {
    "jobMatches": True,
    "resumeReady": True,
    "weeklySummary": True,
    "applicationUpdates": True,
    "marketingEmails": False,
}
"""Each with what holds for who never chose."""


def preferences_of(connection: Connection, person: Person) -> dict[str, bool] | None:
    """All five switches of a person; None if there is nobody of that name."""
    chosen = connection.execute(select(profiles.c.email_preferences).where(_is(person))).scalar_one_or_none()
    if chosen is None:
        return None
    return {name: bool(chosen.get(name, otherwise)) for name, otherwise in SWITCHES.items()}


def prefer(connection: Connection, person: Person, wanted: Mapping[str, bool]) -> bool:
    """Set these switches and leave the others; False if there is nobody of that name.

    It holds from the moment that the transaction commits, also for mails that wait.
    """
    known = {name: on for name, on in wanted.items() if name in SWITCHES}
    changed = (
        update(profiles)
        .where(_is(person))
        .values(email_preferences=profiles.c.email_preferences.concat(known))
    )
    return connection.execute(changed).rowcount == 1


def _is(person: Person) -> ColumnElement[bool]:
    return and_(
        profiles.c.tenant == person.scope.tenant,
        profiles.c.environment == person.scope.environment,
        profiles.c.user_id == person.user_id,
    )
