"""The profile that the demo brings into step with GitHub, and how it checks what came of it."""

import psycopg
from pydantic import BaseModel

from deployments.demo_trials import TrialError, output_of
from deployments.door_client import DoorClient, Run
from deployments.state_folder import Addresses

USER_ID = "demo-ada"
_HANDLE = "ada-made-up"
_SHOWN = frozenset({"TypeScript", "Python", "FastAPI", "React", "Go", "Kafka", "Terraform"})
_NOT_SHOWN = frozenset({"Fortran", "Java", "Angular", "Laravel", "Symfony"})
_MOST_PRINTED = 4


class _Output(BaseModel):
    success: bool
    skills_extracted: int
    projects_found: int


class _Evidence(BaseModel):
    repository: str
    file: str


class _Skill(BaseModel):
    name: str
    weight: float
    evidence: list[_Evidence]


class SyncedProfile:
    """A person of the sandbox's GitHub: forks, templates, vendored code and a README that boasts."""

    def run(self, door: DoorClient) -> Run:
        """Through the door, as an app does."""
        return door.start("profile-sync", {"user_id": USER_ID, "github_handle": _HANDLE}, wait=True)

    def check(self, run: Run, addresses: Addresses) -> str:
        """What the manifests show is in the profile, with its evidence; what a README boasts of is not."""
        output = output_of(run, _Output)
        skills = _skills_with_evidence(addresses)
        names = {skill.name for skill in skills}
        if missing := _SHOWN - names:
            raise TrialError(f"the repositories show {', '.join(sorted(missing))}, and the profile does not")
        if wrong := _NOT_SHOWN & names:
            raise TrialError(f"nothing shows {', '.join(sorted(wrong))}, and the profile does")
        strongest = ", ".join(
            f"{skill.name} {skill.weight:.2f} ({skill.evidence[0].repository.partition('/')[2]}:"
            f" {skill.evidence[0].file})"
            for skill in skills[:_MOST_PRINTED]
        )
        return f"{output.skills_extracted} skills, {output.projects_found} projects: {strongest}, …"


def _skills_with_evidence(addresses: Addresses) -> list[_Skill]:
    query = (
        "SELECT field -> 'evidence' FROM profile_changes, jsonb_array_elements(diff) AS field"
        " WHERE user_id = %s AND state = 'applied' AND field ->> 'field' = 'skills'"
    )
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    with psycopg.connect(addresses.admin_database_url) as connection:
        found = connection.execute(query, (USER_ID,)).fetchall()
    if len(found) != 1:
        raise TrialError(f"the profile's skills were filled {len(found)} times")
    return [_Skill.model_validate(skill) for skill in found[0][0]]
