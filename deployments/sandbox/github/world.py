"""The people and repositories that the sandbox's GitHub has: all made up, the same on every machine.

`ada-made-up` is a person with every kind of repository. `many-made-up` has a hundred and thirty. Any other
login that ends in `-made-up` has a few. Nobody else exists.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from random import Random

from deployments.sandbox.github import contents

ENDING = "-made-up"
ADA, MANY, RENAMED = f"ada{ENDING}", f"many{ENDING}", f"countess{ENDING}"
BEGINNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
HOW_MANY = 130


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository.

    Attributes:
        answers: The status that every call about it gets instead of an answer, such as 451.
        moved_from: The name that it had before.
    """

    owner: str
    name: str
    languages: dict[str, int]
    files: dict[str, str]
    pushed_at: datetime
    created_at: datetime = datetime(2022, 3, 1, tzinfo=UTC)
    description: str | None = None
    stars: int = 0
    fork: bool = False
    template: bool = False
    archived: bool = False
    own_commits: bool = True
    answers: int | None = None
    moved_from: str | None = None

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def size(self) -> int:
        """Kilobytes."""
        return sum(self.languages.values()) // 1_000 + len(self.files)

    @property
    def revision(self) -> str:
        """Names its content."""
        return sha256(f"{self.full_name}{self.pushed_at}{sorted(self.files.items())}".encode()).hexdigest()[
            :40
        ]


@dataclass(frozen=True, slots=True)
class Person:
    """One account."""

    login: str
    name: str
    bio: str
    location: str
    blog: str
    repositories: tuple[Repository, ...] = field(default=())


@cache
def person(login: str) -> Person | None:
    """Who has this login; None if nobody has."""
    if not login.endswith(ENDING) or login == ENDING:
        return None
    if login == ADA:
        return _ada()
    chance = Random(login)  # noqa: S311  the same people on every machine
    count = HOW_MANY if login == MANY else chance.randint(2, 5)
    first = login.removesuffix(ENDING).replace("-", " ").title()
    return Person(
        login=login,
        name=f"{first} Example",
        bio=chance.choice(("Builds back ends", "Data, mostly", "Mobile and web", "Keeps servers up")),
        location=chance.choice(("Lisbon, Portugal", "Leeds, UK", "Austin, TX", "Graz, Austria")),
        blog=f"https://{login}.example.com",
        repositories=tuple(_made_up(login, number, chance) for number in range(count)),
    )


def _made_up(login: str, number: int, chance: Random) -> Repository:
    kind = chance.choice(contents.KINDS)
    return Repository(
        owner=login,
        name=f"{kind.name}-{number + 1}",
        languages={language: size * chance.randint(1, 9) for language, size in kind.languages.items()},
        files=dict(kind.files),
        pushed_at=BEGINNING - timedelta(days=chance.randint(0, 1_500), minutes=number),
        description=kind.description,
        stars=int(chance.paretovariate(1)) - 1,
    )


def _ada() -> Person:
    kinds = {kind.name: kind for kind in contents.KINDS}

    def own(kind_name: str, name: str, days_ago: int) -> Repository:
        kind = kinds[kind_name]
        return Repository(
            owner=ADA,
            name=name,
            languages=dict(kind.languages),
            files=dict(kind.files),
            pushed_at=BEGINNING - timedelta(days=days_ago),
            description=kind.description,
        )

    bare = own("notes", "empty-shelf", 3)
    return Person(
        login=ADA,
        name="Ada Example",
        bio="Engineer of analytical engines",
        location="London, UK",
        blog="ada.example.com",
        repositories=(
            replace(own("web-app", "tide-table", 1), stars=41),
            replace(own("service", "loom", 12), stars=7, moved_from="weaving-machine"),
            own("data", "star-charts", 40),
            own("infrastructure", "harbour", 90),
            own("notes", "dotfiles", 200),
            replace(own("monorepo", "engine-room", 20), stars=3),
            replace(bare, languages={}, files={}, answers=409),
            replace(own("phone-app", "under-claim", 5), answers=451),
            replace(own("phone-app", "gone-tomorrow", 6), answers=404),
            replace(
                own("old-site", "someone-elses-site", 400),
                fork=True,
                own_commits=False,
                created_at=BEGINNING,
            ),
            replace(own("service-in-rust", "patched-kettle", 30), fork=True),
            replace(own("old-site", "site-starter", 700), template=True, archived=True),
        ),
    )
