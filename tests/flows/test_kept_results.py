"""A run that is taken up again reads what its finished steps returned: the same, of the same type."""

import importlib
import pkgutil
from dataclasses import is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from prefect import Task
from prefect.serializers import JSONSerializer
from pydantic import BaseModel

import flows
from tasks.values import IsoWeek

STEPS = {
    step.name: step
    for module in pkgutil.iter_modules(flows.__path__, "flows.")
    for step in vars(importlib.import_module(module.name)).values()
    if isinstance(step, Task)
}
KEPT = (NoneType, bool, int, float, str, UUID, date, datetime)


def is_kept(kind: Any) -> bool:
    """Whether JSON gives a value of this type back as it was. A str of our own comes back as a str."""
    if isinstance(kind, UnionType) or get_origin(kind) is list:
        return all(is_kept(part) for part in get_args(kind))
    return kind in KEPT or is_dataclass(kind) or (isinstance(kind, type) and issubclass(kind, BaseModel))


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_what_a_step_returns_is_kept_as_it_is(step: Task[..., Any]) -> None:
    assert is_kept(get_type_hints(step.fn)["return"])


def test_a_text_of_our_own_would_not_be() -> None:
    week = IsoWeek("2026-W47")
    serializer = JSONSerializer()
    assert type(serializer.loads(serializer.dumps(week))) is str
    assert not is_kept(IsoWeek)
    assert not is_kept(IsoWeek | None)
    assert not is_kept(tuple[int, ...])
