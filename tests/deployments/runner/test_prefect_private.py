"""The names that Prefect keeps to itself and that we use: each test fails when Prefect changes one."""

import inspect
import signal

import pytest
from prefect._internal import control_listener
from prefect.engine import handle_engine_signals
from prefect.exceptions import TerminationSignal
from prefect.workers.process import ProcessJobConfiguration, ProcessWorker

from deployments.runner.prefect_private import explain_exit, set_cancel_intent


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


def test_the_workers_events_take_what_we_give() -> None:
    submitted = inspect.signature(ProcessWorker._emit_flow_run_submitted_event)  # noqa: SLF001 (what is tested)
    executed = inspect.signature(ProcessWorker._emit_flow_run_executed_event)  # noqa: SLF001 (what is tested)
    assert list(submitted.parameters) == ["self", "configuration"]
    assert list(executed.parameters) == ["self", "result", "configuration", "submitted_event"]


def test_a_cold_start_knows_whether_a_command_was_configured() -> None:
    assert "_command_configured" in ProcessJobConfiguration.__private_attributes__
