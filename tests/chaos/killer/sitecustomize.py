"""Put on a stack's PYTHONPATH: kills a run's process, once, at the point that its CADDIE_KILL names.

`step:call@file` is the first moment inside a function, `step:return@file` the last; `step>inner:call@file`
and `step>inner:return@file` the same of a function that the step has called. The file marks that it has
happened; without one it happens every time. A process that gets the variable later (a forked child) is armed
then.
"""

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any


def is_first(marker: str) -> bool:
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def arm(spec: str) -> None:
    point, _, marker = spec.partition("@")
    where, _, event = point.rpartition(":")
    outer, _, inner = where.rpartition(">")

    def inside(frame: FrameType | None) -> bool:
        while frame is not None and frame.f_code.co_name != outer:
            frame = frame.f_back
        return frame is not None

    def kill() -> None:
        if not marker or is_first(marker):
            os.kill(os.getpid(), signal.SIGKILL)

    def on_return(_frame: FrameType, what: str, _value: Any) -> Any:
        if what == "return":
            kill()
        return on_return

    def on_call(frame: FrameType, _what: str, _value: Any) -> Any:
        if frame.f_code.co_name != inner or (outer and not inside(frame.f_back)):
            return None
        if event == "return":
            return on_return
        kill()
        return None

    threading.settrace(on_call)
    sys.settrace(on_call)


def arm_unless_done(spec: str) -> None:
    """Who watches every call is slow: a run that was taken up again need not be."""
    if not os.path.exists(spec.partition("@")[2]):  # noqa: PTH110  as few imports as can be
        arm(spec)


def arm_later(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "os.putenv" and arguments[0] == b"CADDIE_KILL":
        arm_unless_done(os.fsdecode(arguments[1]))


if "CADDIE_KILL" in os.environ:
    arm_unless_done(os.environ["CADDIE_KILL"])
else:
    sys.addaudithook(arm_later)
