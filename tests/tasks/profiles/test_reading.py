# ruff: noqa: ARG002  the shelf takes what a source takes
"""How a person's repositories are read: what is asked, in which order, and what is made of silence."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from tasks.errors import ProviderUnavailableError
from tasks.profiles.model import Repository
from tasks.profiles.reading import MOST_FAILURES, read_repositories

TODAY = date(2026, 11, 20)


def repository(name: str, **values: object) -> Repository:
    given = {
        "full_name": f"ann/{name}",
        "size": 100,
        "language": "Go",
        "pushed_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return Repository.model_validate(given | values)


@dataclass
class Shelf:
    """Repositories in memory, as a source has them."""

    files: dict[str, dict[str, str]]
    allowance: int | None = None
    has_trees: bool = True
    lists_folders: bool = True
    broken: frozenset[str] = frozenset()
    contributed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)

    def _ask(self, full_name: str, what: str) -> dict[str, str]:
        self.asked.append(f"{full_name} {what}")
        if self.allowance is not None:
            self.allowance -= 1
        if full_name in self.broken:
            raise ProviderUnavailableError("GitHub answered 502")
        return self.files.get(full_name, {})

    def languages(self, full_name: str, as_of: str | None) -> dict[str, int] | None:
        return {"Go": 10_000} if self._ask(full_name, "languages") else None

    def paths(self, full_name: str, branch: str, as_of: str | None) -> list[str] | None:
        found = self._ask(full_name, "tree")
        return list(found) if self.has_trees else None

    def folder(self, full_name: str, folder: str, as_of: str | None) -> list[tuple[str, bool]] | None:
        found = self._ask(full_name, f"folder {folder}")
        if not self.lists_folders:
            return None
        below = f"{folder}/" if folder else ""
        inside = {path.removeprefix(below).partition("/") for path in found if path.startswith(below)}
        return sorted({(f"{below}{name}", bool(deeper)) for name, deeper, _ in inside})

    def file(self, full_name: str, path: str, as_of: str | None) -> str | None:
        return self._ask(full_name, path).get(path)

    def readme(self, full_name: str, as_of: str | None) -> str | None:
        return self._ask(full_name, "readme").get("README.md")

    def has_commits_of(self, full_name: str, login: str, as_of: str | None) -> bool:
        self._ask(full_name, "commits")
        return full_name in self.contributed

    def own_share(self, full_name: str, login: str, as_of: str | None) -> float | None:
        self._ask(full_name, "contributors")
        return None

    def may_ask(self, calls: int) -> bool:
        return self.allowance is None or self.allowance >= calls

    def knows(self, full_name: str, as_of: str | None) -> bool:
        return full_name in self.known


MONOREPO = {
    "README.md": "# X",
    "apps/api/go.mod": "module x",
    "apps/web/package.json": "{}",
    "examples/old/Gemfile": "",
}


@pytest.mark.parametrize("has_trees", [True, False])
def test_manifests_are_found_in_a_tree_or_folder_by_folder(has_trees: bool) -> None:
    shelf = Shelf({"ann/mono": MONOREPO}, has_trees=has_trees)
    [reading] = read_repositories(shelf, "ann", [repository("mono")], TODAY)
    assert {file.path for file in reading.files} == {"apps/api/go.mod", "apps/web/package.json", "README.md"}
    assert "ann/mono folder examples" not in shelf.asked


def test_where_nothing_can_be_listed_the_usual_names_are_tried() -> None:
    shelf = Shelf({"ann/one": {"go.mod": "module x"}}, has_trees=False, lists_folders=False)
    [reading] = read_repositories(shelf, "ann", [repository("one")], TODAY)
    assert [file.path for file in reading.files] == ["go.mod"]


def test_few_calls_go_to_what_tells_the_most() -> None:
    shelf = Shelf({f"ann/{name}": {"go.mod": ""} for name in ("old", "new", "small")}, allowance=6)
    listed = [
        repository("old", pushed_at=datetime(2015, 1, 1, tzinfo=UTC)),
        repository("new"),
        repository("small", size=1),
    ]
    readings = read_repositories(shelf, "ann", listed, TODAY)
    assert {asked.partition(" ")[0] for asked in shelf.asked} == {"ann/new"}
    assert [reading.repository.full_name for reading in readings if reading.languages is None] == [
        "ann/small",
        "ann/old",
    ]


def test_what_was_read_before_costs_nothing_and_comes_first() -> None:
    shelf = Shelf({"ann/known": {"go.mod": ""}}, allowance=0, known=frozenset({"ann/known"}))
    readings = read_repositories(shelf, "ann", [repository("new"), repository("known")], TODAY)
    assert [reading.repository.full_name for reading in readings] == ["ann/known", "ann/new"]


def test_forks_count_where_the_person_has_commits() -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    shelf = Shelf(
        {"ann/mine": {"go.mod": ""}, "ann/theirs": {"go.mod": ""}}, contributed=frozenset({"ann/mine"})
    )
    listed = [
        repository("mine", fork=True, created_at=begun),
        repository("theirs", fork=True, created_at=begun),
        repository("untouched", fork=True, created_at=begun, pushed_at=datetime(2025, 1, 1, tzinfo=UTC)),
    ]
    readings = read_repositories(shelf, "ann", listed, TODAY)
    assert [reading.repository.full_name for reading in readings] == ["ann/mine"]
    assert not [asked for asked in shelf.asked if "untouched" in asked]


def test_templates_are_not_even_asked_for() -> None:
    shelf = Shelf({})
    assert read_repositories(shelf, "ann", [repository("starter", template=True)], TODAY) == ()
    assert shelf.asked == []


def test_a_broken_repository_does_not_fail_the_others_and_many_do() -> None:
    names = [f"r{number}" for number in range(MOST_FAILURES + 1)]
    shelf = Shelf({"ann/fine": {"go.mod": ""}}, broken=frozenset({"ann/r0"}))
    readings = read_repositories(shelf, "ann", [repository("r0"), repository("fine")], TODAY)
    assert {reading.repository.full_name: reading.languages for reading in readings} == {
        "ann/r0": None,
        "ann/fine": {"Go": 10_000},
    }
    shelf.broken = frozenset(f"ann/{name}" for name in names)
    with pytest.raises(ProviderUnavailableError):
        read_repositories(shelf, "ann", [repository(name) for name in names], TODAY)


def test_what_cannot_be_had_shows_nothing() -> None:
    [reading] = read_repositories(Shelf({}), "ann", [repository("gone")], TODAY)
    assert (reading.languages, reading.files) == ({}, ())
