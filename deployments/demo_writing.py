"""A made-up person's résumé for a made-up posting."""

import io

import httpx
import psycopg
import pypdfium2
from psycopg import sql
from psycopg.types.json import Jsonb
from pydantic import BaseModel

from deployments.demo_trials import TrialError, output_of
from deployments.door_client import DoorClient, Run
from deployments.state_folder import Addresses

_USER, _JOB, _APPLICATION = "demo-ravi", "demo-job-quayside", "demo-application-quayside"
_WANTED_AND_LACKING = "Terraform"
_WORK = [
    {
        "name": "Tidewater Labs",
        "position": "Backend Engineer",
        "startDate": "2021-04",
        "highlights": [
            "Cut the nightly billing run from 6 hours to 40 minutes by rewriting it in Python",
            "Moved 14 services to Kubernetes",
            "Taught 3 juniors how to read query plans",
        ],
    },
    {
        "name": "Corvid Post",
        "position": "Software Developer",
        "startDate": "2018-09",
        "endDate": "2021-03",
        "highlights": ["Wrote the parcel tracker in Django and PostgreSQL"],
    },
]
_STUDIES = [
    {
        "institution": "University of Leeds",
        "studyType": "BSc",
        "area": "Computer Science",
        "startDate": "2015",
        "endDate": "2018",
    }
]
_PROFILE: dict[str, object] = {
    "user_id": _USER,
    "full_name": "Ravi Menon",
    "email": "ravi.menon@example.com",
    "phone": "+44 20 7946 0018",
    "location": "Leeds, England",
    "headline": "Backend Engineer",
    "summary": "Backend engineer who keeps billing correct and releases quick.",
    "skills": Jsonb([{"name": name} for name in ("Python", "PostgreSQL", "Django", "Kubernetes", "Git")]),
    "experience": Jsonb(_WORK),
    "education": Jsonb(_STUDIES),
}
_POSTING: dict[str, object] = {
    "job_id": _JOB,
    "user_id": _USER,
    "source": "demo",
    "source_url": "https://jobs.example.com/quayside",
    "title": "Senior Python Engineer",
    "company": "Quayside",
    "description": f"""Requirements:
- 5+ years of Python
- PostgreSQL or MySQL
- {_WANTED_AND_LACKING}
Nice to have:
- Kubernetes""",
}


class _Output(BaseModel):
    success: bool
    status: str
    match_score: int
    ats_score: int
    quality_score: int
    gaps: list[str]
    version: str
    engine: str
    files: dict[str, str]


class WrittenResume:
    """Somebody applies for a job that wants one thing that they lack."""

    def run(self, door: DoorClient) -> Run:
        """The app has a profile and a posting, and starts it through the door."""
        assert door.addresses.admin_database_url is not None, "the demo's stack has a database of its own"
        with psycopg.connect(door.addresses.admin_database_url) as connection:
            _add(connection, "profiles", _PROFILE)
            _add(connection, "jobs", _POSTING)
        params = {"user_id": _USER, "job_id": _JOB, "application_id": _APPLICATION}
        return door.start("resume-generation", {**params}, wait=True)

    def check(self, run: Run, addresses: Addresses) -> str:
        """The document says what the profile says, names the gap as one, and is counted once."""
        output = output_of(run, _Output)
        if not output.success or _WANTED_AND_LACKING not in output.gaps:
            raise TrialError(f"it should be ready, with {_WANTED_AND_LACKING} as a gap: {output}")
        text = _text(output.files["pdf"])
        if "Tidewater Labs" not in text or _WANTED_AND_LACKING in text:
            raise TrialError(f"the document does not say what the profile says: {text[:300]}")
        if (status_and_used := _stored(addresses)) != ("ready", 1):
            raise TrialError(f"the application and the week's count are {status_and_used}")
        path = output.files["pdf"].partition("?")[0]
        return (
            f"match {output.match_score}, ATS {output.ats_score}, quality {output.quality_score};"
            f" gaps: {', '.join(output.gaps)}; {output.engine} engine; {path}"
        )


def _add(connection: psycopg.Connection, table: str, values: dict[str, object]) -> None:
    whole = values | {"tenant": "default", "environment": "default"}
    row = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, whole)),
        sql.SQL(", ").join(map(sql.Placeholder, whole)),
    )
    connection.execute(row, whole)


def _text(link: str) -> str:
    """What a machine reads in the PDF."""
    content = httpx.get(link, trust_env=False).raise_for_status().content
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def _stored(addresses: Addresses) -> tuple[str, int]:
    """The application's status, and how many the person has used of their week."""
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    query = (
        b"SELECT a.status, u.generations_used FROM job_applications a JOIN usage_tracking u USING (user_id)"
        b" WHERE a.application_id = %s"
    )
    with psycopg.connect(addresses.admin_database_url) as connection:
        [(status, used)] = connection.execute(query, (_APPLICATION,)).fetchall()
    return str(status), int(used)
