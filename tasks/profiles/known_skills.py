"""Which skill a package, a file's name or a language stands for: the tables beside this module.

A line of a table is "Skill: name name …". What no table names is no skill: small libraries, tools that
came along with others, and everything that only one project knows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from tasks.profiles.model import Ecosystem, Package

_NO_SKILL = "-"


@dataclass(frozen=True, slots=True)
class _Names:
    """One ecosystem's table. `beginnings` are the names that ended in `*`, longest first."""

    exact: Mapping[str, tuple[str, ...]]
    beginnings: tuple[tuple[str, str], ...]

    def skills(self, name: str) -> tuple[str, ...]:
        begun = (skill for beginning, skill in self.beginnings if name.startswith(beginning))
        return tuple(dict.fromkeys((*self.exact.get(name, ()), *begun)))


def skills_of_package(package: Package) -> tuple[str, ...]:
    """The skills that using this package shows; none for most packages."""
    return _table(package.ecosystem).skills(plain_name(package.ecosystem, package.name))


def skills_of_path(path: str) -> tuple[str, ...]:
    """The skills that a file of this name shows, whatever is in it."""
    return tuple(skill for skill, pattern in _file_patterns() if fnmatchcase(path, pattern))


def skills_of_language(language: str) -> tuple[str, ...]:
    """The skills that a language, as GitHub names it, stands for; most stand for themselves."""
    return _languages().get(language, (language,))


def plain_name(ecosystem: Ecosystem, name: str) -> str:
    """The name by which the ecosystem's own registry would find it, in lower case."""
    plain = name.strip().lower()
    match ecosystem:
        case Ecosystem.PYPI | Ecosystem.CRATES:
            return re.sub(r"[-_.]+", "-", plain)
        case Ecosystem.GO:
            return re.sub(r"/v\d+$", "", plain)
        case _:
            return plain


@cache
def known_names() -> frozenset[str]:
    """Every skill that some table knows."""
    tables = [*(ecosystem.value for ecosystem in Ecosystem), "files", "languages"]
    return frozenset(skill for table in tables for skill, _ in _lines(table)) - {_NO_SKILL}


def _lines(table: str) -> Iterator[tuple[str, str]]:
    text = (files("tasks.profiles") / "tables" / f"{table}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        skill, divider, names = line.partition(": ")
        if divider and not line.startswith("#"):
            yield skill, names


@cache
def _table(ecosystem: Ecosystem) -> _Names:
    exact: dict[str, tuple[str, ...]] = {}
    beginnings: list[tuple[str, str]] = []
    for skill, names in _lines(ecosystem.value):
        for name in names.split():
            if name.endswith("*"):
                beginnings.append((_beginning(ecosystem, name), skill))
            else:
                plain = plain_name(ecosystem, name)
                exact[plain] = (*exact.get(plain, ()), skill)
    return _Names(exact, tuple(sorted(beginnings, key=lambda pair: -len(pair[0]))))


def _beginning(ecosystem: Ecosystem, name: str) -> str:
    """What a name must begin with."""
    return plain_name(ecosystem, name.removesuffix("*"))


@cache
def _file_patterns() -> tuple[tuple[str, str], ...]:
    return tuple((skill, pattern) for skill, patterns in _lines("files") for pattern in patterns.split())


@cache
def _languages() -> Mapping[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    for skill, names in _lines("languages"):
        for language in names.split("; "):
            known[language] = () if skill == _NO_SKILL else (*known.get(language, ()), skill)
    return known
