"""What a résumé adds to a profile: it fills what is empty and adds to lists; what a person wrote stays.

A text that stands there is the person's own, unless a résumé was read into it before and nobody changed it
since. Entries of lists are never removed or rewritten: what they lack is filled in, new ones come after them.
Merging the same résumé again changes nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tasks.matching.skills import canonical_name
from tasks.resumes.profile import ENTRY_FIELDS, TEXT_FIELDS, Profile, names_of_skill

_NOT_A_LETTER = re.compile(r"[\W_]+")
_BEFORE_A_PAGE = re.compile(r"^(https?://)?(www\.)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of a profile, or one section of `more`, before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The profile as it becomes, and what that changes."""

    profile: Profile
    changes: tuple[FieldChange, ...]


def merge(known: Profile, read: Profile, written_by_runs: Mapping[str, Any]) -> Merged:
    """What becomes of a profile when a résumé is read into it.

    Args:
        known: As it is.
        read: What the résumé holds.
        written_by_runs: By field, what reading a résumé wrote there last.
    """
    changes = [
        FieldChange(name, before, after)
        for name in (*TEXT_FIELDS, "portfolio_urls", *ENTRY_FIELDS)
        if name not in known.edited_by_hand
        and (before := getattr(known, name))
        != (after := _merged_field(name, before, getattr(read, name), written_by_runs.get(name)))
    ]
    merged = replace(known, **{change.field: change.after for change in changes})
    if "more" not in known.edited_by_hand:
        more = dict(known.more or {})
        for name, entries in (read.more or {}).items():
            before = more.get(name)
            after = _with_entries(_as_list(before), entries, _SAME[name])
            if after != _as_list(before):
                more[name] = list(after)
                changes.append(FieldChange(f"more.{name}", before, list(after)))
        merged = replace(merged, more=more)
    return Merged(merged, tuple(changes))


def _merged_field(name: str, before: Any, read: Any, written: Any) -> Any:
    if name == "portfolio_urls":
        return _with_pages(before, read)
    if name == "skills":
        return _with_skills(before, read)
    if name in ENTRY_FIELDS:
        return _with_entries(before, read, _SAME[name])
    if not read or (before and before != written):
        return before
    return read


def _as_list(entries: Any) -> tuple[Any, ...]:
    return tuple(entries) if isinstance(entries, list | tuple) else ()


def _folded(text: Any) -> str:
    return _NOT_A_LETTER.sub(" ", text).strip().casefold() if isinstance(text, str) else ""


def _page(url: Any) -> str:
    return _BEFORE_A_PAGE.sub("", url).rstrip("/").casefold() if isinstance(url, str) else ""


def _with_pages(known: Sequence[str], read: Sequence[str]) -> tuple[str, ...]:
    there = {_page(url) for url in known}
    return (*known, *(url for url in read if _page(url) not in there))


def _skill_key(name: str) -> str:
    """`JS` and `JavaScript` are one skill; `C`, `C++` and `C#` are three, so signs count here."""
    return " ".join(canonical_name(name).casefold().split())


def _with_skills(known: Sequence[Any], read: Sequence[Any]) -> tuple[Any, ...]:
    """Skills that are not there yet go into the group of their name, or come after the others."""
    skills = list(known)
    there = {_skill_key(name) for skill in skills for name in names_of_skill(skill)}
    for skill in read:
        fresh = []
        for name in names_of_skill(skill):
            if _skill_key(name) not in there:
                there.add(_skill_key(name))
                fresh.append(name)
        if not fresh:
            continue
        if not skill.get("keywords"):
            skills.append(skill)
            continue
        place = next(
            (index for index, other in enumerate(skills) if _is_group(other, skill.get("name"))), None
        )
        if place is None:
            skills.append({**skill, "keywords": fresh})
        else:
            skills[place] = {**skills[place], "keywords": [*skills[place]["keywords"], *fresh]}
    return tuple(skills)


def _is_group(skill: Any, name: Any) -> bool:
    return (
        isinstance(skill, Mapping)
        and isinstance(skill.get("keywords"), list | tuple)
        and bool(skill["keywords"])
        and _folded(skill.get("name")) == _folded(name)
    )


_Same = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]


def _with_entries(known: Sequence[Any], read: Sequence[Any], same: _Same) -> tuple[Any, ...]:
    entries, taken = list(known), set[int]()
    for entry in read:
        alike = [
            place for place, other in enumerate(entries) if isinstance(other, Mapping) and same(other, entry)
        ]
        if any(_filled(entries[place], entry) == entries[place] for place in alike):
            continue  # all of it stands there already
        place = next((place for place in alike if place not in taken), None)
        if place is None:
            taken.add(len(entries))
            entries.append(entry)
        else:
            taken.add(place)
            entries[place] = _filled(entries[place], entry)
    return tuple(entries)


_ALIASES = {
    "name": ("company", "employer"),
    "position": ("title", "role"),
    "institution": ("school", "university"),
    "studyType": ("degree",),
    "area": ("field", "field_of_study", "major"),
    "startDate": ("start_date", "start"),
    "endDate": ("end_date", "end"),
    "summary": ("description",),
}
"""Names that an app may have used for JSON Resume's fields."""


def _value(entry: Mapping[str, Any], field: str) -> Any:
    names = (field, *_ALIASES.get(field, ()))
    return next((entry[name] for name in names if entry.get(name)), None)


def _filled(known: Mapping[str, Any], read: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entry with what it lacks. An end that is missing beside a start means that it goes on."""
    lacking = {
        name: value
        for name, value in read.items()
        if not _value(known, name) and not (name == "endDate" and _value(known, "startDate"))
    }
    return {**known, **lacking} if lacking else known


def _agree(field: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both say the same of a field, or one says nothing."""
    said, also = _folded(_value(one, field)), _folded(_value(other, field))
    return not said or not also or said == also


def _begin_together(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two starts may be one: `2020` and `2020-05` may."""
    start, also = _value(one, "startDate"), _value(other, "startDate")
    if not isinstance(start, str) or not isinstance(also, str):
        return True
    return start.startswith(also) or also.startswith(start)


def _named_alike(*fields: str) -> _Same:
    """The first field is the same and not empty, the others do not disagree, nor do the starts."""

    def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        name = _folded(_value(one, fields[0]))
        return (
            bool(name)
            and name == _folded(_value(other, fields[0]))
            and all(_agree(field, one, other) for field in fields[1:])
            and _begin_together(one, other)
        )

    return same


def _identical(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return dict(one) == dict(other)


def _named_or_identical(*fields: str) -> _Same:
    """As named alike; entries without a name are the same if they are equal."""
    alike = _named_alike(*fields)
    return lambda one, other: alike(one, other) or _identical(one, other)


_SAME: dict[str, _Same] = {
    "experience": _named_or_identical("name", "position"),
    "education": _named_or_identical("institution", "studyType", "area"),
    "volunteer": _named_or_identical("organization", "position"),
    "awards": _named_or_identical("title"),
    "certificates": _named_or_identical("name"),
    "publications": _named_or_identical("name"),
    "languages": _named_or_identical("language"),
    "interests": _named_or_identical("name"),
    "references": _named_or_identical("name"),
    "projects": _named_or_identical("name"),
    "profiles": _named_or_identical("url", "network"),
}
