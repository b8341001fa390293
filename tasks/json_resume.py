"""JSON Resume (https://docs.jsonresume.org/schema) as values: what a résumé is read into and written from.

Every list may be empty and every text absent; what a document does not say is never made up. Sections and
fields that the schema does not name are dropped.
"""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from tasks.errors import InvalidProfileError
from tasks.loose_json_resume import UnreadableDateError, tidy

_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


def _date(value: str) -> str:
    if not _DATE.fullmatch(value):
        raise ValueError("expected YYYY, YYYY-MM or YYYY-MM-DD")
    return value


PartialDate = Annotated[str, AfterValidator(_date)]
"""`YYYY`, `YYYY-MM` or `YYYY-MM-DD`: as exact as the document is. An open end is absent, not "present"."""


class _Section(BaseModel):
    """Camel case outside, snake case inside; null is the same as absent."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        populate_by_name=True,
        str_strip_whitespace=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: Any) -> Any:
        return (
            {key: given for key, given in value.items() if given is not None}
            if isinstance(value, dict)
            else value
        )


class Location(_Section):
    """A place, in as many parts as the document tells apart."""

    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country_code: str | None = None


class OnlineProfile(_Section):
    """A page of the person's on a network."""

    network: str | None = None
    username: str | None = None
    url: str | None = None


class Basics(_Section):
    """Who the person is and how to reach them."""

    name: str | None = None
    label: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    summary: str | None = None
    location: Location | None = None
    profiles: tuple[OnlineProfile, ...] = ()


class Work(_Section):
    """One role at one employer. `name` is the employer, as the schema has it."""

    name: str | None = None
    position: str | None = None
    location: str | None = None
    url: str | None = None
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    summary: str | None = None
    highlights: tuple[str, ...] = ()


class Volunteer(_Section):
    """One role at an organisation, without pay."""

    organization: str | None = None
    position: str | None = None
    url: str | None = None
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    summary: str | None = None
    highlights: tuple[str, ...] = ()


class Education(_Section):
    """One course of study. `study_type` is the degree, `area` its subject."""

    institution: str | None = None
    url: str | None = None
    area: str | None = None
    study_type: str | None = None
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    score: str | None = None
    courses: tuple[str, ...] = ()


class Skill(_Section):
    """A skill, or a group of them: then `name` is the group's and `keywords` are the skills."""

    name: str | None = None
    level: str | None = None
    keywords: tuple[str, ...] = ()


class Language(_Section):
    """A language and how well it is spoken."""

    language: str | None = None
    fluency: str | None = None


class Certificate(_Section):
    """A certificate and who issued it."""

    name: str | None = None
    date: PartialDate | None = None
    issuer: str | None = None
    url: str | None = None


class Award(_Section):
    """An award and who gave it."""

    title: str | None = None
    date: PartialDate | None = None
    awarder: str | None = None
    summary: str | None = None


class Publication(_Section):
    """Something published."""

    name: str | None = None
    publisher: str | None = None
    release_date: PartialDate | None = None
    url: str | None = None
    summary: str | None = None


class Project(_Section):
    """Something made, at work or beside it."""

    name: str | None = None
    description: str | None = None
    highlights: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    url: str | None = None
    roles: tuple[str, ...] = ()
    entity: str | None = None


class Interest(_Section):
    """Something the person likes."""

    name: str | None = None
    keywords: tuple[str, ...] = ()


class Reference(_Section):
    """What somebody says of the person."""

    name: str | None = None
    reference: str | None = None


class JsonResume(_Section):
    """A whole résumé, or the whole profile that résumés are written from."""

    basics: Basics = Basics()
    work: tuple[Work, ...] = ()
    volunteer: tuple[Volunteer, ...] = ()
    education: tuple[Education, ...] = ()
    awards: tuple[Award, ...] = ()
    certificates: tuple[Certificate, ...] = Field(
        (), validation_alias=AliasChoices("certificates", "certifications")
    )
    publications: tuple[Publication, ...] = ()
    skills: tuple[Skill, ...] = ()
    languages: tuple[Language, ...] = ()
    interests: tuple[Interest, ...] = ()
    references: tuple[Reference, ...] = ()
    projects: tuple[Project, ...] = ()


def profile_from_json(given: str | bytes | Mapping[str, Any]) -> JsonResume:
    """A profile as people write it: JSON Resume, with dates as printed and the usual slips put right.

    InvalidProfileError names the first thing that cannot be understood, and how to write it.
    """
    value = given if isinstance(given, Mapping) else _parsed(given)
    try:
        return JsonResume.model_validate(tidy(value))
    except UnreadableDateError as error:
        raise InvalidProfileError(f"The profile's {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).strip(
            "."
        )
        raise InvalidProfileError(f"The profile's {path or 'text'} is no good: {first['msg']}") from error


def _parsed(text: str | bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(
            text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        )
    except UnicodeDecodeError as error:
        raise InvalidProfileError("The profile is no JSON: it is not UTF-8 text") from error
    except (ValueError, RecursionError) as error:
        told = (
            error if isinstance(error, json.JSONDecodeError) else "nested too deeply, or a number is too long"
        )
        raise InvalidProfileError(f"The profile is no JSON: {told}") from error
    if not isinstance(value, Mapping):
        raise InvalidProfileError(
            "The profile is no JSON Resume: expected an object with basics, work, skills …"
        )
    return value
