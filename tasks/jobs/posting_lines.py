"""Postings as lines of JSON: what `caddie jobs` reads.

A line is `{pid, source, source_id, company, title, location, url, posted, description}`; all but `pid` may be
absent or null. `posted` is ISO 8601, as in mails and feeds (RFC 5322), or seconds since 1970.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tasks.errors import UnreadablePostingsError
from tasks.jobs.mending import mend
from tasks.jobs.model import Posting, RawPosting
from tasks.jobs.moments import read_moment


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    pid: str = Field(min_length=1)
    source: str = ""
    source_id: str = ""
    company: str = ""
    title: str = ""
    location: str = ""
    url: str = ""
    apply_url: str = ""
    description: str = ""
    posted: datetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: given for name, given in value.items() if given is not None}

    @field_validator("posted", mode="before")
    @classmethod
    def _as_boards_write_it(cls, value: object) -> datetime | None:
        return read_moment(value)


def read_postings(lines: Iterable[bytes]) -> Iterator[Posting]:
    """The postings of a file's lines, mended; blank lines are skipped.

    Raises:
        UnreadablePostingsError: A line is no such object, or a pid comes twice; it names the line.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not text:
            continue
        read = _read(number, text)
        if read.pid in seen:
            raise UnreadablePostingsError(
                f"line {number}: pid {read.pid!r} is line {seen[read.pid]}'s; every posting needs its own"
            )
        seen[read.pid] = number
        yield mend(
            RawPosting(
                source=read.source,
                source_id=read.source_id,
                title=read.title,
                company=read.company,
                description=read.description,
                places=(read.location,),
                url=read.url,
                apply_url=read.apply_url,
                posted=read.posted,
            ),
            read.pid,
        ).posting


def _read(number: int, line: bytes) -> _Line:
    try:
        return _Line.model_validate(json.loads(line.decode()))
    except UnicodeDecodeError:
        raise UnreadablePostingsError(f"line {number} is no UTF-8: save the file as UTF-8") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise UnreadablePostingsError(f"line {number}: {where}: {first['msg']}") from None
    except (ValueError, RecursionError) as error:
        told = getattr(error, "msg", "nested too deeply, or a number is too long")
        raise UnreadablePostingsError(
            f"line {number} is no JSON ({told}): each line is one posting"
        ) from None
