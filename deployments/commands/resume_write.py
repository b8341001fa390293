"""`caddie resume write`."""

import json as json_format
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from deployments.commands.given_file import content_of
from deployments.commands.output import print_json
from tasks.errors import TerminalError
from tasks.json_resume import profile_from_json
from tasks.matching.requirements import requirements_of
from tasks.plain_text import one_line, plain_text
from tasks.resumes.documents.looks import Template
from tasks.resumes.finished import FinishedResume, finish
from tasks.resumes.tailoring import tailor

_MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class _Posting:
    text: str
    title: str = ""
    company: str = ""


def write(
    *,
    profile: Path,
    job: Path,
    out: Path,
    template: Template = "classic",
    title: str = "",
    company: str = "",
    json: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """Write a résumé and a cover letter for a posting, from what a profile says and nothing else.

    Args:
        profile: The profile as JSON Resume; dates may be as people write them.
        job: The posting: plain text, or JSON with its text as text or description.
        out: The folder that the documents go into; made if it is not there.
        template: How the résumé looks.
        title: What the post is called, if the posting does not say.
        company: Who offers it, if the posting does not say.
        json: As `{files, scores, gaps, diff, version}`.
    """
    facts = profile_from_json(content_of(profile, _MOST_BYTES))
    posting = _posting(content_of(job, _MOST_BYTES))
    requirements = requirements_of(posting.text, one_line(title) or posting.title)
    company = one_line(company) or posting.company
    draft = tailor(facts, requirements, company=company)
    finished = finish(facts, draft, template, datetime.now(UTC).date(), company)
    files = _save(finished, out)
    scores = finished.report.scores
    if json:
        print_json(
            {
                "files": {kind: str(path) for kind, path in files.items()},
                "scores": scores,
                "gaps": finished.report.gaps,
                "diff": finished.report.diff,
                "version": finished.version,
            }
        )
        return
    print(finished.report_text, end="")
    print(f"written to {out}: {', '.join(path.name for path in files.values())}", file=sys.stderr)


def _posting(content: bytes) -> _Posting:
    """The posting's text, title and company, whichever way the file holds them."""
    text = content.decode("utf-8", errors="replace").removeprefix("\ufeff")
    given = _json_object(text)
    if given is None:
        return _Posting(plain_text(text))
    told = _first(given, "text", "description", "content", "body")
    if not told:
        raise TerminalError('The posting has no text: expected it as "text" or "description"')
    return _Posting(
        text=plain_text(told),
        title=one_line(_first(given, "title", "position", "job_title")),
        company=one_line(_first(given, "company", "company_name")),
    )


def _json_object(text: str) -> Mapping[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        given: Mapping[str, Any] = json_format.loads(text)
    except (ValueError, RecursionError):
        return None
    return given


def _first(given: Mapping[str, Any], *names: str) -> str:
    return next(
        (given[name].strip() for name in names if isinstance(given.get(name), str) and given[name].strip()),
        "",
    )


def _save(finished: FinishedResume, out: Path) -> dict[str, Path]:
    contents = {
        "pdf": ("resume.pdf", finished.pdf),
        "docx": ("resume.docx", finished.docx),
        "json": ("resume.json", finished.json),
        "report": ("report.json", finished.report_json),
        "readable_report": ("report.md", finished.report_text.encode()),
        "letter": ("cover-letter.txt", (finished.letter + "\n").encode()),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in contents.values():
            (out / name).write_bytes(content)
    except OSError as error:
        raise TerminalError(f"The documents cannot be written to {out}: {error.strerror}") from error
    return {kind: out / name for kind, (name, _) in contents.items()}
