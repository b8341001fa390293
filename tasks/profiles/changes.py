"""What a sync changes in a profile: it fills what is empty, proposes the rest, and leaves what people wrote.

Nothing is ever taken away: a repository that is gone shows nothing any more, and what it has shown stays.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.matching.skills import canonical_name
from tasks.profiles.model import Account, Shown, ShownProject, ShownSkill

PROJECTS = "projects"
MOST_SKILLS = 150
_LONGEST_LINE, _LONGEST_TEXT = 200, 2_000
_PAGE = re.compile(r"(https?://)?[^\s/@]+\.[^\s/@]+(/\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """The columns that a sync may fill; `more` holds JSON Resume's other sections, projects among them."""

    full_name: str | None = None
    summary: str | None = None
    location: str | None = None
    github_handle: str | None = None
    portfolio_urls: tuple[Any, ...] = ()
    skills: tuple[Any, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    edited_by_hand: frozenset[str] = frozenset()

    @property
    def projects(self) -> tuple[Any, ...]:
        """Those that the profile names."""
        named = self.more.get(PROJECTS)
        return tuple(named) if isinstance(named, list) else ()


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, and what speaks for it.

    Attributes:
        evidence: One entry for each skill or project that is added, with its `name`.
    """

    field: str
    before: Any
    after: Any
    evidence: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is filled in at once, and what waits for the person.

    Attributes:
        columns: The profile's columns as they become.
    """

    applied: tuple[Change, ...]
    proposed: tuple[Change, ...]
    columns: Mapping[str, Any]


def changes(
    known: KnownProfile, account: Account, shown: Shown, proposed_before: Mapping[str, frozenset[str]]
) -> Changes:
    """What the sync changes.

    Args:
        known: The profile as it is.
        account: The person's page.
        shown: What their repositories show.
        proposed_before: By field, the names that were proposed already, whatever the person said to it.
    """
    applied = list(_filled_texts(known, account))
    proposed: list[Change] = []
    for added in (_skills_added(known, shown), _projects_added(known, shown)):
        is_empty = not added.there and added.column not in known.edited_by_hand
        asked = frozenset() if is_empty else proposed_before.get(added.field, frozenset())
        if change := added.change(without=asked):
            (applied if is_empty else proposed).append(change)
    columns = {change.field: change.after for change in applied}
    projects = columns.pop(f"more.{PROJECTS}", None)
    if projects is not None:
        columns["more"] = {**known.more, PROJECTS: projects}
    return Changes(tuple(applied), tuple(proposed), columns)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing that a sync adds to a list, in JSON Resume's form."""

    name: str
    content: Mapping[str, Any]
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Added:
    """What a sync adds to the list of one field."""

    field: str
    there: tuple[Any, ...]
    entries: tuple[_Entry, ...]

    @property
    def column(self) -> str:
        return self.field.partition(".")[0]

    def change(self, without: frozenset[str]) -> Change | None:
        entries = [entry for entry in self.entries if entry.name not in without]
        if not entries:
            return None
        return Change(
            field=self.field,
            before=list(self.there),
            after=[*self.there, *(entry.content for entry in entries)],
            evidence=tuple(entry.evidence for entry in entries),
        )


def _filled_texts(known: KnownProfile, account: Account) -> Iterator[Change]:
    said = {
        "full_name": _line(account.name),
        "summary": _text(account.bio),
        "location": _line(account.location),
        "github_handle": account.login,
    }
    for name, value in said.items():
        if value and not getattr(known, name) and name not in known.edited_by_hand:
            yield Change(name, getattr(known, name), value)
    page = _page(account.blog)
    there = {_address(url) for url in known.portfolio_urls}
    if page and _address(page) not in there and "portfolio_urls" not in known.edited_by_hand:
        yield Change("portfolio_urls", list(known.portfolio_urls), [*known.portfolio_urls, page])


def _skills_added(known: KnownProfile, shown: Shown) -> _Added:
    there = {_key(name) for entry in known.skills for name in _names(entry)}
    fresh = [skill for skill in shown.skills[:MOST_SKILLS] if _key(skill.name) not in there]
    return _Added("skills", known.skills, tuple(map(_skill, fresh)))


def _skill(skill: ShownSkill) -> _Entry:
    return _Entry(skill.name, {"name": skill.name}, skill.model_dump(mode="json", exclude_none=True))


def _projects_added(known: KnownProfile, shown: Shown) -> _Added:
    there = {_address(entry.get("url")) for entry in known.projects if isinstance(entry, Mapping)}
    named = {name.casefold() for entry in known.projects for name in _names(entry)}
    fresh = [
        project
        for project in shown.projects
        if _address(project.url) not in there and project.name.casefold() not in named
    ]
    return _Added(f"more.{PROJECTS}", known.projects, tuple(map(_project, fresh)))


def _project(project: ShownProject) -> _Entry:
    content = {
        "name": project.name,
        "description": _text(project.description),
        "url": project.url,
        "keywords": list(project.skills) or None,
        "startDate": project.begun.isoformat() if project.begun else None,
    }
    said = {name: value for name, value in content.items() if value}
    return _Entry(project.name, said, project.model_dump(mode="json", exclude_none=True))


def _names(entry: Any) -> tuple[str, ...]:
    """What an entry of a list is called: a group's keywords count beside its name."""
    if isinstance(entry, str):
        return (entry,)
    if not isinstance(entry, Mapping):
        return ()
    keywords = entry.get("keywords") or ()
    named = (entry.get("name"), *(keywords if isinstance(keywords, list | tuple) else ()))
    return tuple(name for name in named if isinstance(name, str))


def _key(skill: str) -> str:
    return canonical_name(skill).casefold()


def _line(text: str | None) -> str:
    return " ".join(_text(text).split())[:_LONGEST_LINE]


def _text(text: str | None) -> str:
    """Without control characters, and of a sensible length: strangers write here what they like."""
    printable = (char for char in text or "" if char.isprintable() or char == "\n")
    return "".join(printable).strip()[:_LONGEST_TEXT]


def _page(blog: str | None) -> str | None:
    """The address of somebody's own page, if what stands there is one."""
    said = (blog or "").strip()
    if len(said) > _LONGEST_LINE or not _PAGE.fullmatch(said):
        return None
    return said if "://" in said else f"https://{said}"


def _address(url: Any) -> str:
    return url.partition("://")[2].removeprefix("www.").rstrip("/").casefold() if isinstance(url, str) else ""
