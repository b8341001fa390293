"""How much of one text stands in another."""

import re

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+")
_RUN = 4
_LEAST_RUNS = 12
_FACTORS = np.array([1, 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)
_MASK = 0xFFFFFFFFFFFFFFFF

Runs = NDArray[np.uint64]
"""Every run of four words of a text as a number, sorted, each once. Comparable within one process alone."""


def runs_of(text: str) -> Runs:
    """The text's runs of four words, in lower case and without punctuation."""
    numbers = np.array([hash(word) & _MASK for word in _WORD.findall(text.lower())], dtype=np.uint64)
    if len(numbers) < _RUN:
        return np.empty(0, dtype=np.uint64)
    return np.unique(np.lib.stride_tricks.sliding_window_view(numbers, _RUN) @ _FACTORS)


def containment(one: Runs, other: Runs) -> float | None:
    """How much of the shorter text stands in the longer, 0..1; None if it is too short to tell.

    Boards cut texts short, so the shorter one decides.
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _LEAST_RUNS:
        return None
    at = np.searchsorted(longer, shorter)
    return float(np.mean(longer[np.minimum(at, len(longer) - 1)] == shorter))
