"""Stripe's parameters on the wire: form fields with brackets, such as `line_items[0][price]=price_1`."""

import re
from typing import TypeAlias
from urllib.parse import parse_qsl

from deployments.sandbox.stripe_checkout.refusals import StripeRefusal

Tree: TypeAlias = "dict[str, str | Tree]"

MOST_FIELDS = 1000
MOST_LEVELS = 6
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


def parse_form(encoded: bytes) -> Tree:
    """The fields as a tree; a list is a branch whose names are its indexes.

    Raises:
        StripeRefusal: 400; it is no form.
    """
    try:
        fields = parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise StripeRefusal(400, "Invalid request: the parameters are no URL-encoded form") from None
    tree: Tree = {}
    for name, value in fields:
        _put(tree, name, value)
    return tree


def _put(tree: Tree, name: str, value: str) -> None:
    parts = _NAME.fullmatch(name)
    path = [parts[1], *re.findall(r"\[([^\[\]]*)\]", parts[2])] if parts else [name]
    if len(path) > MOST_LEVELS:
        raise StripeRefusal(400, f"Invalid request: {name} is nested too deep", param=path[0])
    branch = tree
    for part in path[:-1]:
        inner = branch.setdefault(part or str(len(branch)), {})
        if isinstance(inner, str):
            raise StripeRefusal(400, "Invalid object", param=path[0])
        branch = inner
    last = path[-1] or str(len(branch))
    if isinstance(branch.get(last), dict):
        raise StripeRefusal(400, "Invalid object", param=path[0])
    branch[last] = value
