"""`caddie profile skills`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from deployments.commands.output import print_json, print_table
from tasks.profiles.model import Evidence, Reading, Repository
from tasks.profiles.reading import read_repositories
from tasks.profiles.skills import skills_shown
from tasks.providers.repositories import open_repositories
from tasks.values import GitHubHandle

_SHOWN_EVIDENCE = 3


def skills(login: GitHubHandle, *, json: bool = False) -> None:
    """Show the skills that somebody's public repositories give evidence of, the strongest first.

    Reads GitHub as GITHUB_API_URL and GITHUB_TOKEN say.

    Args:
        login: Their name on GitHub.
        json: As `[{"name", "weight" 0..1, "evidence": [{"repository", "file", "version"?, "last_used"?}]}]`.
    """
    today = datetime.now(UTC).date()
    with open_repositories() as github:
        account = github.account(login.login)
        repositories = [
            Repository.model_validate(listed, from_attributes=True) for listed in github.listed(account.login)
        ]
        github.allowance = github.remaining  # to stay within the hour's quota rather than to fail at its end
        read = read_repositories(github, account.login, repositories, today)
        print(_told(account.login, read, github.calls), file=sys.stderr)
    shown = skills_shown(read, today)
    if json:
        print_json([skill.model_dump(mode="json", exclude_none=True) for skill in shown])
        return
    print_table(
        ("skill", "weight", "evidence"),
        [
            (skill.name, f"{skill.weight:.2f}", "; ".join(map(_said, skill.evidence[:_SHOWN_EVIDENCE])))
            for skill in shown
        ],
    )


def _told(login: str, read: Sequence[Reading], calls: int) -> str:
    unread = sum(reading.languages is None for reading in read)
    left = f"; {unread} known by their main language alone, for want of calls" if unread else ""
    return f"{login}: {len(read)} repositories in {calls} calls{left}"


def _said(evidence: Evidence) -> str:
    version = f" {evidence.version}" if evidence.version else ""
    return f"{evidence.repository} {evidence.file}{version}"
