"""Two people for whom the demo finds jobs on the sandbox's boards, and how it checks their lists."""

from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from pydantic import BaseModel

from deployments.demo_trials import TrialError, output_of
from deployments.door_client import DoorClient, Run
from deployments.state_folder import Addresses

_PEOPLE: dict[str, dict[str, object]] = {
    "demo-nils": {
        "headline": "Backend Developer",
        "location": "Rotterdam, Netherlands",
        "skills": ["Python", "PostgreSQL", "Docker", "Kubernetes"],
        "experience": [{"position": "Backend Developer", "name": "Tallow & Rye", "startDate": "2019-02"}],
        "more": {"languages": [{"language": "Dutch"}, {"language": "English"}]},
    },
    "demo-oona": {
        "headline": "Senior Product Designer",
        "location": "Austin, Texas, United States",
        "skills": ["Figma", "User research", "Design systems", "Prototyping"],
        "experience": [{"position": "Product Designer", "name": "Moss Street", "startDate": "2016-05"}],
        "more": {"languages": [{"language": "English"}]},
    },
}
_MOST_ON_A_LIST = 20
_SHOWN = 2


class _Output(BaseModel):
    success: bool
    jobs_found: int
    sources_searched: list[str]
    postings_found: int
    postings_merged: int


@dataclass(frozen=True, slots=True)
class _Job:
    """A job on somebody's list."""

    title: str
    company: str
    source: str
    match_score: int
    match_reasons: list[str]


class FoundJobs:
    """A developer and a designer, who would not want each other's jobs."""

    def __init__(self) -> None:
        self._door: DoorClient | None = None

    def run(self, door: DoorClient) -> Run:
        """For everybody, as every morning."""
        self._door = door
        _add_people(door.addresses)
        return door.start("job-discovery", {}, wait=True)

    def check(self, run: Run, addresses: Addresses) -> str:
        """Each has jobs of their own with reasons, and a second run adds none."""
        output = output_of(run, _Output)
        if not output.success or set(output.sources_searched) != {"remoteok", "weworkremotely"}:
            raise TrialError(f"not all boards were searched: {output}")
        lists = {user_id: _jobs(addresses, user_id) for user_id in _PEOPLE}
        for user_id, jobs in lists.items():
            if not 0 < len(jobs) <= _MOST_ON_A_LIST or not jobs[0].match_reasons:
                raise TrialError(f"the list of {user_id} has {len(jobs)} jobs, or jobs without reasons")
        if len({jobs[0].title for jobs in lists.values()}) != len(lists):
            raise TrialError("a developer and a designer are told of the same job first")
        assert self._door is not None, "run comes before check"
        again = output_of(self._door.start("job-discovery", {}, wait=True), _Output)
        if again.jobs_found or lists != {user_id: _jobs(addresses, user_id) for user_id in _PEOPLE}:
            raise TrialError("the second run of the day changed the lists")
        best = "; ".join(
            f"{user_id}: {', '.join(map(_told, jobs[:_SHOWN]))}" for user_id, jobs in lists.items()
        )
        found = f"{output.postings_found} postings, {output.postings_merged} of them copies"
        return f"{found}; again: none new. {best}"


def _told(job: _Job) -> str:
    asked = next((reason for reason in job.match_reasons if " required" in reason), job.match_reasons[0])
    return f"{job.match_score} {job.title} at {job.company} ({asked})"


def _jobs(addresses: Addresses, user_id: str) -> list[_Job]:
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    query = (
        b"SELECT title, company, source, match_score, match_reasons FROM jobs WHERE user_id = %s"
        b" AND source <> 'demo' ORDER BY match_score DESC, source_url"
    )
    with psycopg.connect(addresses.admin_database_url, row_factory=class_row(_Job)) as connection:
        return connection.execute(query, (user_id,)).fetchall()


def _add_people(addresses: Addresses) -> None:
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    with psycopg.connect(addresses.admin_database_url) as connection:
        for user_id, said in _PEOPLE.items():
            skills = said["skills"]
            assert isinstance(skills, list)
            connection.execute(
                "INSERT INTO profiles (tenant, environment, user_id, headline, location, skills, experience,"
                " more) VALUES ('default', 'default', %s, %s, %s, %s, %s, %s)",
                (
                    user_id,
                    said["headline"],
                    said["location"],
                    Jsonb([{"name": name} for name in skills]),
                    Jsonb(said["experience"]),
                    Jsonb(said["more"]),
                ),
            )
