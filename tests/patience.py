"""How tests wait: for what they are about, never for the clock, and longer where the machine is busy."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def on_this_machine(seconds: float) -> float:
    """How long what takes so long on a quiet machine may take on this one now."""
    waiting_per_core = os.getloadavg()[0] / (os.cpu_count() or 1)
    return seconds * max(1.0, waiting_per_core)


def until(question: Callable[[], T | None], what: str, seconds: float = 60, pause: float = 0.05) -> T:
    """The first answer that is true; the pause between questions is no part of what is tested.

    Args:
        question: Asked again and again.
        what: What is waited for, for who reads that it did not come.
        seconds: How long, on a quiet machine.
        pause: In seconds, at first; it grows, because asking is what keeps a machine busy.
    """
    began = time.monotonic()
    while True:
        answer = question()
        if answer:
            return answer
        waited = time.monotonic() - began
        assert waited < on_this_machine(seconds), f"waited {waited:.0f} s in vain for {what}"
        time.sleep(max(pause, min(waited / 10, 0.5)))
