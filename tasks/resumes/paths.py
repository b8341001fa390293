"""Every text of a résumé by its path in JSON Resume, such as `work[0].highlights[2]`."""

import re
from collections.abc import Mapping

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from tasks.json_resume import JsonResume

_OWN_WORDS = {"highlights", "summary", "description", "courses", "keywords", "reference"}


def texts_of(resume: JsonResume) -> Mapping[str, str]:
    """Each text by its path, in the order of JSON Resume; nothing that is absent."""
    found: dict[str, str] = {}
    _walk(resume, "", found)
    return found


def _walk(value: object, path: str, found: dict[str, str]) -> None:
    if isinstance(value, str):
        found[path] = value
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            _walk(one, f"{path}[{place}]", found)
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            _walk(getattr(value, field), f"{path}.{to_camel(field)}" if path else to_camel(field), found)


def entry_of(resume: JsonResume, path: str) -> str:
    """What the entry that a path lies in says of itself: employer, title, place, dates; no told lines."""
    match = re.match(r"(\w+)\[(\d+)\]", path)
    if not match:
        return ""
    entries: tuple[BaseModel, ...] = getattr(resume, match[1], ())
    if int(match[2]) >= len(entries):
        return ""
    entry = entries[int(match[2])]
    values = [getattr(entry, field) for field in type(entry).model_fields if field not in _OWN_WORDS]
    return " · ".join(value for value in values if isinstance(value, str))
