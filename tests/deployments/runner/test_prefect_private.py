"""The names that Prefect keeps to itself and that we use: each test fails when Prefect changes one."""

import signal

import pytest
from prefect._internal import control_listener
from prefect.engine import handle_engine_signals
from prefect.exceptions import TerminationSignal

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
