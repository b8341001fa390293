"""A fuzzer reads the OpenAPI document and tries what people would not."""

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.deployments.shim.doors import PARAMS, RUNS, DoorServer

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
WITHOUT_INPUT = {"GET /health", "GET /ready"}


@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_whatever_breaks_the_door_or_its_document(
    shared: DoorServer, mode: GenerationMode
) -> None:
    token = shared.new_token()
    with shared.client(token) as ann:
        run_id = ann.post(RUNS, json={"params": PARAMS}).json()["id"]
    real = {"slug": "monitor-creation", "run_id": run_id}
    statuses: set[int] = set()

    for found in schemathesis.openapi.from_url(f"{shared.url}/openapi.json").get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.label in WITHOUT_INPUT and mode is GenerationMode.NEGATIVE:
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case: Case[Any]) -> None:
            if mode is GenerationMode.POSITIVE:
                case.path_parameters |= {name: real[name] for name in real if name in case.path_parameters}
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            statuses.add(answer.status_code)
            case.validate_response(answer, checks=CHECKS)

        with suppress(Unsatisfiable):  # nothing contradicts what this one takes
            holds()

    assert statuses >= {400, 422}, "the fuzzer got nowhere near the door's own checks"
