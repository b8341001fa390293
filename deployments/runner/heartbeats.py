"""Heartbeats of runs, sent by their worker: Prefect's sign that a run has not been lost.

The engine sends its own from a thread in each run. A run dies with its worker here, so the worker's word
is worth as much and costs each run neither the thread nor the second that it outlives the run.
"""

import asyncio

import prefect
from prefect.events import emit_event
from prefect.events.related import object_as_related_resource, tags_as_related_resources
from prefect.events.schemas.events import RelatedResource
from prefect.settings import get_current_settings

from deployments.runner.jobs import Job

_FIRST_AFTER = 2.0
"""Seconds before the first: most runs have ended by then and need none."""
_HEARTBEAT = "prefect.flow-run.heartbeat"


async def send_heartbeats(job: Job) -> None:
    """Send one soon, then one each `PREFECT_FLOWS_HEARTBEAT_FREQUENCY` seconds, until cancelled."""
    seconds = get_current_settings().flows.heartbeat_frequency
    if seconds is None:
        return
    resource = {
        "prefect.resource.id": f"prefect.flow-run.{job.flow_run.id}",
        "prefect.resource.name": job.flow_run.name,
        "prefect.version": prefect.__version__,
    }
    related = _related(job)
    await asyncio.sleep(_FIRST_AFTER)
    while True:
        emit_event(_HEARTBEAT, resource=resource, related=related)
        await asyncio.sleep(seconds)


def _related(job: Job) -> list[RelatedResource]:
    objects = {"deployment": job.deployment, "flow": job.flow, "work-pool": job.pool}
    return [
        object_as_related_resource(kind=kind, role=kind, object=found)
        for kind, found in objects.items()
        if found is not None
    ] + tags_as_related_resources(job.flow_run.tags)
