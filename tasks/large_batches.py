"""Making many values in one go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting_garbage() -> Iterator[None]:
    """Let Python look for no cycles while values are made that have none; a decorator too.

    With ten thousand postings in hand, looking takes a quarter of the time and finds nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
