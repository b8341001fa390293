"""What a model's tokens cost (https://platform.claude.com/docs/en/about-claude/pricing, November 2026)."""

from dataclasses import dataclass
from decimal import Decimal

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one call has used, and is billed for."""

    into: int
    out: int


@dataclass(frozen=True, slots=True)
class _Price:
    """Dollars for a million tokens."""

    into: Decimal
    out: Decimal


_PRICES = {
    "claude-fable-5": _Price(Decimal(10), Decimal(50)),
    "claude-haiku-4-5": _Price(Decimal(1), Decimal(5)),
    "claude-haiku-5-5": _Price(Decimal("0.1"), Decimal("0.5")),
    "claude-opus-4": _Price(Decimal(5), Decimal(25)),
    "claude-opus-5": _Price(Decimal(5), Decimal(25)),
    "claude-opus-5-5": _Price(Decimal(4), Decimal(20)),
    "claude-sonnet-4": _Price(Decimal(3), Decimal(15)),
    "claude-sonnet-5": _Price(Decimal(2), Decimal(10)),
}
"""By the name's beginning: the longest that fits holds."""


def dollars(model: str, tokens: Tokens) -> Decimal | None:
    """What a call has cost at list price; None for a model whose price is not known."""
    known = [name for name in _PRICES if model == name or model.startswith(f"{name}-")]
    if not known:
        return None
    price = _PRICES[max(known, key=len)]
    return (tokens.into * price.into + tokens.out * price.out) / _MILLION
