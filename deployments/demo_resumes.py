"""A made-up person's résumé as a PDF and as a DOCX, read into two profiles that must come out alike."""

import io
from collections.abc import Callable
from urllib.parse import quote

import docx
import httpx
import psycopg
import typst
from psycopg.rows import class_row
from pydantic import BaseModel, JsonValue

from deployments.demo_trials import TrialError, completed, output_of
from deployments.door_client import DoorClient, Run
from deployments.state_folder import Addresses

_NAME = "Nora Feldkamp"
_CONTACT = ("nora.feldkamp@example.com", "+49 30 5551 2345", "linkedin.com/in/norafeldkamp")
_SUMMARY = "Platform engineer who keeps timetables and payments running."
_ROLES = (
    (
        "Senior Platform Engineer",
        "Harbour Rail",
        "March 2021 – Present",
        ("Moved 40 services to Kubernetes without an outage", "Halved the time of a release to 12 minutes"),
    ),
    (
        "Software Engineer",
        "Lumen Payments",
        "June 2017 – February 2021",
        ("Wrote the settlement service in Go and PostgreSQL",),
    ),
)
_STUDIES = ("MSc Computer Science", "Technical University of Kiel", "2015 – 2017")
_SKILLS = ("Python", "Go", "PostgreSQL", "Kubernetes", "Terraform")


class _Output(BaseModel):
    success: bool
    skills_count: int
    experience_count: int
    education_count: int
    engine: str
    needs_ocr: bool
    confidence: float


class _Stored(BaseModel):
    """A profile, as much of it as the check needs."""

    full_name: str | None
    email: str | None
    skills: list[dict[str, JsonValue]]
    experience: list[dict[str, JsonValue]]
    education: list[dict[str, JsonValue]]

    @property
    def roles(self) -> list[tuple[JsonValue, ...]]:
        """Who, as what, from when to when."""
        fields = ("name", "position", "startDate", "endDate")
        return [tuple(role.get(field) for field in fields) for role in self.experience]


_WANTED_ROLES = [
    ("Harbour Rail", "Senior Platform Engineer", "2021-03", None),
    ("Lumen Payments", "Software Engineer", "2017-06", "2021-02"),
]


class UploadedResume:
    """The PDF is uploaded by one person and the DOCX by another."""

    def run(self, door: DoorClient) -> Run:
        """The DOCX, then the PDF, through the door as the app starts them."""
        completed(_read(door, "docx", _as_docx))
        return _read(door, "pdf", _as_pdf)

    def check(self, run: Run, addresses: Addresses) -> str:
        """Both profiles hold what stands in the files, and say from where."""
        output = output_of(run, _Output)
        if not output.success or output.needs_ocr:
            raise TrialError(f"nothing was read: {output}")
        for kind in ("docx", "pdf"):
            _check_profile(kind, _stored(addresses, _user(kind)))
        return (
            f"{output.experience_count} roles, {output.education_count} course, {output.skills_count} skills"
            f" from a PDF and from a DOCX, by the {output.engine} engine, {output.confidence:.0%} sure"
        )


def _user(kind: str) -> str:
    return f"demo-nora-{kind}"


def _read(door: DoorClient, kind: str, made: Callable[[], bytes]) -> Run:
    """Upload the file as the app does, and have it read from a signed link."""
    storage = f"{door.addresses.sandbox}/supabase/storage/v1"
    path = quote(f"resumes/{_user(kind)}/nora.{kind}")
    with httpx.Client(headers={"Authorization": "Bearer demo"}, trust_env=False) as app:
        app.post(f"{storage}/object/{path}", content=made()).raise_for_status()
        signed = app.post(f"{storage}/object/sign/{path}", json={"expiresIn": 600}).raise_for_status()
    return door.start(
        "resume-parsing",
        {
            "user_id": _user(kind),
            "resume_id": f"demo-resume-{kind}",
            "file_url": storage + str(signed.json()["signedURL"]),
            "file_type": kind,
        },
        wait=True,
    )


def _stored(addresses: Addresses, user_id: str) -> _Stored:
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    with (
        psycopg.connect(addresses.admin_database_url) as connection,
        connection.cursor(row_factory=class_row(_Stored)) as cursor,
    ):
        query = "SELECT full_name, email, skills, experience, education FROM profiles WHERE user_id = %s"
        found = cursor.execute(query, (user_id,)).fetchall()
    if len(found) != 1:
        raise TrialError(f"there are {len(found)} profiles of {user_id}, not one")
    return found[0]


def _check_profile(kind: str, stored: _Stored) -> None:
    if (stored.full_name, stored.email) != (_NAME, _CONTACT[0]):
        raise TrialError(f"the {kind.upper()} is {stored.full_name}'s, {stored.email}")
    if stored.roles != _WANTED_ROLES:
        raise TrialError(f"the {kind.upper()}'s roles are {stored.roles}")
    if [study.get("institution") for study in stored.education] != [_STUDIES[1]]:
        raise TrialError(f"the {kind.upper()}'s courses are {stored.education}")
    if [skill.get("name") for skill in stored.skills] != list(_SKILLS):
        raise TrialError(f"the {kind.upper()}'s skills are {stored.skills}")


def _as_pdf() -> bytes:
    roles = "\n\n".join(
        f"*{position}* #h(1fr) {period}\n\n{employer}\n\n" + "\n".join(f"- {done}" for done in achieved)
        for position, employer, period, achieved in _ROLES
    )
    degree, school, years = _STUDIES
    source = f"""
#set page(paper: "a4", margin: 2cm)
#set text(size: 10.5pt)
= {_NAME}
{" | ".join(_typst(part) for part in _CONTACT)}

== Summary
{_SUMMARY}

== Work Experience
{roles}

== Education
*{degree}* #h(1fr) {years}

{school}

== Skills
{", ".join(_SKILLS)}
"""
    made = typst.compile(source.encode())
    assert isinstance(made, bytes), "one document without an output path is bytes"
    return made


def _typst(text: str) -> str:
    return text.replace("@", "\\@")


def _as_docx() -> bytes:
    document = docx.Document()
    document.add_heading(_NAME, level=0)
    document.add_paragraph(" | ".join(_CONTACT))
    document.add_heading("Summary", level=1)
    document.add_paragraph(_SUMMARY)
    document.add_heading("Work Experience", level=1)
    for position, employer, period, achieved in _ROLES:
        document.add_paragraph(f"{position}, {employer}\t{period}")
        for done in achieved:
            document.add_paragraph(done, style="List Bullet")
    document.add_heading("Education", level=1)
    degree, school, years = _STUDIES
    document.add_paragraph(f"{degree}, {school}\t{years}")
    document.add_heading("Skills", level=1)
    document.add_paragraph(", ".join(_SKILLS))
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()
