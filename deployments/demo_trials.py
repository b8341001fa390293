"""The real input that the demo gives each workflow, and how it checks what came out."""

from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Protocol, TypeVar
from uuid import UUID

import httpx
import psycopg
from psycopg.rows import class_row
from pydantic import BaseModel, JsonValue, ValidationError

from deployments.door_client import DoorClient, Run
from deployments.shim.statuses import RunStatus
from deployments.state_folder import Addresses
from tasks.errors import CaddieError

EMAIL = "ann@example.com"
_ZIP_CODE = "02134"  # its leading zero is lost wherever it is taken for a number
_COURSES = (1034, 21, 555)
_FIRST_HOUR = 0  # is an hour, not an hour left out
_MAX_PRICE = 80
_STRIPE = {"Authorization": "Bearer sk_test_sandbox"}


Form = TypeVar("Form", bound=BaseModel)


class TrialError(CaddieError):
    """A workflow did not make of its input what it should."""


class Trial(Protocol):
    """One workflow's real input, and who checks what came of it."""

    def run(self, door: DoorClient) -> Run:
        """Have it run, or see who has had it run; it has ended."""
        ...

    def check(self, run: Run, addresses: Addresses) -> str:
        """What came out, in words. Raises TrialError if that is not right."""
        ...


class PaidMonitor:
    """A monitor from the first hour of the day on, set up and then paid for at the sandbox's Stripe."""

    def __init__(self, search_date: date) -> None:
        self._search_date = search_date
        self.preference_id: str | None = None
        """The monitor, once it is there."""

    def run(self, door: DoorClient) -> Run:
        """Through the door, as an app does."""
        params: dict[str, JsonValue] = {
            "email": EMAIL,
            "search_criteria": {
                "zip_code": _ZIP_CODE,
                "search_date": self._search_date.isoformat(),
                "number_of_players": 2,
                "preferred_time_start": _FIRST_HOUR,
                "max_price": _MAX_PRICE,
            },
            "priority_courses": list(_COURSES),
        }
        return door.start("monitor-creation", params, wait=True)

    def check(self, run: Run, addresses: Addresses) -> str:
        """What was asked for is stored, and its one session is paid."""
        came_out, self.preference_id = _check_paid_monitor(run, addresses, self._search_date)
        return came_out


def completed(run: Run) -> None:
    """Raise TrialError unless the run is complete."""
    if run.status is not RunStatus.COMPLETE:
        raise TrialError(f"its run is {run.status}: {run.error}")


def output_of(run: Run, form: type[Form]) -> Form:
    """What a run returned. Raises TrialError if it did not complete, or not in the form that it promises."""
    completed(run)
    try:
        return form.model_validate(run.output)
    except ValidationError as error:
        raise TrialError(f"its result is not what it promises: {error}") from None


class _Output(BaseModel):
    checkout_url: str
    search_criteria_id: UUID
    user_search_preference_id: UUID


class _Session(BaseModel):
    """What Stripe says of a Checkout Session, as much of it as the check needs."""

    status: str
    payment_status: str
    amount_total: int
    currency: str
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Stored:
    """One monitor as the tables hold it, with its one attempt to be paid."""

    email: str
    zip_code: str
    search_date: date
    preferred_time_start: int
    max_price: int
    courses: list[int]
    session_id: str
    url: str


_STORED = """
SELECT p.email, c.zip_code, c.search_date, c.preferred_time_start, c.max_price, a.session_id, a.url,
       ARRAY(SELECT facility_id FROM priority_courses
             WHERE search_criteria_id = c.id ORDER BY position) AS courses
FROM user_search_preferences p
JOIN search_criteria c ON c.id = p.search_criteria_id
JOIN checkout_attempts a ON a.user_search_preference_id = p.id
WHERE p.id = %s AND c.id = %s
"""


def _check_paid_monitor(run: Run, addresses: Addresses, search_date: date) -> tuple[str, str]:
    """What came out, in words, and the monitor's user search preference."""
    output = output_of(run, _Output)
    stored = _stored(output, addresses)
    wanted = _Stored(
        email=EMAIL,
        zip_code=_ZIP_CODE,
        search_date=search_date,
        preferred_time_start=_FIRST_HOUR,
        max_price=_MAX_PRICE,
        courses=list(_COURSES),
        session_id=stored.session_id,
        url=output.checkout_url,
    )
    _same("what is stored", stored, wanted)
    with httpx.Client(follow_redirects=True, trust_env=False) as customer:
        _pay(output.checkout_url, customer)
        answer = customer.get(
            f"{addresses.sandbox}/stripe/v1/checkout/sessions/{stored.session_id}", headers=_STRIPE
        )
    session = _Session.model_validate_json(answer.raise_for_status().content)
    _same("session", (session.status, session.payment_status), ("complete", "paid"))
    _same(
        "metadata",
        session.metadata,
        {"userSearchPreferenceId": str(output.user_search_preference_id), "email": EMAIL},
    )
    paid = f"paid {session.amount_total / 100:.2f} {session.currency.upper()}"
    return (
        f"monitor near {stored.zip_code} on {stored.search_date}, {len(stored.courses)} courses; {paid}",
        str(output.user_search_preference_id),
    )


def _stored(output: _Output, addresses: Addresses) -> _Stored:
    """The one row there must be, holding what was asked for."""
    assert addresses.admin_database_url is not None, "the demo's stack has a database of its own"
    with (
        psycopg.connect(addresses.admin_database_url) as connection,
        connection.cursor(row_factory=class_row(_Stored)) as cursor,
    ):
        found = cursor.execute(
            _STORED, (output.user_search_preference_id, output.search_criteria_id)
        ).fetchall()
    if len(found) != 1:
        raise TrialError(f"there are {len(found)} monitors with one Checkout attempt, not one")
    return found[0]


def _pay(checkout_url: str, customer: httpx.Client) -> None:
    """Open the page and press its first button, as a browser does."""
    page = customer.get(checkout_url).raise_for_status()
    form = _FirstForm()
    form.feed(page.text)
    if form.action is None:
        raise TrialError(f"{checkout_url} shows no way to pay")
    paid = customer.post(page.url.join(form.action), data=form.fields)
    if paid.is_error:
        raise TrialError(f"paying at {checkout_url} failed: {paid.status_code}")


def _same(what: str, is_: object, should_be: object) -> None:
    if is_ != should_be:
        raise TrialError(f"{what} is {is_!r} and should be {should_be!r}")


class _FirstForm(HTMLParser):
    """Where a page's first form goes, and the fields that it sends without a person typing."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = values.get("action", "")
            self._is_open = True
        elif tag == "input" and self._is_open and values.get("name"):
            self.fields[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        if tag == "form":
            self._is_open = False
