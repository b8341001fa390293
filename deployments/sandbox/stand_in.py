"""What the sandbox knows of each stand-in."""

from dataclasses import dataclass

from fastapi import APIRouter


@dataclass(frozen=True, slots=True)
class Link:
    """A page worth a look."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """One provider's stand-in, under a path of its own."""

    name: str
    about: str
    router: APIRouter
    links: tuple[Link, ...]
