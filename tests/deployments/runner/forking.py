"""A fork server asked directly, with orders that need nobody's API."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

from prefect.client.schemas.objects import FlowRun

from deployments.runner.fork_client import ForkServerClient
from deployments.runner.messages import Order
from tests.deployments.runner.rig import WORKLOAD
from tests.patience import on_this_machine

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONPATH": str(WORKLOAD),
    "PREFECT_API_URL": "http://127.0.0.1:9/api",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}


def order(flow: str, folder: Path) -> Order:
    """Hooks of a flow that has none."""
    flow_run = FlowRun(id=uuid4(), flow_id=uuid4(), name="none", parameters={})
    return Order("crash hooks", flow_run.model_dump_json(), f"flows.trials.{flow}", ENVIRONMENT, str(folder))


def with_server(
    test: Callable[[ForkServerClient], Awaitable[None]], on_end: Callable[[], None] = lambda: None
) -> None:
    """Start a fork server in a folder without our own flows, and end it when the test is over."""

    async def run() -> None:
        client = ForkServerClient("flows", ENVIRONMENT, on_end)
        client.start()
        try:
            await asyncio.wait_for(client.ready, on_this_machine(60))
            await test(client)
        finally:
            await client.close()

    asyncio.run(run())
