"""One flow for each way in which a run can go or end."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

RELEASE = "first"
"""What the reload test changes."""


@task(persist_result=True, result_serializer="json")
def step(number: int) -> int:
    return number + 1


@task
def tick_for_ever(diary: str) -> None:
    """Write a line every few milliseconds: whoever still does after its end is an orphan."""
    while True:
        with Path(diary).open("a") as page:
            page.write(f"{os.getpid()}\n")
        time.sleep(0.02)


def write_hook(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    del flow
    with Path(flow_run.parameters["diary"]).with_suffix(".hooks").open("a") as page:
        page.write(f"{state.name} {state.message}\n")


@flow(persist_result=True, result_serializer="json")
def steps(count: int = 5) -> int:
    return sum(step(number) for number in range(count))


@flow(on_cancellation=[write_hook], on_crashed=[write_hook])
def ticking(diary: str) -> None:
    tick_for_ever(diary)


@flow(on_cancellation=[write_hook])
def cleaning_up(diary: str) -> None:
    try:
        tick_for_ever(diary)
    finally:
        Path(diary).with_suffix(".clean").write_text("yes")


@flow(on_cancellation=[write_hook], on_crashed=[write_hook])
def slow_to_leave(diary: str) -> None:
    try:
        tick_for_ever(diary)
    finally:
        Path(diary).with_suffix(".leaving").touch()
        while True:
            time.sleep(0.02)


@flow
def stepping(diary: str) -> None:
    """Step after step until the diary says enough; what ends it otherwise leaves a file beside it."""
    number = 0
    try:
        while not Path(diary).exists():
            number += 1
            step(number)
            time.sleep(0.02)
    finally:
        Path(diary).with_suffix(".left").touch()


@flow(timeout_seconds=0.5)
def too_long(diary: str) -> None:
    tick_for_ever(diary)


@flow
def exits(code: int) -> None:
    get_run_logger().info("last words before exit %s", code)
    os._exit(code)


@flow
def dies(number: int) -> None:
    get_run_logger().info("last words before signal %s", number)
    os.kill(os.getpid(), signal.Signals(number))
    time.sleep(10)


@flow(persist_result=True, result_serializer="json")
async def asynchronous() -> str:
    return "awaited"


@flow(persist_result=True, result_serializer="json")
def surroundings(variable: str) -> list[str]:
    """What a process has for its own."""
    return [
        os.environ.get(variable, ""),
        str(Path.cwd()),
        str(random.random()),
        str(os.getpid()),
        " ".join(sorted(found.name for found in Path("/proc/self/fd").iterdir())),
        RELEASE,
    ]


@flow(persist_result=True, result_serializer="json")
def waits_for(path: str) -> str:
    while not Path(path).exists():
        time.sleep(0.02)
    return RELEASE


@flow(persist_result=True, result_serializer="json")
def memory() -> dict[str, int]:
    """This process's own memory in KiB, by what the kernel calls it."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(size) for name, size, *_ in (line.replace(":", "").split() for line in lines)}


@flow
def leaves_a_process(path: str) -> None:
    Path(path).write_text(str(subprocess.Popen(["sleep", "600"]).pid))
