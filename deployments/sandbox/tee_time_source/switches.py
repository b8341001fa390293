"""The source's switches for tests."""

import asyncio
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from deployments.sandbox.tee_time_source.source import Change, Counted, Fault, Manner, Opening, Source


class Move(BaseModel):
    """Where the clock goes: one of the two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    advance_seconds: int | None = Field(None, ge=0)
    set: int | None = Field(None, ge=0, description="seconds since the beginning")

    @model_validator(mode="after")
    def _is_one_move(self) -> Self:
        if (self.advance_seconds is None) == (self.set is None):
            raise ValueError("Say either advance_seconds or set")
        return self


class Clock(BaseModel):
    """How far the clock is."""

    seconds: int = Field(description="since the beginning")


class Openings(BaseModel):
    """What is put in and taken out by hand; taken out is what is in both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    add: tuple[Opening, ...] = Field((), max_length=10_000)
    remove: tuple[str, ...] = Field((), max_length=10_000, description="ids, of made-up tee times too")
    made_up: bool | None = Field(None, description="false: offer nothing but what was put in")


class Offered(BaseModel):
    """What was put in by hand, and whether made-up tee times are offered too."""

    made_up: bool
    openings: list[str]


class State(BaseModel):
    """Everything that a test may want to know."""

    seconds: int
    made_up: bool
    openings: list[str]
    manner: Manner
    faults: list[Fault]
    calls: Counted


def switches_router(source: Source, released: asyncio.Event) -> APIRouter:
    """All of them; `released` is set when those that wait may go on."""
    router = APIRouter(tags=["switches for tests"])
    router.include_router(_world_switches(source))
    router.include_router(_manner_switches(source, released))

    @router.get("/_state")
    async def show_source_state() -> State:
        """The clock, the switches, the calls."""
        return State(
            seconds=source.seconds,
            made_up=source.made_up,
            openings=[offer.id for offer in source.put_in],
            manner=source.manner,
            faults=source.faults,
            calls=source.counted,
        )

    return router


def _world_switches(source: Source) -> APIRouter:
    router = APIRouter()

    @router.get("/_clock")
    async def show_clock() -> Clock:
        """How far it is."""
        return Clock(seconds=source.seconds)

    @router.post("/_clock")
    async def move_clock(move: Move) -> Clock:
        """Move it; back too, with set."""
        source.commit(
            Change(clock=source.seconds + (move.advance_seconds or 0) if move.set is None else move.set)
        )
        return await show_clock()

    @router.post("/_openings")
    async def change_openings(openings: Openings) -> Offered:
        """Put tee times in, take some out."""
        source.commit(Change(made_up=openings.made_up, put_in=openings.add, taken_out=openings.remove))
        return Offered(made_up=source.made_up, openings=[offer.id for offer in source.put_in])

    @router.delete("/_openings", status_code=204)
    async def forget_openings() -> None:
        """Offer what is made up, as at the start."""
        source.commit(Change(emptied=True, made_up=True))

    return router


def _manner_switches(source: Source, released: asyncio.Event) -> APIRouter:
    router = APIRouter()

    @router.post("/_faults", status_code=201)
    async def arm_source_fault(fault: Fault) -> list[Fault]:
        """Let answers go wrong, after the faults that are armed already; answers with all."""
        source.faults.append(fault)
        return source.faults

    @router.delete("/_faults", status_code=204)
    async def clear_source_faults() -> None:
        """Let all answers go right again; those that wait come now."""
        source.faults.clear()
        released.set()
        released.clear()

    @router.put("/_manner")
    async def set_manner(manner: Manner) -> Manner:
        """How it answers from now on."""
        source.manner = manner
        return manner

    @router.delete("/_calls", status_code=204)
    async def forget_calls() -> None:
        """Count from 0."""
        source.forget_calls()

    return router
