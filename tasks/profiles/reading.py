"""Which calls are worth making to learn what somebody's repositories show, and in which order."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from tasks.errors import ProviderUnavailableError
from tasks.profiles.manifest_files import ROOT_MANIFESTS, is_its_own, manifests_among
from tasks.profiles.model import Reading, Repository, RepositoryFile
from tasks.profiles.skills import counts, is_readme, recency

MOST_MANIFESTS, FEW_MANIFESTS = 25, 4
MOST_FOLDERS, MOST_PATHS = 12, 3_000
CALLS_FOR_ONE = 4
"""How many calls reading a repository takes at least: its languages, its tree, a manifest, its README."""

LEAST_OWN_SHARE = 0.1
"""Of a repository that is the person's: commits under an address that GitHub does not know are theirs too."""

MOST_FAILURES = 3
README = "README.md"
_TELLING_FOLDERS = frozenset(
    {"apps", "app", "packages", "services", "backend", "frontend", "server", "client", "api", "web", "src"}
    | {"cmd", "mobile", "ui", "worker", "infra", "deploy", "docker", ".github"}
)


class Source(Protocol):
    """Where repositories are read: each answer is None where the thing cannot be had."""

    def languages(self, full_name: str, as_of: str | None) -> dict[str, int] | None:
        """Bytes a language."""

    def paths(self, full_name: str, branch: str, as_of: str | None) -> list[str] | None:
        """The paths of all its files."""

    def folder(self, full_name: str, folder: str, as_of: str | None) -> list[tuple[str, bool]] | None:
        """What lies in a folder, each with whether it is a folder itself."""

    def file(self, full_name: str, path: str, as_of: str | None) -> str | None:
        """A file's text."""

    def readme(self, full_name: str, as_of: str | None) -> str | None:
        """The README's text."""

    def has_commits_of(self, full_name: str, login: str, as_of: str | None) -> bool:
        """Whether the person has written any commit of it."""

    def own_share(self, full_name: str, login: str, as_of: str | None) -> float | None:
        """How much of its commits are the person's, 0..1."""

    def may_ask(self, calls: int) -> bool:
        """Whether this many calls may still be made."""

    def knows(self, full_name: str, as_of: str | None) -> bool:
        """Whether this state of it has been read before, so that reading it costs next to nothing."""


def read_repositories(
    source: Source, login: str, repositories: Sequence[Repository], today: date
) -> tuple[Reading, ...]:
    """What can be learnt of each repository, the most telling first.

    What is left when no more calls may be made, and what cannot be had just now, counts as its listing shows
    it and is read another time. Forks without own commits are left out.

    Raises:
        ProviderUnavailableError: More than a few repositories could not be read; may be tried again.
    """
    telling = sorted(filter(counts, repositories), key=lambda one: -_tells(one, today))
    plenty = source.may_ask(10 * len(telling))
    readings: list[Reading] = []
    failures = 0
    for repository in sorted(telling, key=lambda one: not source.knows(one.full_name, _as_of(one))):
        try:
            reading = _read(source, login, repository, plenty=plenty)
        except ProviderUnavailableError:
            failures += 1
            if failures > MOST_FAILURES:
                raise
            reading = None if repository.fork else Reading(repository=repository)
        if reading is not None:
            readings.append(reading)
    return tuple(readings)


def _tells(repository: Repository, today: date) -> float:
    """How much a repository promises to show: recent, large and known ones the most, forks the least."""
    known = math.log1p(max(0, repository.size)) * (1 + math.log1p(max(0, repository.stars)) / 4)
    return recency(repository, today) * known * (0.1 if repository.fork else 1.0)


def _as_of(repository: Repository) -> str | None:
    """What names the repository's present state: everything that was read of it holds until the next push."""
    return repository.pushed_at.isoformat() if repository.pushed_at else None


def _read(source: Source, login: str, repository: Repository, *, plenty: bool) -> Reading | None:
    """What one repository shows; None if it is a fork without own commits."""
    name, as_of = repository.full_name, _as_of(repository)
    if not source.knows(name, as_of) and not source.may_ask(CALLS_FOR_ONE):
        return None if repository.fork else Reading(repository=repository)
    if repository.fork and not _worked_on(source, login, repository):
        return None
    share = source.own_share(name, login, as_of) if plenty else None
    languages = source.languages(name, as_of)
    paths = _all_paths(source, repository)
    if not languages and not paths:
        return Reading(repository=repository, languages={})  # empty, blocked, or gone since it was listed
    wanted = manifests_among(paths)[: MOST_MANIFESTS if plenty else FEW_MANIFESTS]
    manifests = _files(source, repository, wanted if paths else ROOT_MANIFESTS)
    readme = _readme(source, repository, paths) if plenty or not manifests else ()
    return Reading(
        repository=repository,
        languages=languages,
        paths=tuple(sorted(filter(is_its_own, paths), key=_depth)[:MOST_PATHS]),
        files=(*manifests, *readme),
        own_share=1.0 if share is None else max(share, LEAST_OWN_SHARE),
    )


def _worked_on(source: Source, login: str, fork: Repository) -> bool:
    never_pushed = fork.created_at and fork.pushed_at and fork.pushed_at <= fork.created_at
    return not never_pushed and source.has_commits_of(fork.full_name, login, _as_of(fork))


def _all_paths(source: Source, repository: Repository) -> list[str]:
    """The paths of its files, from its tree or else folder by folder; none if neither can be had."""
    as_of = _as_of(repository)
    paths = source.paths(repository.full_name, repository.default_branch, as_of)
    if paths is not None:
        return paths
    found: list[str] = []
    folders = [""]
    for _ in range(MOST_FOLDERS):
        if not folders or not source.may_ask(1):
            break
        listed = source.folder(repository.full_name, folders.pop(0), as_of) or []
        found.extend(path for path, is_folder in listed if not is_folder)
        folders.extend(path for path, is_folder in listed if is_folder and is_its_own(f"{path}/"))
        folders.sort(key=_depth_and_promise)
    return found


def _depth(path: str) -> int:
    return path.count("/")


def _depth_and_promise(folder: str) -> tuple[int, bool, str]:
    return folder.count("/"), folder.rpartition("/")[2] not in _TELLING_FOLDERS, folder


def _files(source: Source, repository: Repository, paths: Iterable[str]) -> tuple[RepositoryFile, ...]:
    found: list[RepositoryFile] = []
    for path in paths:
        if not source.may_ask(1):
            break
        text = source.file(repository.full_name, path, _as_of(repository))
        if text is not None:
            found.append(RepositoryFile(path=path, text=text))
    return tuple(found)


def _readme(source: Source, repository: Repository, paths: Sequence[str]) -> tuple[RepositoryFile, ...]:
    at_root = [path for path in paths if "/" not in path and is_readme(path)]
    if (paths and not at_root) or not source.may_ask(1):
        return ()
    text = source.readme(repository.full_name, _as_of(repository))
    return () if text is None else (RepositoryFile(path=at_root[0] if at_root else README, text=text),)
