"""What is read from a person's repositories, and what it says of their skills."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Ecosystem(StrEnum):
    """Whose packages a manifest names; the value is the name of the table that knows them."""

    PYPI = "pypi"
    NPM = "npm"
    GO = "go"
    CRATES = "crates"
    GEMS = "gems"
    MAVEN = "maven"
    PACKAGIST = "packagist"
    NUGET = "nuget"
    HEX = "hex"
    PUB = "pub"
    SWIFT = "swift"
    PODS = "pods"
    IMAGES = "images"
    TERRAFORM = "terraform"
    PRISMA = "prisma"


class Package(_Value):
    """A package that a manifest asks for directly.

    Attributes:
        version: The least version that it asks for, as it is written there; None if it leaves that open.
        development: It is needed to build or test alone.
    """

    ecosystem: Ecosystem
    name: str
    version: str | None = None
    development: bool = False


class Account(_Value):
    """A person on GitHub, as their page shows them."""

    login: str
    name: str | None = None
    bio: str | None = None
    location: str | None = None
    blog: str | None = None


class Repository(_Value):
    """One repository of a person's.

    Attributes:
        full_name: `owner/name`.
        language: What most of it is written in, if GitHub says so.
        size: Kilobytes, history and all.
        pushed_at: When something was pushed last; None if nothing ever was.
    """

    full_name: str
    default_branch: str = "main"
    description: str | None = None
    language: str | None = None
    size: int = 0
    stars: int = 0
    fork: bool = False
    archived: bool = False
    template: bool = False
    created_at: datetime | None = None
    pushed_at: datetime | None = None


class RepositoryFile(_Value):
    """A text file of a repository; `path` from its root."""

    path: str
    text: str


class Reading(_Value):
    """What was read of one repository.

    Attributes:
        languages: Bytes a language, as GitHub counts them; None if that was not asked.
        paths: Every file's path, where they are known.
        files: The manifests and the README that were read.
        own_share: How much of it is the person's own work, 0..1.
    """

    repository: Repository
    languages: dict[str, int] | None = None
    paths: tuple[str, ...] = ()
    files: tuple[RepositoryFile, ...] = ()
    own_share: Annotated[float, Field(ge=0, le=1)] = 1.0


class Evidence(_Value):
    """Where a skill shows.

    Attributes:
        repository: `owner/name`.
        file: Its path, or `languages` for GitHub's own count of them.
        version: The least version asked for there.
        last_used: When the repository was last pushed to.
    """

    repository: str
    file: str
    version: str | None = None
    last_used: date | None = None


class ShownSkill(_Value):
    """A skill and what shows it. `weight` is 0..1, and 1 for the one that shows most."""

    name: str
    weight: Annotated[float, Field(ge=0, le=1)]
    evidence: tuple[Evidence, ...]


LANGUAGES = "languages"
"""Stands for a file where GitHub's count of languages is the evidence."""


class ShownProject(_Value):
    """A repository worth naming in a profile.

    Attributes:
        skills: What it shows, the strongest first.
        last_push: The day of it.
    """

    name: str
    url: str
    description: str | None = None
    stars: int = 0
    skills: tuple[str, ...] = ()
    begun: date | None = None
    last_push: date | None = None


class Shown(_Value):
    """What somebody's repositories show.

    Attributes:
        repositories: How many count.
        unread: How many of them are known by their main language alone; the next sync reads on.
    """

    skills: tuple[ShownSkill, ...]
    projects: tuple[ShownProject, ...]
    repositories: int
    unread: int


class SyncedProfile(_Value):
    """What came of a sync.

    Attributes:
        skills_extracted: How many skills the repositories show.
        projects_found: How many projects are worth naming.
        profile_changes: How many fields of the profile were filled.
        proposed: How many skills and projects wait for the person to accept them.
        repositories_unread: How many repositories are left to the next sync.
    """

    success: bool = True
    github_login: str
    skills_extracted: int
    projects_found: int
    profile_changes: int
    proposed: int
    repositories: int
    repositories_unread: int


class StartedSyncs(_Value):
    """What came of the hour: a run of its own for each user whose turn it was."""

    success: bool = True
    hour_of_week: int
    users: int
