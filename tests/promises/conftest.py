"""A market on the shared stack, where Stripe tells what a test asks it to tell, and nothing else."""

from collections.abc import Iterator

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.promises.market import Market


@pytest.fixture
def market(stack: Addresses, door: httpx.Client) -> Iterator[Market]:
    market = Market(stack, door)
    market.hold()
    yield market
    market.let_go()
