"""How commands answer: JSON on stdout and nothing else there, or a table for people."""

import sys
from collections.abc import Sequence

from pydantic_core import to_json
from rich.console import Console
from rich.table import Table

_WIDTH_OF_FILES = 240


def print_json(value: object) -> None:
    """Print one JSON value; dataclasses, models, dates and ids are written as JSON has them."""
    print(to_json(value, indent=2).decode())


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table. What is too long for a terminal is folded, never cut; a file gets long lines."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else _WIDTH_OF_FILES
    Console(width=width, markup=False, highlight=False).print(table)
