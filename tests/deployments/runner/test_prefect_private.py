"""The names that Prefect keeps to itself and that we use: each test fails when Prefect changes one."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Never, cast
from uuid import UUID, uuid4

import pytest
from prefect import Flow as Workflow
from prefect import flow_engine
from prefect._internal import control_listener
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import Flow, FlowRun, WorkPool, WorkQueue
from prefect.client.schemas.responses import DeploymentResponse
from prefect.context import FlowRunContext
from prefect.engine import handle_engine_signals
from prefect.events.related import RESOURCE_CACHE, related_resources_from_run_context
from prefect.exceptions import Pause, TerminationSignal
from prefect.flow_engine import FlowRunEngine
from prefect.states import Suspended
from pydantic import BaseModel

from deployments.runner.prefect_private import (
    SuspensionRequest,
    explain_exit,
    is_suspended,
    know_related,
    observe_suspensions,
    set_cancel_intent,
)


class Nobody:
    """A client that has nobody to ask."""

    def __getattr__(self, name: str) -> Any:
        async def refuse(*_: object) -> Never:
            raise AssertionError(f"Prefect was asked: {name}")

        return refuse


@pytest.fixture
def flow_run() -> Iterator[FlowRun]:
    """A run of a deployment, and its pool's and queue's."""
    flow, queue_id = Flow(id=uuid4(), name="the flow", labels={}), uuid4()
    deployment = DeploymentResponse(id=uuid4(), name="the deployment", flow_id=flow.id, labels={})
    known: dict[str, BaseModel] = {
        "flow": flow,
        "deployment": deployment,
        "work-queue": WorkQueue(id=queue_id, name="the queue", work_pool_id=uuid4()),
        "work-pool": WorkPool(name="the pool", type="process", default_queue_id=queue_id),
    }
    know_related({kind: found.model_dump_json() for kind, found in known.items()})
    yield FlowRun(
        id=uuid4(),
        flow_id=flow.id,
        deployment_id=deployment.id,
        work_queue_id=queue_id,
        work_pool_name="the pool",
    )
    RESOURCE_CACHE.clear()


def test_events_of_a_run_ask_nobody_for_what_its_worker_has_told(flow_run: FlowRun) -> None:
    async def related() -> list[str | None]:
        with cast("Any", FlowRunContext).model_construct(flow_run=flow_run):
            found = await related_resources_from_run_context(cast("PrefectClient", Nobody()))
        return [one.get("prefect.resource.name") for one in found if one.role != "flow-run"]

    assert asyncio.run(related()) == ["the flow", "the deployment", "the queue", "the pool"]


def test_a_termination_with_cancel_intent_ends_the_engine_in_peace() -> None:
    set_cancel_intent()
    assert control_listener.get_intent() == "cancel"
    with pytest.raises(SystemExit) as ended, handle_engine_signals():
        raise TerminationSignal(signal.SIGTERM)
    assert ended.value.code == 0
    assert control_listener.get_intent() is None


def test_an_exit_is_explained_with_its_signal() -> None:
    assert "SIGKILL" in explain_exit(-9)
    assert "-9" in explain_exit(-9)
    assert "status code 3" in explain_exit(3)


def test_the_engine_has_our_observer_around_each_run(
    flow_run: FlowRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    around: list[UUID] = []

    @contextmanager
    def observe(flow_run_id: UUID, request: SuspensionRequest) -> Iterator[None]:
        around.append(flow_run_id)
        yield
        request.mark_requested(Suspended())

    monkeypatch.setattr(flow_engine, "observe_flow_run_suspension", flow_engine)  # as it was, afterwards
    observe_suspensions(observe)
    engine = FlowRunEngine(flow=Workflow(lambda: None, name="none"), flow_run=flow_run)
    with engine.setup_flow_run_suspension_request() as request:
        assert around == [flow_run.id]
    assert is_suspended(request.get_state())
    with pytest.raises(Pause):
        request.raise_if_requested()
