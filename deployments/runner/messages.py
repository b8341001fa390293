"""What a worker and its fork server say to each other: one message a packet, on a Unix socket.

A `Fork` carries two descriptors (SCM_RIGHTS): the order, and where the run's output goes.
An order may be large (parameters up to 512 KiB) and so travels as a memory file, not in the packet.
"""

import json
import os
import signal
import socket
from dataclasses import asdict, dataclass, field
from typing import Literal, Self

CANCEL = signal.SIGUSR1
"""What a run gets to cancel it: SIGTERM alone would mean that somebody else ended it."""

SUSPEND = signal.SIGUSR2
"""What a run gets when Prefect says that somebody suspended it."""

_LONGEST = 65_536


@dataclass(frozen=True, slots=True)
class Fork:
    """Worker to server: start the order that comes with this packet."""

    number: int


@dataclass(frozen=True, slots=True)
class Signal:
    """Worker to server: send a signal to a run, if it is still there."""

    number: int
    signal_number: int


@dataclass(frozen=True, slots=True)
class Ready:
    """Server to worker: everything is imported; `version` and `commit` say what."""

    pid: int
    version: str
    commit: str


@dataclass(frozen=True, slots=True)
class Started:
    """Server to worker: the run has this process."""

    number: int
    pid: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Server to worker: the run could not be forked."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Server to worker: the run's process is gone; `returncode` is negative for a signal."""

    number: int
    returncode: int


Message = Fork | Signal | Ready | Started | Refused | Ended
_KINDS: dict[str, type[Message]] = {
    kind.__name__: kind for kind in (Fork, Signal, Ready, Started, Refused, Ended)
}


@dataclass(frozen=True, slots=True)
class Order:
    """What a forked process is to do, and as whom."""

    work: Literal["run", "cancellation hooks", "crash hooks", "crash report"]
    flow_run: str
    """The flow run as JSON."""
    entrypoint: str | None
    """Module path of the flow; None asks Prefect's API, as a stock start does."""
    environment: dict[str, str]
    folder: str
    related: dict[str, str] = field(default_factory=dict)
    """What the worker has read of the run's deployment, flow, queue and pool: JSON, by Prefect's kind."""
    stores_locally: bool = False
    """Whether Prefect's server names no storage for results."""
    message: str = ""
    """For hooks: the message of the state that they are told of."""

    def as_memory_file(self) -> int:
        """A descriptor that holds this order; the caller closes it."""
        descriptor = os.memfd_create("caddie-order", os.MFD_CLOEXEC)
        with open(descriptor, "wb", closefd=False) as file:
            file.write(json.dumps(asdict(self)).encode())
        return descriptor

    @classmethod
    def from_memory_file(cls, descriptor: int) -> Self:
        """The order that a descriptor holds, whoever has read it before."""
        content = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        return cls(**json.loads(content))


def pack(message: Message) -> bytes:
    """One packet."""
    return json.dumps([type(message).__name__, asdict(message)]).encode()


def unpack(packet: bytes) -> Message:
    """The message in a packet; KeyError if it is none of ours."""
    name, fields = json.loads(packet)
    return _KINDS[name](**fields)


def receive(channel: socket.socket) -> tuple[Message, list[int]] | None:
    """The next message and the descriptors that came with it; None when the other side is gone."""
    try:
        packet, descriptors, _, _ = socket.recv_fds(channel, _LONGEST, 4, socket.MSG_CMSG_CLOEXEC)
    except ConnectionError:
        return None
    return (unpack(packet), descriptors) if packet else None
