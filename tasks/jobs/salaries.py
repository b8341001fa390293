"""What a posting says is paid. A unit that nobody stated stays unknown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tasks.jobs.model import Salary, SalaryPeriod

_A = r"(?:/|\b(?:per|an?|pro|por|par|al)\b)\s*"
_PERIODS: dict[SalaryPeriod, str] = {
    "hour": rf"{_A}(?:hour|hr|h|stunde|hora|heure)\b|\bhourly\b|\bp\.?h\.?\b",
    "day": rf"{_A}(?:day|tag)\b|\bdaily\b",
    "week": rf"{_A}(?:week|wk|woche)\b|\bweekly\b",
    "month": rf"{_A}(?:month|mo|monat|mes|mois)\b|\bmonthly\b|\bmonatlich\b",
    "year": rf"{_A}(?:year|yr|annum|jahr|an)\b|\byearly\b|\bannual(?:ly)?\b|\bp\.?a\.?\b|\bjährlich\b",
}
_PERIOD_PATTERNS = tuple((period, re.compile(each, re.IGNORECASE)) for period, each in _PERIODS.items())
_CURRENCIES = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "chf": "CHF",
    "cad": "CAD",
    "c$": "CAD",
    "ca$": "CAD",
    "aud": "AUD",
    "a$": "AUD",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "pln": "PLN",
    "inr": "INR",
    "₹": "INR",
    "brl": "BRL",
    "r$": "BRL",
    "jpy": "JPY",
    "¥": "JPY",
    "sgd": "SGD",
    "zar": "ZAR",
    "mxn": "MXN",
    "nzd": "NZD",
}
_CODES = "usd|eur|gbp|chf|cad|aud|sek|nok|dkk|pln|inr|brl|jpy|sgd|zar|mxn|nzd"
_SIGN = rf"(?:(?:us|ca|c|a|r)?[$]|[€£₹¥]|\b(?:{_CODES})\b)"
_NUMBER = r"(?:\d{1,3}(?:[., '\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<thousand>k\b|tsd\b)?\s*(?P<after>{_SIGN})?", re.IGNORECASE
)
_SIGN_BEFORE = re.compile(rf"({_SIGN})\s*$", re.IGNORECASE)
_BARE_AMOUNT = rf"(?:{_SIGN})?\s*{_NUMBER}\s*(?:k\b|tsd\b)?\s*(?:{_SIGN})?"
_RANGE = re.compile(
    rf"(?P<low>{_BARE_AMOUNT})\s*(?:[-–—]|\bto\b|\bbis\b|\band\b|\ba\b)\s*(?P<high>{_BARE_AMOUNT})",
    re.IGNORECASE,
)
_LONGEST_SIGN = 5
_NEAR = 40
_MOST = Decimal(1_000_000_000)
_THOUSAND = Decimal(1000)


def salary_from_numbers(
    lowest: Decimal | None, highest: Decimal | None, currency: str = "", period: SalaryPeriod | None = None
) -> Salary | None:
    """A board's own two numbers; zero, negative and absurd ones mean that nothing is known."""
    sound = [number for number in (lowest, highest) if number is not None and _is_sound(number)]
    if not sound:
        return None
    return Salary(min(sound), max(sound), currency.strip().upper() or None, period)


def _is_sound(number: Decimal) -> bool:
    return number.is_finite() and 0 < number < _MOST


def salary_from_text(text: str) -> Salary | None:
    """What a short text states, such as `$60k–$72k`, `50-75 € /hour` or `from £40,000`."""
    found = _RANGE.search(text)
    parts = [found["low"], found["high"]] if found else [text]
    read = [amount for amount in (next(_amounts(part), None) for part in parts) if amount]
    if not read:
        return None
    in_thousands = any(amount.in_thousands for amount in read)
    numbers = [
        amount.number * _THOUSAND if in_thousands and amount.number < _THOUSAND else amount.number
        for amount in read
    ]
    currency = next((amount.currency for amount in read if amount.currency), None)
    if currency is None and not in_thousands and max(numbers) < _THOUSAND and period_in(text) is None:
        return None
    return salary_from_numbers(min(numbers), max(numbers), currency or "", period_in(text))


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number as it is written, and what stands beside it."""

    number: Decimal
    in_thousands: bool
    currency: str | None
    end: int

    @property
    def whole(self) -> Decimal:
        return self.number * _THOUSAND if self.in_thousands else self.number


def _amounts(text: str) -> Iterator[_Amount]:
    for found in _AMOUNT.finditer(text):
        before = _SIGN_BEFORE.search(text[max(0, found.start() - _LONGEST_SIGN) : found.start()])
        sign = before[1] if before else found["after"] or ""
        currency = _CURRENCIES.get(sign.lower())
        yield _Amount(_number(found["number"]), bool(found["thousand"]), currency, found.end())


def _number(text: str) -> Decimal:
    bare = re.sub(r"[ '\u00a0\u202f]", "", text)
    cents = re.fullmatch(r"(.*)[.,](\d{1,2})", bare)
    whole = re.sub(r"[.,]", "", cents[1] if cents else bare)
    return Decimal(f"{whole}.{cents[2]}" if cents else whole)


def period_in(text: str) -> SalaryPeriod | None:
    """The one period that a text names; None if it names none, or several."""
    named = {period for period, pattern in _PERIOD_PATTERNS if pattern.search(text)}
    return named.pop() if len(named) == 1 else None


def with_unit_from(salary: Salary, text: str) -> Salary:
    """The salary with the period and currency that the text states beside the very same numbers.

    A board's `94` and `136` are thousands where the text has 94,000 and 136,000.
    """
    if salary.period is not None and salary.currency is not None:
        return salary
    stated = list(_amounts(text))
    for unit in (Decimal(1), _THOUSAND):
        ends = {salary.lowest * unit, salary.highest * unit}
        beside = [amount for amount in stated if amount.whole in ends]
        if beside and (unit == 1 or ends <= {amount.whole for amount in stated}):
            return _with_unit(salary, unit, beside, text)
    return salary


def _with_unit(salary: Salary, unit: Decimal, beside: list[_Amount], text: str) -> Salary:
    periods = (period_in(text[amount.end : amount.end + _NEAR].partition("\n")[0]) for amount in beside)
    return Salary(
        salary.lowest * unit,
        salary.highest * unit,
        salary.currency or next((amount.currency for amount in beside if amount.currency), None),
        salary.period or next(filter(None, periods), None),
    )
