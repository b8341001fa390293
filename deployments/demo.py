"""Tries every workflow there is on a stack of its own, as callers and customers would, and checks it all."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from deployments.demo_jobs import FoundJobs
from deployments.demo_monitors import Activation, Mending, Watching
from deployments.demo_profiles import SyncedProfile
from deployments.demo_resumes import UploadedResume
from deployments.demo_summaries import WeeklyMails
from deployments.demo_trials import PaidMonitor, Trial, TrialError
from deployments.demo_writing import WrittenResume
from deployments.door_client import DoorClient
from deployments.scratch_stack import ScratchStack, scratch_stack
from deployments.shim.statuses import RunStatus
from tasks.errors import CaddieError

Progress = Callable[[str], None]


class DemoError(CaddieError):
    """The demo itself cannot go on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one workflow made of its real input."""

    workflow: str
    run_id: str
    status: RunStatus
    seconds: float
    came_out: str
    link: str
    is_right: bool


def demo(progress: Progress) -> list[Outcome]:
    """Try every workflow, one after the other.

    Args:
        progress: Told what is being done, a line each.

    Raises:
        DemoError: There is a workflow that the demo has no input for, or the reverse.
        ScratchStackError: The stack did not start.
    """
    in_a_month = datetime.now(UTC).date() + timedelta(days=30)
    monitor = PaidMonitor(in_a_month)
    trials: dict[str, Trial] = {
        "monitor-creation": monitor,
        "monitor-activation": Activation(monitor),
        "monitor-check": Watching(monitor),
        "resume-parsing": UploadedResume(),
        "resume-generation": WrittenResume(),
        "profile-sync": SyncedProfile(),
        "job-discovery": FoundJobs(),
        "weekly-summary": WeeklyMails(),
        "recovery": Mending(),
    }
    progress("starting a stack in a folder of its own")
    with scratch_stack() as stack, DoorClient(stack.addresses) as door:
        known = {workflow.slug for workflow in door.workflows()}
        if odd := known ^ trials.keys():
            raise DemoError(f"The demo and prefect.yaml disagree about {', '.join(sorted(odd))}")
        outcomes = [_tried(slug, trial, door, stack, progress) for slug, trial in trials.items()]
        progress("stopping the stack")
    if stack.home.exists() or stack.process.returncode != 0:
        raise DemoError(f"The stack did not go quietly (exit code {stack.process.returncode})")
    return outcomes


def _tried(slug: str, trial: Trial, door: DoorClient, stack: ScratchStack, progress: Progress) -> Outcome:
    progress(f"{slug}: runs")
    began = time.monotonic()
    run = trial.run(door)
    seconds = time.monotonic() - began
    progress(f"{slug}: {run.status} in {seconds:.1f} s; checking what came of it")
    try:
        came_out, is_right = trial.check(run, stack.addresses), True
    except TrialError as error:
        came_out, is_right = f"wrong: {error}", False
    link = (run.links and run.links.ui) or "-"
    return Outcome(slug, run.id, run.status, seconds, came_out, link, is_right)
