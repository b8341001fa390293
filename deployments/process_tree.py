"""What Linux is asked for so that no process outlives the stack: see prctl(2)."""

import ctypes
import os
import signal
from collections.abc import Callable, Collection

import psutil

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """From now on a descendant whose parent dies becomes this process's child rather than init's."""
    if _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")


def dying_with_parent(last_signal: signal.Signals) -> Callable[[], None]:
    """What a child runs before its program, so that it gets this signal when the calling thread is gone."""
    parent = os.getpid()

    def bind() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored below `command &`; Prefect's worker needs it
        _libc.prctl(_PR_SET_PDEATHSIG, last_signal, 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return bind


def reap_orphans(but: Collection[int]) -> None:
    """Bury the adopted children that are dead; those whose ids are given have someone who waits for them."""
    for child in psutil.Process().children():
        if child.pid not in but and _is_dead(child):
            os.waitpid(child.pid, os.WNOHANG)


def _is_dead(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill_descendants(patience: float = 5) -> None:
    """Kill every descendant, and what those start meanwhile, until none is left.

    Args:
        patience: Seconds after which those that even SIGKILL cannot end are left behind.
    """
    everyone = psutil.Process().children(recursive=True)
    while everyone:
        for process in everyone:
            process.kill()
        _, alive = psutil.wait_procs(everyone, timeout=patience)
        if alive:
            return
        everyone = psutil.Process().children(recursive=True)
