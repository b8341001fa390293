"""Brings a Prefect server up to date: the work pool, its queues, and every deployment in prefect.yaml."""

import asyncio
import os
import subprocess
import sys

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.settings import PREFECT_API_URL, temporary_settings

from deployments.work_pool import WORK_POOL, WORK_QUEUES
from deployments.workflow_file import prefect_file
from tasks.errors import TerminalError


def deploy(prefect_api_url: str) -> None:
    """Make what is missing and bring every deployment up to date; doing it again changes nothing.

    Raises:
        TerminalError: Prefect refused a deployment; its own words are on stderr.
    """
    with temporary_settings({PREFECT_API_URL: prefect_api_url}):
        asyncio.run(_ensure_work_pool())
    command = (sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file")
    done = subprocess.run(  # noqa: S603  the command is our own
        (*command, str(prefect_file())),
        env=os.environ | {"PREFECT_API_URL": prefect_api_url},
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode != 0:
        raise TerminalError(f"`prefect deploy --all` failed on {prefect_file()}: it says why above")


async def _ensure_work_pool() -> None:
    """Make the pool and the queues that are not there. What is there keeps its limits: people change them."""
    async with get_client() as client:
        is_new = await _create_work_pool(client)
        queues = {queue.name: queue for queue in await client.read_work_queues(work_pool_name=WORK_POOL)}
        for queue in WORK_QUEUES:
            if queue.name not in queues:
                await client.create_work_queue(
                    queue.name,
                    concurrency_limit=queue.limit,
                    priority=queue.priority,
                    work_pool_name=WORK_POOL,
                )
            elif is_new:  # Prefect makes `default` with every pool, without a limit
                await client.update_work_queue(queues[queue.name].id, concurrency_limit=queue.limit)


async def _create_work_pool(client: PrefectClient) -> bool:
    """Whether there was none."""
    try:
        await client.create_work_pool(WorkPoolCreate(name=WORK_POOL, type="process"))
    except ObjectAlreadyExists:
        return False
    return True
