"""What goes over the socket comes out as it went in."""

import os
import socket

import pytest

from deployments.runner.messages import (
    Ended,
    Fork,
    Message,
    Order,
    Ready,
    Refused,
    Signal,
    Started,
    pack,
    receive,
    unpack,
)

MESSAGES: list[Message] = [
    Fork(1),
    Signal(1, 15),
    Ready(2, "0.1.0", "abc"),
    Started(1, 3),
    Refused(1, "no memory"),
    Ended(1, -9),
]


@pytest.mark.parametrize("message", MESSAGES)
def test_a_packed_message_is_unpacked_as_it_was(message: Message) -> None:
    assert unpack(pack(message)) == message


def test_an_order_of_the_largest_parameters_fits_and_is_read_as_often_as_one_likes() -> None:
    order = Order("run", "x" * 600_000, "flows.trials.steps", {"A": "ü"}, "/")
    descriptor = order.as_memory_file()
    try:
        assert Order.from_memory_file(descriptor) == order
        assert Order.from_memory_file(descriptor) == order
    finally:
        os.close(descriptor)


def test_the_other_sides_end_is_no_message() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.close()
    with ours:
        assert receive(ours) is None
