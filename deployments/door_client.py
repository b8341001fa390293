"""The door as its callers see it: the few calls that the command line and the demo make."""

import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Self

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, ValidationError

from deployments.shim.statuses import RunStatus
from deployments.state_folder import Addresses
from tasks.errors import ProviderRefusedError, ProviderUnavailableError

_ASK_AGAIN_SECONDS = 0.2
_LONGEST_WAIT = 30
"""Seconds: the door's most for `Prefer: wait`."""


class Links(BaseModel):
    """Where to look at a run."""

    status: str
    ui: str | None = None


class Run(BaseModel):
    """A run as the door tells of it; what is not named here is kept all the same."""

    model_config = ConfigDict(extra="allow")

    id: str
    workflow: str
    status: RunStatus
    flow_run_id: str | None = None
    created_at: AwareDatetime
    ref_type: str | None = None
    ref_id: str | None = None
    output: JsonValue = None
    error: JsonValue = None
    links: Links | None = None


class Workflow(BaseModel):
    """A workflow as the door tells of it."""

    slug: str
    parameters: dict[str, JsonValue]


class _Runs(BaseModel):
    data: list[Run]


class _Workflows(BaseModel):
    data: list[Workflow]


class _Problem(BaseModel):
    """RFC 9457's problem+json, as much of it as a person reads."""

    detail: str


class DoorClient:
    """Asks one stack's door, with its token.

    Every call raises ProviderUnavailableError if the door does not answer, and ProviderRefusedError, with
    the door's own words, if it says no.
    """

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self._http = httpx.Client(
            base_url=addresses.webhook,
            headers={"Authorization": f"Bearer {addresses.token}"},
            timeout=_LONGEST_WAIT + 15,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def workflows(self) -> list[Workflow]:
        """Every workflow that can be started."""
        return _Workflows.model_validate_json(self._ask("GET", "/v1/workflows")).data

    def start(self, workflow: str, params: Mapping[str, JsonValue], *, wait: bool = False) -> Run:
        """Have a workflow run; wait for its end if asked to, however long that takes."""
        run = Run.model_validate_json(
            self._ask(
                "POST",
                f"/v1/workflows/{workflow}/runs",
                json={"params": dict(params)},
                headers={"Prefer": f"wait={_LONGEST_WAIT}"} if wait else {},
            )
        )
        while wait and not run.status.is_final:
            time.sleep(_ASK_AGAIN_SECONDS)
            run = self.run(workflow, run.id)
        return run

    def run(self, workflow: str, run_id: str) -> Run:
        """How a run is doing."""
        return Run.model_validate_json(self._ask("GET", f"/v1/workflows/{workflow}/runs/{run_id}"))

    def runs(self, filters: Mapping[str, str]) -> list[Run]:
        """Runs that fit every filter, newest first."""
        return _Runs.model_validate_json(self._ask("GET", "/v1/runs", params=filters)).data

    def _ask(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, JsonValue] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        try:
            response = self._http.request(method, path, json=json, params=params, headers=headers)
        except httpx.TransportError as error:
            raise ProviderUnavailableError(
                f"The door at {self._http.base_url} does not answer ({type(error).__name__}): is it up?"
            ) from error
        if response.is_error:
            said = f"The door says no ({response.status_code}): {_detail(response)}"
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise ProviderUnavailableError(said)
            raise ProviderRefusedError(said)
        return response.content


def _detail(response: httpx.Response) -> str:
    try:
        return _Problem.model_validate_json(response.content).detail
    except ValidationError:
        return response.text
