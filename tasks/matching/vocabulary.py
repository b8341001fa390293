"""The table of skills and roles: what they are called, in which languages, and which field they belong to.

It lies in `vocabulary/*.txt`, made for reading and adding to. `@field.part` opens a field; then one skill
(or, in `roles.txt`, one role) a line: its name, its other names after `|`, and after `<` what it is one of:

    PostgreSQL | Postgres < SQL
    ~Go | Golang

Other names are true synonyms, translations included: who has one has the other. `<` is weaker: who knows
PostgreSQL shows some SQL. After a role, `<` names the skills that it takes.

Names match as whole words in any case and with any accents. `=Node` matches in this case only, and so do
other names of at most four capitals, such as `ALS`. `~Go` is also an everyday word, so it counts in this
case only, and only in the company of other skills. `^React` is an everyday word where it is written
otherwise: `React` counts anywhere, `react` and `REACT` in the company of other skills.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tasks.matching.folding import folded

_ROLES = "roles.txt"
SOFT = "soft"
_SHORT_FORM = 4


@dataclass(frozen=True, slots=True)
class Name:
    """One way to call a skill or a role.

    Attributes:
        text: As it is written.
        is_exact: Whether its case counts.
        is_everyday: Whether it is also a word of everyday language.
        is_everyday_otherwise: Whether it is one where it is written in another case.
    """

    text: str
    is_exact: bool = False
    is_everyday: bool = False
    is_everyday_otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A skill or a role of the table.

    Attributes:
        name: What it is called here.
        field: Where it belongs, such as `software.backend`.
        names: All its names, its own among them.
        broader: The skills it is one of, or that the role takes.
    """

    name: str
    field: str
    names: tuple[Name, ...]
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A table, to be asked by any of its names."""

    terms: Mapping[str, Term]
    by_name: Mapping[str, str]

    def canonical(self, name: str) -> str | None:
        """What the table calls it, or None if it has no such name."""
        return self.by_name.get(folded(name).strip())

    def field(self, name: str) -> str | None:
        """The field of a canonical name."""
        term = self.terms.get(name)
        return term.field if term else None

    def ancestors(self, name: str) -> frozenset[str]:
        """Everything that this is one of, at any remove."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            term = self.terms.get(waiting.pop())
            new = set(term.broader) - found if term else set()
            found |= new
            waiting.extend(new)
        return frozenset(found)


@cache
def skills() -> Vocabulary:
    """The skills."""
    folder = files("tasks.matching") / "vocabulary"
    sources = sorted((one for one in folder.iterdir() if one.name.endswith(".txt")), key=lambda one: one.name)
    return parse("\n".join(one.read_text("utf-8") for one in sources if one.name != _ROLES))


@cache
def roles() -> Vocabulary:
    """The roles."""
    return parse((files("tasks.matching") / "vocabulary" / _ROLES).read_text("utf-8"), skills().terms)


def parse(text: str, kinds: Mapping[str, Term] | None = None) -> Vocabulary:
    """Read a table. ValueError says which line is no good. Of two equal names the first line has it.

    Args:
        text: The table.
        kinds: Where what stands after `<` is found; in this table itself if not said.
    """
    terms = {term.name: term for term in _terms(text)}
    by_name: dict[str, str] = {}
    for term in terms.values():
        by_name[folded(term.name)] = term.name
    for term in terms.values():
        for name in term.names:
            by_name.setdefault(folded(name.text), term.name)
    for term in terms.values():
        if strange := [one for one in term.broader if one not in (kinds or terms)]:
            raise ValueError(f"{term.name} is said to be one of {', '.join(strange)}, which the table lacks")
    return Vocabulary(MappingProxyType(terms), MappingProxyType(by_name))


def _terms(text: str) -> Iterator[Term]:
    field = ""
    for line in text.splitlines():
        if line.startswith("@"):
            field = line[1:].strip()
        elif line.strip() and not line.startswith("#"):
            if not field:
                raise ValueError(f"no field stands above {line!r}")
            given, _, broader = line.partition(" < ")
            first, *others = (one.strip() for one in given.split("|") if one.strip())
            names = (_name(first), *(_name(one, is_other=True) for one in others))
            yield Term(
                names[0].text, field, names, tuple(one.strip() for one in broader.split(",") if one.strip())
            )


def _name(written: str, *, is_other: bool = False) -> Name:
    mark = written[0] if written[0] in "=~^" else ""
    text = written[len(mark) :]
    is_short = is_other and len(text) <= _SHORT_FORM and text.isalpha() and text.isupper()
    return Name(
        text,
        is_exact=mark in {"=", "~"} or is_short,
        is_everyday=mark == "~",
        is_everyday_otherwise=mark == "^",
    )
