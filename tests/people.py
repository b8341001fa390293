"""Made-up people with a profile and a posting on their list, in the database of a running stack."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.types.json import Jsonb

from deployments.state_folder import Addresses

EXPERIENCE = [
    {
        "name": "Tidewater Labs",
        "position": "Backend Engineer",
        "location": "Lisbon",
        "startDate": "2021-04",
        "highlights": [
            "Cut the nightly billing run from 6 hours to 40 minutes by rewriting it in Python",
            "Moved 14 services to Kubernetes in order to halve release times",
            "Taught 3 juniors how to read query plans",
        ],
    },
    {
        "company": "Corvid Post",
        "title": "Software Developer",
        "startDate": "2018-09",
        "endDate": "2021-03",
        "highlights": [
            "Wrote the parcel tracker in Django and PostgreSQL",
            "Answered support mail on Fridays",
        ],
    },
]
EDUCATION = [
    {
        "institution": "University of Porto",
        "studyType": "BSc",
        "area": "Computer Science",
        "startDate": "2015",
        "endDate": "2018",
    }
]
SKILLS = [{"name": "Python"}, {"name": "PostgreSQL"}, {"name": "Django"}, {"name": "Kubernetes"}]
POSTING = """We look for a Senior Python Engineer.

Requirements
- 5+ years of Python
- PostgreSQL or MySQL
- Experience with Terraform

Nice to have
- Kubernetes
- Kafka
"""


@dataclass(frozen=True)
class Person:
    """Somebody who applies for a job."""

    user_id: str
    job_id: str

    @property
    def params(self) -> dict[str, Any]:
        return {"user_id": self.user_id, "job_id": self.job_id}


def a_person(stack: Addresses, posting: str = POSTING, **changed: Any) -> Person:
    """Somebody new, with a profile and one posting."""
    person = Person(f"user-{uuid4().hex}", f"job-{uuid4().hex}")
    profile = {
        "user_id": person.user_id,
        "full_name": "Ines Duarte",
        "email": "ines.duarte@example.com",
        "headline": "Backend Engineer",
        "location": "Lisbon, Portugal",
        "experience": Jsonb(EXPERIENCE),
        "education": Jsonb(EDUCATION),
        "skills": Jsonb(SKILLS),
    } | changed
    job = {
        "user_id": person.user_id,
        "job_id": person.job_id,
        "source": "made",
        "source_url": f"https://jobs.example.com/{person.job_id}",
        "title": "Senior Python Engineer",
        "company": "Quayside",
        "description": posting,
    }
    add_row(stack, "profiles", profile)
    add_row(stack, "jobs", job)
    return person


def add_row(stack: Addresses, table: str, values: dict[str, Any]) -> None:
    """A row of the default tenant's."""
    whole = {"tenant": "default", "environment": "default"} | values
    names, places = ", ".join(whole), ", ".join(["%s"] * len(whole))
    assert stack.admin_database_url is not None, "a test's stack has a database of its own"
    with psycopg.connect(stack.admin_database_url) as connection:
        connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})".encode(), list(whole.values()))
