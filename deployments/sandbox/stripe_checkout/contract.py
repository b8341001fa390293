"""Which parameters Stripe has: the SDK's own request types say it, for the SDK's API version."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

from stripe import RequestOptions
from typing_extensions import is_typeddict

from deployments.sandbox.stripe_checkout.form import Tree
from deployments.sandbox.stripe_checkout.refusals import unknown_parameter

# Names in the annotations that the SDK's modules import for type checkers alone, or not at all.
_NOT_IMPORTED = {"Mapping": Mapping, "StripeContext": str, "UntypedStripeObject": Mapping}


@dataclass(frozen=True, slots=True)
class _Inner:
    """The object that a parameter holds, or a list of such objects."""

    contract: type[Any]
    in_list: bool


def refuse_unknown(tree: Tree, contract: type[Any]) -> None:
    """Check every name, however deep.

    Args:
        tree: What came.
        contract: One of the SDK's request types, a TypedDict.

    Raises:
        StripeRefusal: 400, parameter_unknown, for the first name that Stripe does not have.
    """
    for name in _unknown(tree, contract):
        raise unknown_parameter(name)


def _unknown(tree: Tree, contract: type[Any], prefix: str = "") -> Iterator[str]:
    """Unknown names as Stripe writes them: `line_items[0][prise]`."""
    fields = _fields(cast("Hashable", contract))
    for name, value in tree.items():
        full_name = f"{prefix}[{name}]" if prefix else name
        if name not in fields:
            yield full_name
        inner = fields.get(name)
        if inner is None or isinstance(value, str):
            continue
        if not inner.in_list:
            yield from _unknown(value, inner.contract, full_name)
            continue
        for index, item in value.items():
            if not isinstance(item, str):
                yield from _unknown(item, inner.contract, f"{full_name}[{index}]")


@cache
def _fields(contract: Hashable) -> dict[str, _Inner | None]:
    """Each parameter of a request type, and the object in it if there is one."""
    hints = get_type_hints(contract, localns=_NOT_IMPORTED)
    if RequestOptions.__annotations__.keys() <= hints.keys():
        # They are the SDK's own switches, mixed into its top-level types; Stripe never sees them.
        hints = {name: hint for name, hint in hints.items() if name not in RequestOptions.__annotations__}
    return {name: _object_in(hint, in_list=False) for name, hint in hints.items()}


def _object_in(hint: Any, *, in_list: bool) -> _Inner | None:
    if is_typeddict(hint):
        return _Inner(hint, in_list)
    inner = (_object_in(part, in_list=in_list or get_origin(hint) is list) for part in get_args(hint))
    return next((found for found in inner if found is not None), None)
