"""Which of somebody's repositories are worth naming in a profile."""

from collections.abc import Iterable, Sequence
from datetime import date

from tasks.profiles.model import Reading, ShownProject, ShownSkill
from tasks.profiles.skills import counts, recency

MOST_PROJECTS = 5
MOST_SKILLS_OF_ONE = 8


def projects_shown(
    readings: Iterable[Reading], skills: Sequence[ShownSkill], today: date
) -> tuple[ShownProject, ...]:
    """At most five, the most starred first, then those that are worked on; no forks, none that is empty."""
    own = [
        reading
        for reading in readings
        if counts(reading.repository) and not reading.repository.fork and reading.languages != {}
    ]
    best = sorted(
        own,
        key=lambda one: (-one.repository.stars, -recency(one.repository, today), one.repository.full_name),
    )
    return tuple(_project(reading, skills) for reading in best[:MOST_PROJECTS])


def _project(reading: Reading, skills: Sequence[ShownSkill]) -> ShownProject:
    repository = reading.repository
    shown = [
        skill.name
        for skill in skills
        if any(evidence.repository == repository.full_name for evidence in skill.evidence)
    ]
    return ShownProject(
        name=repository.full_name.partition("/")[2],
        url=f"https://github.com/{repository.full_name}",
        description=repository.description,
        stars=repository.stars,
        skills=tuple(shown[:MOST_SKILLS_OF_ONE]),
        begun=repository.created_at.date() if repository.created_at else None,
        last_push=repository.pushed_at.date() if repository.pushed_at else None,
    )
