"""The calls that GitHub's REST API takes, as far as profile-sync makes them; each answer as JSON or as text.

https://docs.github.com/en/rest
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from pydantic import JsonValue

from deployments.sandbox.github.account_book import AccountBook
from deployments.sandbox.github.world import ADA, RENAMED, Person, Repository

USUAL_PAGE, LONGEST_PAGE = 30, 100
_DOCUMENTATION = "https://docs.github.com/rest"
_MESSAGES = {
    404: "Not Found",
    409: "Git Repository is empty.",
    451: "Repository access blocked",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back.

    Attributes:
        content: JSON, or a file's own text.
        moved_to: A path of the API that stands for this one now.
        pages: The numbers of the pages beside this one, by what `Link` calls them.
    """

    content: JsonValue
    status: int = 200
    is_raw: bool = False
    moved_to: str | None = None
    pages: Mapping[str, int] | None = None


def answer(book: AccountBook, path: str, query: Mapping[str, str], *, wants_raw: bool) -> Answer:
    """What GitHub says to `GET path`.

    Args:
        book: What it knows.
        path: From the API's root, such as `/users/ada`.
        query: The parameters.
        wants_raw: Whether a file's own text is accepted rather than JSON with base64.
    """
    match path.strip("/").split("/"):
        case ["users", login, *rest] if login == RENAMED:
            return _moved("/".join(["/users", ADA, *rest]))
        case ["users", login]:
            found = book.whose(login)
            return _missing() if found is None else Answer(_account(found))
        case ["users", login, "repos"]:
            found = book.whose(login)
            return _missing() if found is None else _page([_listed(one) for one in found.repositories], query)
        case ["repos", owner, name, *rest]:
            return _of_repository(book, f"{owner}/{name}", rest, query, wants_raw=wants_raw)
        case _:
            return _missing()


def _of_repository(
    book: AccountBook, full_name: str, rest: list[str], query: Mapping[str, str], *, wants_raw: bool
) -> Answer:
    if renamed := book.moved(full_name):
        return _moved("/".join([f"/repos/{renamed.full_name}", *rest]))
    found = book.repository(full_name)
    if found is None:
        return _missing()
    if found.answers is not None:
        return Answer(_error(_MESSAGES.get(found.answers, "Server Error")), found.answers)
    if rest[:1] == ["contents"]:
        return _contents(found, "/".join(rest[1:]), wants_raw=wants_raw)
    if rest == ["readme"]:
        return _file(found, "README.md", wants_raw=wants_raw)
    return _about(found, "/".join(rest), query)


def _about(repository: Repository, what: str, query: Mapping[str, str]) -> Answer:
    match what:
        case "":
            return Answer(_listed(repository))
        case "languages":
            return Answer(dict(repository.languages))
        case "git/trees/main":
            return Answer(_tree(repository))
        case "commits":
            return Answer(_commits(repository, query.get("author", repository.owner)))
        case "contributors":
            return Answer(_contributors(repository))
        case _:
            return _missing()


def _contributors(repository: Repository) -> list[JsonValue]:
    return [{"login": repository.owner, "contributions": 40}, {"login": "a-guest", "contributions": 2}]


def _account(person: Person) -> dict[str, JsonValue]:
    return {
        "login": person.login,
        "type": "User",
        "name": person.name,
        "bio": person.bio,
        "location": person.location,
        "blog": person.blog,
        "public_repos": len(person.repositories),
    }


def _listed(repository: Repository) -> dict[str, JsonValue]:
    most = max(repository.languages, key=lambda one: repository.languages[one], default=None)
    return {
        "name": repository.name,
        "full_name": repository.full_name,
        "owner": {"login": repository.owner},
        "private": False,
        "description": repository.description,
        "fork": repository.fork,
        "archived": repository.archived,
        "is_template": repository.template,
        "default_branch": "main",
        "language": most,
        "size": repository.size,
        "stargazers_count": repository.stars,
        "created_at": f"{repository.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "pushed_at": f"{repository.pushed_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _page(entries: list[Any], query: Mapping[str, str]) -> Answer:
    size = min(max(_number(query, "per_page", USUAL_PAGE), 1), LONGEST_PAGE)
    page = max(_number(query, "page", 1), 1)
    last = max(ceil(len(entries) / size), 1)
    pages = {"next": page + 1, "last": last} if page < last else {}
    if page > 1:
        pages |= {"prev": page - 1, "first": 1}
    return Answer(entries[(page - 1) * size : page * size], pages=pages)


def _number(query: Mapping[str, str], name: str, usual: int) -> int:
    said = query.get(name, "")
    return int(said) if said.isascii() and said.isdigit() else usual


def _contents(repository: Repository, path: str, *, wants_raw: bool) -> Answer:
    if path in repository.files:
        return _file(repository, path, wants_raw=wants_raw)
    below = f"{path}/" if path else ""
    inside = {name.removeprefix(below).partition("/") for name in repository.files if name.startswith(below)}
    kinds = {name: "dir" if deeper else "file" for name, deeper, _ in inside}
    if not kinds:
        return _missing()
    return Answer(
        [{"name": name, "path": f"{below}{name}", "type": kind} for name, kind in sorted(kinds.items())]
    )


def _file(repository: Repository, path: str, *, wants_raw: bool) -> Answer:
    text = repository.files.get(path)
    if text is None:
        return _missing()
    if wants_raw:
        return Answer(text, is_raw=True)
    encoded = base64.encodebytes(text.encode()).decode()
    return Answer({"name": path, "path": path, "type": "file", "encoding": "base64", "content": encoded})


def _tree(repository: Repository) -> JsonValue:
    tree: list[JsonValue] = [
        {"path": path, "type": "blob", "size": len(text)} for path, text in sorted(repository.files.items())
    ]
    return {"sha": repository.revision, "tree": tree, "truncated": False}


def _commits(repository: Repository, author: str) -> list[JsonValue]:
    is_own = author.lower() == repository.owner and repository.own_commits
    return [{"sha": repository.revision, "author": {"login": author}}] if is_own else []


def _moved(path: str) -> Answer:
    return Answer({"message": "Moved Permanently", "documentation_url": _DOCUMENTATION}, 301, moved_to=path)


def _missing() -> Answer:
    return Answer(_error(_MESSAGES[404]), 404)


def _error(message: str) -> dict[str, JsonValue]:
    return {"message": message, "documentation_url": _DOCUMENTATION}
