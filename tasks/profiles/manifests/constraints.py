"""What a manifest says of a package's version, in whatever way its ecosystem writes that."""

import re

_VERSION = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)*(?:[-+.]?[0-9A-Za-z]+)*)")
_UPPER_BOUND = ("<", "!")
_LONGEST, _LONGEST_CONSTRAINT = 40, 300


def least_version(constraint: object) -> str | None:
    """The least version that a constraint allows, as it is written there; None if it names none.

    `^19.2.4`, `>=1.0,<3`, `~> 7.0`, `v1.2.3` and `==2.0.36` are understood; upper bounds alone say nothing.
    """
    if not isinstance(constraint, str) or len(constraint) > _LONGEST_CONSTRAINT or "://" in constraint:
        return None
    for part in re.split(r"\|\||,|\s+(?=[<>=!~^])", constraint):
        wanted = part.strip()
        if not wanted.startswith(_UPPER_BOUND) and (found := _VERSION.search(wanted)):
            return found[1][:_LONGEST]
    return None
