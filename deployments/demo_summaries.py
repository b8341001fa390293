"""The week that the demo tells its people of, and how it checks that nobody is told twice."""

from datetime import UTC, datetime, timedelta

import httpx
import psycopg
from pydantic import BaseModel, TypeAdapter

from deployments.demo_trials import TrialError, completed, output_of
from deployments.door_client import DoorClient, Run
from deployments.state_folder import Addresses
from tasks.summaries.weeks import last_ended

_PEOPLE = ("demo-ida", "demo-jon", "demo-kim")
_SAYS_NO = "demo-kim"
_JOB = "Head gardener"


class _Output(BaseModel):
    week: str
    sent: int
    skipped: int


class _Mail(BaseModel):
    id: str
    subject: str
    text: str


class _Artifact(BaseModel):
    id: str


class WeeklyMails:
    """Three people with a new job each, one of whom wants no mail."""

    def __init__(self) -> None:
        self._door: DoorClient | None = None

    def run(self, door: DoorClient) -> Run:
        """Through the door, once they are there."""
        self._door = door
        _add_people(door.addresses)
        return door.start("weekly-summary", {}, wait=True)

    def check(self, run: Run, addresses: Addresses) -> str:
        """Who wants it has one mail, with their job in it, and one is drawn; a second run sends none."""
        output = output_of(run, _Output)
        mails = _mails(addresses)
        assert self._door is not None, "run comes before check"
        completed(self._door.start("weekly-summary", {}, wait=True))
        if len(again := _mails(addresses)) != len(mails):
            raise TrialError(f"{len(again) - len(mails)} mails more went out the second time")
        link = f"{addresses.sandbox}/resend/inbox/{mails[0].id}"
        return (
            f"{output.week}: {output.sent} sent, {output.skipped} with a reason for none; {len(mails)} in the"
            f" inbox, none new when it ran again. {mails[0].subject}: {link},"
            f" as a picture: {_picture(run, addresses)}"
        )


def _mails(addresses: Addresses) -> list[_Mail]:
    found = []
    for user_id in _PEOPLE:
        inbox = f"{addresses.sandbox}/resend/_inbox"
        answer = httpx.get(inbox, params={"to": f"{user_id}@example.com"}, trust_env=False)
        mails = TypeAdapter(list[_Mail]).validate_json(answer.raise_for_status().content)
        if len(mails) != (user_id != _SAYS_NO):
            raise TrialError(f"{user_id} has {len(mails)} mails")
        if any(f"{_JOB}, {user_id}'s garden" not in mail.text for mail in mails):
            raise TrialError(f"the mail of {user_id} does not tell of their job")
        found += mails
    return found


def _picture(run: Run, addresses: Addresses) -> str:
    """Where the run shows it in Prefect's UI, or says there why it has none."""
    wanted = {"flow_run_id": {"any_": [run.flow_run_id]}, "key": {"any_": ["weekly-summary-picture"]}}
    shown = httpx.post(
        f"{addresses.prefect}/api/artifacts/filter", json={"artifacts": wanted}, trust_env=False
    )
    found = TypeAdapter(list[_Artifact]).validate_json(shown.raise_for_status().content)
    if not found:
        raise TrialError("the run shows no picture of a mail, and says not why")
    return f"{addresses.prefect}/artifacts/artifact/{found[0].id}"


def _add_people(addresses: Addresses) -> None:
    tuesday = datetime.combine(last_ended(datetime.now(UTC)).monday, datetime.min.time(), UTC)
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    with psycopg.connect(addresses.admin_database_url) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO profiles (tenant, environment, user_id, email, email_verified_at, email_preferences)"
            " VALUES ('default', 'default', %s, %s, now(), jsonb_build_object('weeklySummary', %s::boolean))",
            [(user_id, f"{user_id}@example.com", user_id != _SAYS_NO) for user_id in _PEOPLE],
        )
        cursor.executemany(
            "INSERT INTO jobs (tenant, environment, job_id, user_id, source, source_url, title, company,"
            " description, match_score, match_reasons, discovered_at)"
            " VALUES ('default', 'default', %s, %s, 'remoteok', %s, %s, %s, 'Flowers.', 82,"
            " '[\"4 of 5 required: roses, lawns, pruning, irrigation; missing beekeeping\"]', %s)",
            [
                (
                    f"{user_id}-job",
                    user_id,
                    f"https://jobs.example.com/{user_id}",
                    _JOB,
                    f"{user_id}'s garden",
                    tuesday + timedelta(days=1),
                )
                for user_id in _PEOPLE
            ],
        )
