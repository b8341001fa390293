"""JSON Resume as people and programs really write it, made fit for `tasks.json_resume`.

Dates as printed ("March 2019", "03/2019", "heute"), texts where lists belong and the reverse, `company` for
`name`, a place as an object or a text: what can be meant in one way only is put right, the rest is left as it
is.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tasks.written_dates import read_date, read_period

Json = Mapping[str, Any]

_OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "work": {
        "company": "name",
        "employer": "name",
        "organization": "name",
        "title": "position",
        "role": "position",
    },
    "volunteer": {
        "organisation": "organization",
        "name": "organization",
        "title": "position",
        "role": "position",
    },
    "education": {
        "degree": "studyType",
        "school": "institution",
        "name": "institution",
        "field": "area",
        "gpa": "score",
    },
    "certificates": {"title": "name", "authority": "issuer", "organization": "issuer"},
    "awards": {"name": "title", "issuer": "awarder"},
    "publications": {"title": "name", "date": "releaseDate"},
    "projects": {"title": "name", "summary": "description", "technologies": "keywords"},
    "skills": {"skill": "name", "category": "name", "items": "keywords"},
    "languages": {"name": "language", "level": "fluency", "proficiency": "fluency"},
}
_OTHER_NAMES_EVERYWHERE: Mapping[str, str] = {
    "start": "startDate",
    "end": "endDate",
    "start_date": "startDate",
    "end_date": "endDate",
    "release_date": "releaseDate",
    "study_type": "studyType",
    "description": "summary",
    "website": "url",
    "bullets": "highlights",
    "achievements": "highlights",
    "responsibilities": "highlights",
}
_TEXT_IS = {
    "skills": "name",
    "languages": "language",
    "certificates": "name",
    "interests": "name",
    "awards": "title",
}
_LISTS = ("highlights", "keywords", "courses", "roles")
_DATES = ("startDate", "endDate", "date", "releaseDate")
_SECTIONS = (
    "work", "volunteer", "education", "awards", "certificates", "publications", "skills", "languages",
    "interests", "references", "projects",
)  # fmt: skip


class UnreadableDateError(ValueError):
    """Something that stands where a date belongs, and is none."""


def tidy(given: Json) -> dict[str, Any]:
    """The same résumé in JSON Resume's own form. UnreadableDateError names a date that is none."""
    found = {key: value for key, value in given.items() if value is not None}
    if "certifications" in found:
        found.setdefault("certificates", found.pop("certifications"))
    basics = found.get("basics", {})
    if isinstance(basics, Mapping):
        found["basics"] = _basics(basics)
    for section in _SECTIONS:
        if section in found:
            found[section] = _section(section, found[section])
    return found


def _section(section: str, value: Any) -> Any:
    entries = list(_split_text(value)) if isinstance(value, str) else value
    if isinstance(entries, Mapping):
        entries = [entries]
    if not isinstance(entries, list | tuple):
        return entries
    return [_entry(section, place, one) for place, one in enumerate(entries) if one not in (None, "", {})]


def _entry(section: str, place: int, entry: Any) -> Any:
    if isinstance(entry, str) and section in _TEXT_IS:
        return {_TEXT_IS[section]: entry}
    if not isinstance(entry, Mapping):
        return entry
    tidied = _renamed(section, entry)
    for name in _LISTS:
        if isinstance(tidied.get(name), str):
            tidied[name] = list(_split_text(tidied[name])) if name == "keywords" else _lines(tidied[name])
        if isinstance(tidied.get(name), list | tuple):
            tidied[name] = [_text(one) for one in tidied[name] if one not in (None, "")]
    if "location" in tidied:
        tidied["location"] = _place(tidied["location"])
    for name, value in list(tidied.items()):
        if isinstance(value, int | float) and not isinstance(value, bool):
            tidied[name] = _text(value)
    _date_fields(f"{section}[{place}]", tidied)
    return tidied


def _renamed(section: str, entry: Json) -> dict[str, Any]:
    """With JSON Resume's names; a name that is already there is not taken over."""
    tidied = {key: value for key, value in entry.items() if value is not None and value != ""}
    for other, name in {**_OTHER_NAMES.get(section, {}), **_OTHER_NAMES_EVERYWHERE}.items():
        if other in tidied and name not in tidied and not (section == "projects" and other == "description"):
            tidied[name] = tidied.pop(other)
    return tidied


def _date_fields(path: str, entry: dict[str, Any]) -> None:
    for name in _DATES:
        if name in entry:
            entry[name] = _date(f"{path}.{name}", str(entry[name]))
    both = entry.pop("dates", None) or entry.pop("period", None)
    if isinstance(both, str) and "startDate" not in entry and (period := read_period(both)):
        entry["startDate"], entry["endDate"] = period.start, period.end


def _date(path: str, written: str) -> str | None:
    text = written.strip()
    if not text or _goes_on(text):
        return None
    try:
        return date.fromisoformat(text[:10]).isoformat() if len(text) > len("2020-01-01") else _partial(text)
    except ValueError:
        pass
    if (read := read_date(text)) is not None:
        return read
    raise UnreadableDateError(
        f"{path} is {written!r}, which is no date: write it as 2020, 2020-03, 2020-03-31 or March 2020"
    )


def _partial(text: str) -> str:
    """An ISO date as exact as it is; ValueError for anything else."""
    date.fromisoformat(text + "2000-01-01"[len(text) :])
    return text


def _goes_on(text: str) -> bool:
    since = read_period(f"2000 - {text}")
    return since is not None and since.open


def _basics(given: Json) -> dict[str, Any]:
    tidied = {key: value for key, value in given.items() if value is not None and value != ""}
    for other, name in {"website": "url", "title": "label", "headline": "label", "full_name": "name"}.items():
        if other in tidied and name not in tidied:
            tidied[name] = tidied.pop(other)
    if isinstance(tidied.get("location"), str):
        tidied["location"] = {"address": tidied["location"]}
    profiles = tidied.get("profiles")
    if isinstance(profiles, list | tuple):
        tidied["profiles"] = [{"url": one} if isinstance(one, str) else one for one in profiles if one]
    for name in ("phone", "name"):
        if isinstance(tidied.get(name), int | float):
            tidied[name] = _text(tidied[name])
    return tidied


def _place(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    if value.get("address"):
        return value["address"]
    parts = [value.get(key) for key in ("city", "region", "countryCode", "country")]
    return ", ".join(str(part) for part in parts if part) or None


def _lines(text: str) -> list[str]:
    return [line.strip(" •*-\t") for line in text.splitlines() if line.strip(" •*-\t")]


def _split_text(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").replace("\n", ",").split(",") if part.strip()]


def _text(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, float) else str(value) if isinstance(value, int) else value
