"""What a worker finds out about a run before it starts it."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import Flow, FlowRun, WorkPool
from prefect.workers.process import ProcessWorker

from deployments.runner.jobs import Job, Jobs

POOL = WorkPool(
    name="pool",
    type="process",
    default_queue_id=uuid4(),
    base_job_template=ProcessWorker.get_default_base_job_template(),
)


@pytest.mark.parametrize(
    ("answer", "stores_locally"),
    [
        (httpx.Response(200, json={"default_result_storage_block_id": None}), True),
        (httpx.Response(200, json={"default_result_storage_block_id": str(uuid4())}), False),
        (httpx.Response(404), False),
    ],
)
def test_a_run_asks_for_its_storage_itself_unless_the_server_is_known_to_name_none(
    answer: httpx.Response, stores_locally: bool
) -> None:
    flow = Flow(id=uuid4(), name="flow", labels={})

    def prefect(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/admin/storage"):
            return answer
        return httpx.Response(200, text=flow.model_dump_json())

    async def found() -> Job:
        transport = httpx.MockTransport(prefect)
        async with PrefectClient("http://prefect/api", httpx_settings={"transport": transport}) as client:
            return await Jobs(client).job(FlowRun(flow_id=flow.id), POOL, "worker", None)

    assert asyncio.run(found()).stores_locally is stores_locally
