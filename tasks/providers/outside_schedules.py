"""An outside scheduler of monitors, at LGG_API_URL: it watches tee times in our stead.

Its contract (seed-contracts 3.4): `POST /tee-times/schedules` answers 201 with an id, or 409 if there is
one for this address already; `DELETE /tee-times/schedules/{email}` answers 204 or 404. So there is one
schedule for each address, whatever that person pays for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

import httpx
from pydantic import JsonValue

from tasks.errors import ProviderRefusedError, ProviderUnavailableError, SettingsError
from tasks.providers.retry_after import retry_after_seconds
from tasks.settings import settings
from tasks.values import EmailAddress, IsoInterval

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_BUSY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
_LONGEST_ID = 255


@dataclass(frozen=True, slots=True)
class Watch:
    """What is to be watched, in the service's own spelling."""

    email: EmailAddress
    interval: IsoInterval
    search_criteria: Mapping[str, JsonValue]


def start(watch: Watch) -> str:
    """See that the service watches for this address; the id of its schedule.

    Raises:
        ProviderUnavailableError: It did not do it now; the same call may be made again.
        ProviderRefusedError: It will refuse the same call again.
        SettingsError: LGG_API_URL is not set.
    """
    body: dict[str, JsonValue] = {
        "email": watch.email,
        "interval": watch.interval,
        "paymentEnabled": True,
        "searchCriteria": dict(watch.search_criteria),
    }
    answer = _ask("POST", "/tee-times/schedules", body)
    if answer.status_code not in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.CONFLICT}:
        raise _refusal(answer)
    return _id_in(answer) or f"tee-time-search-{watch.email}"


def stop(email: EmailAddress) -> None:
    """See that the service watches for this address no more. Raises as `start` does."""
    answer = _ask("DELETE", f"/tee-times/schedules/{quote(email, safe='')}")
    if not answer.is_success and answer.status_code not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise _refusal(answer)


def _ask(method: str, path: str, body: Mapping[str, JsonValue] | None = None) -> httpx.Response:
    """The service's answer, unless it is one to come again for."""
    configured = settings()
    if configured.lgg_api_url is None or configured.lgg_api_key is None:
        raise SettingsError(
            "This monitor's schedule is at an outside service: set LGG_API_URL and LGG_API_KEY"
        )
    headers = {"Authorization": f"Bearer {configured.lgg_api_key.get_secret_value()}"}
    url = configured.lgg_api_url.rstrip("/") + path
    try:
        answer = httpx.request(method, url, json=body, headers=headers, timeout=TIMEOUT)
    except httpx.HTTPError as error:
        raise ProviderUnavailableError(
            f"The service at LGG_API_URL did not answer ({type(error).__name__})"
        ) from error
    if answer.is_server_error or answer.status_code in _BUSY:
        raise ProviderUnavailableError(
            f"The service at LGG_API_URL answered {answer.status_code}",
            retry_after=retry_after_seconds(answer.headers.get("retry-after"), datetime.now(UTC)),
        )
    return answer


def _refusal(answer: httpx.Response) -> ProviderRefusedError:
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return ProviderRefusedError("The service at LGG_API_URL does not accept our key: check LGG_API_KEY")
    return ProviderRefusedError(f"The service at LGG_API_URL refused: HTTP {answer.status_code}")


def _id_in(answer: httpx.Response) -> str | None:
    """The schedule's id, whether the answer is an object that holds it or the id alone."""
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        return None
    found = (
        next((said[name] for name in ("id", "scheduleId") if name in said), None)
        if isinstance(said, dict)
        else said
    )
    return found if isinstance(found, str) and 0 < len(found) <= _LONGEST_ID else None
