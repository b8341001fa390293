"""A child of the fork server: how it becomes a process of its own, and what it then does.

Nothing of the parent may show: not its environment, folder, descriptors, signals or random numbers.
"""

import asyncio
import ctypes
import gc
import inspect
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from types import FrameType
from typing import Any, Literal, NoReturn, cast

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.context import SettingsContext, get_settings_context
from prefect.engine import handle_engine_signals
from prefect.flow_engine import load_flow, run_flow
from prefect.flows import Flow, FlowStateHook, load_flow_from_entrypoint
from prefect.logging import get_logger
from prefect.logging.configuration import setup_logging
from prefect.logging.loggers import flow_run_logger
from prefect.settings import Settings, get_current_settings
from prefect.states import Cancelled, Cancelling, Crashed

from deployments.runner.messages import CANCEL, SUSPEND, Order
from deployments.runner.prefect_private import know_related, observe_suspensions, set_cancel_intent
from deployments.runner.suspensions import Suspensions

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def take_over(
    order: int, output: int, parent: int, work: Literal["crash report"] | None = None
) -> "TakenOver":
    """Make the calling process, which was just forked, one of its own; what it is to do comes back.

    Args:
        order: Descriptor of the order.
        output: Descriptor that standard output and error go to.
        parent: The fork server, which this process does not outlive.
        work: Do this instead of what the order says.
    """
    os.setpgid(0, 0)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
    _reset_signals()
    content = Order.from_memory_file(order)
    _take_descriptors(output)
    differs = _prefect_settings(os.environ) != _prefect_settings(content.environment)
    _take_environment(content)
    _take_random_state()
    gc.enable()
    return TakenOver(content, work or content.work, settings_differ=differs)


def _reset_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(CANCEL, _on_cancel)
    signal.signal(SUSPEND, signal.SIG_IGN)  # nothing to suspend until the engine runs


def _on_cancel(_number: int, _frame: FrameType | None) -> None:
    set_cancel_intent()
    os.kill(os.getpid(), signal.SIGTERM)


def _take_descriptors(output: int) -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))


def _take_environment(order: Order) -> None:
    zone = os.environ.get("TZ")
    os.environ.clear()
    os.environ.update(order.environment)
    if os.environ.get("TZ") != zone:
        time.tzset()
    os.chdir(order.folder)


def _take_random_state() -> None:
    random.seed()
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _prefect_settings(environment: Any) -> dict[str, str]:
    """The variables that Prefect reads as settings; those with two underscores are of one run."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("PREFECT_") and not name.startswith("PREFECT__")
    }


@dataclass(slots=True)
class Ending:
    """How a process leaves when all is flushed: without taking its memory apart, page by page."""

    code: int = 0

    def leave(self) -> NoReturn:
        """Leave; for `atexit`, and to be registered before everything else."""
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(self.code)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What this process is to do."""

    order: Order
    kind: Literal["run", "cancellation hooks", "crash hooks", "crash report"]
    settings_differ: bool

    def exit_code(self) -> int:
        """Do it, and give the exit code that `python -m prefect.engine` would have ended with."""
        try:
            self.work()
        except SystemExit as end:
            if end.code is None or isinstance(end.code, int):
                return end.code or 0
            sys.stderr.write(f"{end.code}\n")
            return 1
        except BaseException:  # noqa: BLE001 (nobody is above: Python itself would do just this)
            traceback.print_exc()
            return 1
        return 0

    def work(self) -> None:
        """Do it."""
        flow_run = FlowRun.model_validate_json(self.order.flow_run)
        with SettingsContext(profile=get_settings_context().profile, settings=self._settings()):
            if self.settings_differ:
                setup_logging(incremental=False)
            match self.kind:
                case "run":
                    self._run(flow_run)
                case "crash report":
                    _report_crash(flow_run)
                case "crash hooks":
                    flow = self._load(flow_run)
                    _call(flow, flow_run, Crashed(message=self.order.message), flow.on_crashed_hooks)
                case "cancellation hooks":
                    flow = self._load(flow_run)
                    _call(flow, flow_run, Cancelling(message=self.order.message), flow.on_cancellation_hooks)

    def _settings(self) -> Settings:
        """Prefect's settings without its heartbeats, which the worker sends for its children.

        The engine's own come from a thread that would keep each run alive for one second more.
        """
        settings = Settings() if self.settings_differ else get_current_settings()
        flows = settings.flows.model_copy(update={"heartbeat_frequency": None})
        return settings.model_copy(update={"flows": flows})

    def _load(self, flow_run: FlowRun) -> Flow[..., Any]:
        if self.order.entrypoint is None:
            return load_flow(flow_run)
        return load_flow_from_entrypoint(self.order.entrypoint, use_placeholder_flow=False)

    def _know_storage(self, flow: Flow[..., Any]) -> None:
        """Spare the run a request: where its results go unless somebody says otherwise."""
        results = get_current_settings().results
        unset = flow.result_storage is None and results.default_storage_block is None
        if self.order.stores_locally and unset:
            flow.result_storage = results.local_storage_path

    def _run(self, flow_run: FlowRun) -> None:
        with handle_engine_signals(flow_run.id):
            logger = flow_run_logger(flow_run)
            try:
                flow = self._load(flow_run)
            except Exception:
                logger.exception("The flow could not be loaded")
                raise
            know_related(self.order.related)
            observe_suspensions(Suspensions(flow_run).observe)
            self._know_storage(flow)
            _drive(run_flow(flow, flow_run=flow_run, error_logger=cast("Any", logger)))


def _drive(result: object) -> None:
    """Run what an async flow or a flow that yields has only begun."""

    async def exhaust(items: Any) -> None:
        async for _ in items:
            pass

    if inspect.isasyncgen(result):
        asyncio.run(exhaust(result))
    elif inspect.isgenerator(result):
        for _ in result:
            pass
    elif inspect.iscoroutine(result):
        asyncio.run(result)


def _call(
    flow: Flow[..., Any], flow_run: FlowRun, state: State[Any], hooks: Iterable[FlowStateHook[..., Any]]
) -> None:
    """Call the hooks of a run whose own process could not."""
    logger = flow_run_logger(flow_run, flow)
    for hook in hooks:
        name = getattr(hook, "__name__", repr(hook))
        logger.info("Running hook %r in response to entering state %r", name, state.name)
        try:
            outcome = hook(flow, flow_run, state)
            if inspect.iscoroutine(outcome):
                asyncio.run(outcome)
        except Exception:
            logger.exception("Hook %r failed", name)


def _report_crash(flow_run: FlowRun) -> None:
    """Write the end of a run that went with its worker and could not say so itself.

    It is Crashed, unless somebody had asked for its end: a crashed run would be taken up again.
    """
    with get_client(sync_client=True) as client:
        found = client.read_flow_run(flow_run.id)
        if found.state is None or found.state.is_final() or found.state.is_scheduled():
            return
        message = "The worker died, and the run's process with it."
        ended = Cancelled if found.state.is_cancelling() else Crashed
        end: State[Any] = ended(message=message)
        client.set_flow_run_state(flow_run.id, end, force=found.state.is_cancelling())
        get_logger("caddie.runner").info("Reported flow run %s as %s", flow_run.id, end.name)
