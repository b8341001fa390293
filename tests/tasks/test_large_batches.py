import gc
from collections.abc import Iterator

import pytest

from tasks.large_batches import without_collecting_garbage


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    yield
    gc.enable()


def test_no_garbage_is_looked_for_meanwhile() -> None:
    with without_collecting_garbage():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_looked_for_again_after_an_error() -> None:
    with pytest.raises(LookupError), without_collecting_garbage():
        raise LookupError
    assert gc.isenabled()


def test_a_batch_within_a_batch_turns_nothing_on() -> None:
    with without_collecting_garbage():
        with without_collecting_garbage():
            pass
        assert not gc.isenabled()
