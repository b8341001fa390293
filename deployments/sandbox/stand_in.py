"""What the sandbox knows of each stand-in."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter


@dataclass(frozen=True, slots=True)
class Link:
    """A page worth a look."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A call by which a test has its way; `/docs` has its parameters."""

    call: str
    effect: str


def _nothing() -> None:
    """Nothing has to begin with the server."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """One provider's stand-in, under a path of its own.

    Attributes:
        start: What begins with the server, in its event loop.
    """

    name: str
    about: str
    router: APIRouter
    links: tuple[Link, ...]
    switches: tuple[Switch, ...] = ()
    start: Callable[[], None] = _nothing
