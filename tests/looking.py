"""How tests look at a running stack from outside: its parts, rows and sandbox."""

from typing import Any, cast

import httpx
import psutil
import psycopg
from psycopg.rows import dict_row

from deployments.scratch_stack import ScratchStack
from deployments.state_folder import Addresses

STRIPE_KEY = {"Authorization": "Bearer sk_test_sandbox"}


def part(stack: ScratchStack, word: str) -> psutil.Process:
    """The stack's own child with this word on its command line."""
    children = psutil.Process(stack.process.pid).children()
    [found] = [child for child in children if word in " ".join(child.cmdline())]
    return found


def rows(stack: Addresses, query: str, *values: object) -> list[dict[str, Any]]:
    """What a query finds among all tenants' rows."""
    assert stack.admin_database_url is not None, "a test's stack has a database of its own"
    with psycopg.connect(stack.admin_database_url, row_factory=dict_row) as connection:
        return connection.execute(query.encode(), values).fetchall()


def changed(stack: Addresses, statement: str, *values: object) -> int:
    """How many rows a statement changed, whoever they belong to."""
    assert stack.admin_database_url is not None, "a test's stack has a database of its own"
    with psycopg.connect(stack.admin_database_url) as connection:
        return connection.execute(statement.encode(), values).rowcount


def sessions(stack: Addresses, email: str) -> list[dict[str, Any]]:
    """The Checkout Sessions that the sandbox's Stripe has for an address."""
    answer = httpx.get(
        f"{stack.sandbox}/stripe/v1/checkout/sessions",
        params={"customer_details[email]": email, "limit": 100},
        headers=STRIPE_KEY,
    ).raise_for_status()
    return cast("list[dict[str, Any]]", answer.json()["data"])
