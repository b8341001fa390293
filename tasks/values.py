"""Small types that carry their own rule, so that nobody inside checks again."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


def in_order(schema: JsonSchemaValue) -> None:
    """Number a model's fields in its JSON schema: Prefect's form sorts by it."""
    for position, field in enumerate(schema.get("properties", {}).values()):
        field["position"] = position


class _PatternText(str):
    """A text that matches its class's pattern from end to end; anything else raises ValueError."""

    __slots__ = ()

    pattern: ClassVar[str]
    max_length: ClassVar[int]
    expected: ClassVar[str]

    def __new__(cls, value: str) -> Self:
        if len(value) > cls.max_length or not re.fullmatch(cls.pattern, value):
            raise ValueError(f"expected {cls.expected}")
        return super().__new__(cls, value)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        rule = {"pattern": f"^{cls.pattern}$", "maxLength": cls.max_length, "x-caddie-expected": cls.expected}
        return handler(schema) | rule


class ZipCode(_PatternText):
    """A US ZIP code, five ASCII digits or ZIP+4. Leading zeros count: it is never a number."""

    __slots__ = ()
    pattern = r"[0-9]{5}(-[0-9]{4})?"
    max_length = 10
    expected = 'a US ZIP code such as "02134" or "94103-1234"'

    @property
    def five_digits(self) -> str:
        """The part that names a post office: `94103` of `94103-1234`."""
        return self[:5]


class EmailAddress(_PatternText):
    """An e-mail address as people type it: one `@`, a dotted host, no spaces or control characters."""

    __slots__ = ()
    pattern = (
        r"[^@\s\x00-\x20\x7f<>,;:\"()]+@[^@\s\x00-\x20\x7f<>,;:\"().]+(\.[^@\s\x00-\x20\x7f<>,;:\"().]+)+"
    )
    max_length = 254
    expected = 'an e-mail address such as "ann@example.com"'


class Slug(_PatternText):
    """A name that is safe in tags, URLs and settings: lower-case letters, digits, `-` and `_`."""

    __slots__ = ()
    pattern = r"[a-z0-9][a-z0-9_-]*"
    max_length = 63
    expected = "lower-case letters, digits, - and _"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a piece of work may see: one tenant, in one of its environments."""

    tenant: Slug
    environment: Slug

    @classmethod
    def of(cls, tenant: str, environment: str) -> Self:
        """The scope with these names; ValueError if one is no slug."""
        return cls(Slug(tenant), Slug(environment))


class IsoInterval(_PatternText):
    """How often something happens: whole minutes or hours as an ISO 8601 duration, `PT5M` or `PT2H`."""

    __slots__ = ()
    pattern = r"PT[1-9][0-9]{0,2}[MH]"
    max_length = 6
    expected = 'minutes or hours as an ISO 8601 duration such as "PT5M"'

    @property
    def length(self) -> timedelta:
        """How long that is."""
        count, unit = int(self[2:-1]), self[-1]
        return timedelta(hours=count) if unit == "H" else timedelta(minutes=count)


class _AppId(_PatternText):
    """An id that the app gave: its own text, kept as it is."""

    __slots__ = ()
    pattern = r"[A-Za-z0-9_.:-]+"
    max_length = 128
    expected = "an id of letters, digits, - _ . and :, at most 128"


class UserId(_AppId):
    """Whom a piece of work is for."""

    __slots__ = ()


class ResumeId(_AppId):
    """A résumé that somebody uploaded."""

    __slots__ = ()


class JobId(_AppId):
    """A posting on somebody's list."""

    __slots__ = ()


class ApplicationId(_AppId):
    """An application to a posting."""

    __slots__ = ()


class FileUrl(_PatternText):
    """Where a file lies: a link, or a file that Caddie keeps itself."""

    __slots__ = ()
    pattern = r"(https?|caddie-file)://[^\s\x00-\x20\x22\x7f\\<>]+"
    max_length = 2_000
    expected = (
        'a link such as "https://files.example.com/resume.pdf", or a "caddie-file://…" of Caddie\'s own'
    )


class IsoWeek(_PatternText):
    """A week as ISO 8601 counts them, Monday to Sunday: `2026-W47`. Few years have a week 53."""

    __slots__ = ()
    pattern = r"20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])"
    max_length = 8
    expected = 'an ISO week such as "2026-W47"'

    def __new__(cls, value: str) -> Self:
        """The week of this name; ValueError if its year has no such week."""
        week = super().__new__(cls, value)
        try:
            date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
        except ValueError:
            raise ValueError(f"{value[:4]} has no week 53") from None
        return week

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that a day lies in."""
        year, week, _ = day.isocalendar()
        return cls(f"{year}-W{week:02}")

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(int(self[:4]), int(self[6:]), 1)

    @property
    def before(self) -> Self:
        """The week before."""
        return type(self).of(self.monday - timedelta(days=7))


class GitHubHandle(_PatternText):
    """Somebody's name on GitHub as people give it: bare, with an @ before it, or their page's address."""

    __slots__ = ()
    pattern = r"(@|(https?://)?(www\.)?github\.com/)?[A-Za-z0-9]([A-Za-z0-9_-]{0,37}[A-Za-z0-9_])?/?"
    max_length = 80
    expected = 'a GitHub handle such as "octocat" or "https://github.com/octocat"'

    @property
    def login(self) -> str:
        """The name alone."""
        return self.rstrip("/").rpartition("/")[2].removeprefix("@")


class Everyone(_PatternText):
    """`*`: all whose turn it is, where otherwise one user is named."""

    __slots__ = ()
    pattern = r"\*"
    max_length = 1
    expected = '"*" for everyone'
