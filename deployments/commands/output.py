"""How commands answer: JSON on stdout and nothing else there, or a table for people."""

from collections.abc import Sequence

from pydantic_core import to_json
from rich.console import Console
from rich.table import Table


def print_json(value: object) -> None:
    """Print one JSON value; dataclasses, models, dates and ids are written as JSON has them."""
    print(to_json(value, indent=2).decode())


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; what is long is folded, never cut."""
    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    Console(soft_wrap=False, markup=False, highlight=False).print(table)
