"""camelCase and snake_case: callers write either, workflows know the second."""

import re
from collections.abc import Mapping
from typing import Any

_SEAM = re.compile(r"(?<=[a-z0-9])_([a-z0-9])")


def camel(name: str) -> str:
    """`search_criteria` as `searchCriteria`; a name without seams as it is."""
    return _SEAM.sub(lambda seam: seam[1].upper(), name)


def camel_keys(value: Any) -> Any:
    """A JSON value with every key of every object in camelCase."""
    if isinstance(value, Mapping):
        return {camel(key): camel_keys(part) for key, part in value.items()}
    if isinstance(value, list):
        return [camel_keys(part) for part in value]
    return value
