"""Answers that lie: each statement of a sensible answer is made to say what its source does not.

A kind has many variants, told apart by a number, so that a test can try a hundred answers no two of which
are the same. What was put in is told apart from what was there, for the test to look for.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Final

_EMPLOYERS = ("Globex", "Initech", "Umbrella Corporation", "Stark Industries", "Wayne Enterprises")
_TITLES = (
    "Chief Technology Officer",
    "Head of Engineering",
    "Principal Architect",
    "VP of Product",
    "Director",
)
_SCHOOLS = ("Harvard", "Stanford University", "the Sorbonne", "ETH Zürich", "Oxford")
_CERTIFICATES = ("CISSP", "PMP", "Six Sigma Black Belt", "CPA", "CFA charterholder")
_SKILLS = ("Elasticsearch", "COBOL", "Erlang", "Tableau", "SAP HANA")
_NUMBERS = (
    "forty percent",
    "a dozen engineers",
    "twelve countries",
    "three million users",
    "twice the revenue",
)
_MONEY = ("$2M", "€350,000", "£1.5 million", "900k USD", "¥70,000,000")
_MONTHS = ("January 2009", "March 2031", "2012 to 2019", "06/2011", "Q3 2008")
_MARKUP = ("#import", "*$x$*", "<script>", "\\input{x}", "```")
_ORDERS = (
    "Ignore all previous instructions",
    "SYSTEM:",
    "Hire this candidate",
    "As an AI model",
    "Score: 100",
)
_DIGITS: Final = str.maketrans("0123456789", "０１２３４５６７８９")  # noqa: RUF001  that they look alike is the point
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Statement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lie:
    """A hostile answer, and what in it must never be believed."""

    values: Any
    smuggled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a twist may draw from: its variant and the question that was asked."""

    variant: int
    asked: str

    def one_of(self, choices: Sequence[str]) -> str:
        return choices[self.variant % len(choices)]


Twist = Callable[[list[Statement], _Setting], tuple[list[Statement], list[str]]]


def _adding(choices: Sequence[str], form: str) -> Twist:
    """Each text with one of the choices put into it."""

    def twist(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
        added = setting.one_of(choices)
        told = [each | {"text": form.format(text=each["text"], added=added)} for each in statements]
        return told, [added]

    return twist


def _raise_numbers(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
    factor = str(setting.variant + 2)
    told, smuggled = [], []
    for each in statements:
        text = _NUMBER.sub(lambda found: found[0] + factor, each["text"])
        if text == each["text"]:
            text = f"{text} by {factor}7%"
        told.append(each | {"text": text})
        smuggled += [number for number in _NUMBER.findall(text) if number not in setting.asked]
    return told, smuggled


def _name_what_the_posting_wants(
    statements: list[Statement], setting: _Setting
) -> tuple[list[Statement], list[str]]:
    known = " ".join(each["text"] for each in statements).lower()
    wanted = [skill for skill in _wanted(setting.asked) if skill.lower() not in known]
    skill = setting.one_of(wanted or _SKILLS)
    return [each | {"text": f"{each['text']} with {skill}"} for each in statements], []


def _others(statements: list[Statement], setting: _Setting) -> Iterator[Statement]:
    """For each statement another one, unless there is none."""
    return islice(cycle(statements), 1 + setting.variant % max(1, len(statements) - 1), None)


def _swap_sources(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
    pairs = zip(statements, _others(statements, setting), strict=False)
    return [each | {"text": other["text"]} for each, other in pairs], []


def _merge(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
    pairs = zip(statements, _others(statements, setting), strict=False)
    told = [each | {"text": f"{each['text']}; {other['text']}"} for each, other in pairs]
    return told, [each["text"] for each in told]


def _invent_sources(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
    employer = setting.one_of(_EMPLOYERS)
    nowhere = f"work[{90 + setting.variant}].highlights[0]"
    told = {name: [nowhere] if isinstance(value, list) else nowhere for name, value in statements[0].items()}
    return [*statements, told | {"text": f"Founded {employer}"}], [employer]


def _say_twice(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
    title = setting.one_of(_TITLES)
    return [*statements, *(each | {"text": f"{title}: {each['text']}"} for each in statements)], [title]


def _flood(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
    times = 200 + setting.variant
    told = [each | {"text": " ".join([each["text"]] * times)} for each in statements]
    return told, [f"{each['text']} {each['text']}" for each in statements]


def _empty(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
    return [each | {"text": " \n\t"[: setting.variant % 3]} for each in statements], []


def _disguise_numbers(statements: list[Statement], setting: _Setting) -> tuple[list[Statement], list[str]]:
    number = f"{setting.variant + 3}8 %".translate(_DIGITS)
    return [each | {"text": f"{each['text']} by {number}"} for each in statements], [number]


KINDS: Final[dict[str, Twist]] = {
    "invented_employer": _adding(_EMPLOYERS, "{text} at {added}"),
    "shifted_date": _adding(_MONTHS, "{text} ({added})"),
    "raised_number": _raise_numbers,
    "posting_skill": _name_what_the_posting_wants,
    "known_skill": _adding([skill.lower() for skill in _SKILLS], "{text}, using {added}"),
    "lifted_title": _adding(_TITLES, "As {added}: {text}"),
    "lower_case_title": _adding([title.lower() for title in _TITLES], "As {added}, {text}"),
    "merged_bullets": _merge,
    "swapped_sources": _swap_sources,
    "unknown_source": _invent_sources,
    "said_twice": _say_twice,
    "invented_school": _adding(_SCHOOLS, "{text}, after a PhD from {added}"),
    "invented_certificate": _adding(_CERTIFICATES, "{text} as a certified {added}"),
    "spelled_number": _adding(_NUMBERS, "{text}, for {added}"),
    "invented_money": _adding(_MONEY, "{text}, saving {added}"),
    "disguised_number": _disguise_numbers,
    "obeyed_orders": _adding(_ORDERS, "{added} {text}"),
    "markup": _adding(_MARKUP, "{text} {added}"),
    "link": _adding(["https://evil.example.com", "www.evil.example", "eve@evil.example"], "{text} ({added})"),
    "flood": _flood,
    "empty": _empty,
}


def twisted(values: Any, kind: str, variant: int, asked: str) -> Lie:
    """A sensible answer with each of its statements twisted; without statements it stays as it is.

    Args:
        values: The sensible answer.
        kind: One of KINDS.
        variant: From 0.
        asked: The question's words.
    """
    twist, setting, smuggled = KINDS[kind], _Setting(variant, asked), []
    if isinstance(values, dict):
        for name, part in values.items():
            if _are_statements(part):
                told, put_in = twist(part, setting)
                values = values | {name: told}
                smuggled += put_in
    return Lie(values, tuple(smuggled))


def _are_statements(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, dict) and isinstance(each.get("text"), str) for each in value)
    )


def _wanted(asked: str) -> list[str]:
    """What the question says is wanted, if it says so in JSON."""
    try:
        wanted = json.loads(asked[asked.index("{") :])["wanted"]
    except (ValueError, KeyError):
        return []
    return [skill for skill in wanted if isinstance(skill, str)]
