"""The local stack: all that Caddie needs on one machine, started by one command and stopped by one key."""

import asyncio
import errno
import logging
import signal
import socket
import time
from collections.abc import Callable

from deployments.parts import Parts
from deployments.plan import HOST, Plan
from deployments.process_tree import adopt_orphans
from deployments.state_folder import Addresses, StateFolder
from deployments.supervisor import Supervisor
from tasks.errors import TerminalError
from tasks.settings import Settings

log = logging.getLogger("caddie.stack")


class PortInUseError(TerminalError):
    """Another program listens where a part of the stack should."""


def up(settings: Settings, ready: Callable[[Addresses], None]) -> None:
    """Run the stack until SIGINT, SIGTERM or SIGHUP, and leave no process behind.

    Args:
        settings: What to start, and on which ports.
        ready: Told where everything answers, once every part is ready.

    Raises:
        StackRunningError: One runs on this state folder.
        PortInUseError: A port that it needs is taken.
        PartFailedError: A part does not start, or died three times within a minute.
    """
    folder = StateFolder(settings.caddie_home)
    with folder.owned():
        plan = Plan.of(settings, folder)
        _refuse_taken_ports(plan)
        _log_into(folder, settings.caddie_log_level)
        adopt_orphans()
        try:
            asyncio.run(_run(plan, ready))
        except BaseExceptionGroup as group:
            raise _first_cause(group) from None


async def _run(plan: Plan, ready: Callable[[Addresses], None]) -> None:
    """Start and keep every part until a signal comes or one fails for good; then stop them all."""
    supervisor = Supervisor(plan.folder.logs)
    parts = Parts(plan)
    work = asyncio.create_task(_start_and_keep(plan, parts, supervisor, ready))
    signals = 0

    def interrupt() -> None:
        nonlocal signals
        signals += 1
        if signals == 1:
            work.cancel()
        else:
            supervisor.hurry()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, interrupt)
    try:
        await work
    except asyncio.CancelledError:
        log.info("stopping (interrupt again to stop at once)")
    finally:
        plan.folder.retract()
        await supervisor.stop()
        await parts.close()
        log.info("stopped")


async def _start_and_keep(
    plan: Plan, parts: Parts, supervisor: Supervisor, ready: Callable[[Addresses], None]
) -> None:
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(supervisor.keep())
        await _start(plan, parts, supervisor)
        plan.folder.announce(plan.addresses)
        log.info("%-11s ready in %.1f s", "the stack", time.monotonic() - began)
        ready(plan.addresses)
        await keeping


async def _start(plan: Plan, parts: Parts, supervisor: Supervisor) -> None:
    """PostgreSQL first; then what needs Prefect beside what needs our tables; the sandbox needs neither."""
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.start(parts.sandbox(), parts.sandbox_answers))
        if plan.postgres is not None:
            await plan.postgres.start(supervisor)
        group.create_task(_start_prefect(plan, parts, supervisor))
        await supervisor.run(parts.migrations())
        group.create_task(supervisor.start(parts.door(), parts.door_accepts))
    await parts.wait_for_workflows()


async def _start_prefect(plan: Plan, parts: Parts, supervisor: Supervisor) -> None:
    if plan.starts_prefect:
        await supervisor.start(parts.prefect_server(), parts.prefect_answers)
    await supervisor.run(parts.deployments())
    await supervisor.start(parts.worker(), parts.worker_is_online)


def _refuse_taken_ports(plan: Plan) -> None:
    """Say which setting to change before anything starts."""
    ports = {
        "CADDIE_WEBHOOK_PORT": plan.settings.caddie_webhook_port,
        "CADDIE_SANDBOX_PORT": plan.settings.caddie_sandbox_port,
    }
    if plan.starts_prefect:
        ports["CADDIE_PREFECT_PORT"] = plan.settings.caddie_prefect_port
    for name, port in ports.items():
        twin = next((other for other in ports if other != name and ports[other] == port), None)
        if twin is not None:
            raise PortInUseError(f"{name} and {twin} are both {port}: give each a port of its own")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise PortInUseError(
                        f"Port {port} cannot be used ({error.strerror}): set {name}"
                    ) from None
                raise PortInUseError(
                    f"Port {port} is in use by another program: end that, or set {name} to a free port"
                ) from None


def _log_into(folder: StateFolder, level: str) -> None:
    """Say what happens on stderr and in the logs folder, where each start begins with fresh files."""
    for file in folder.logs.glob("*.log"):
        file.replace(file.with_suffix(".previous"))
    log.setLevel(level)
    on_screen, on_disk = logging.StreamHandler(), logging.FileHandler(folder.logs / "stack.log")
    on_disk.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers = [on_screen, on_disk]


def _first_cause(error: BaseException) -> BaseException:
    return _first_cause(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
