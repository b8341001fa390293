"""What came of writing, for the person: each thing wanted with the line that shows it, gaps, changes."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict

from tasks.matching.score import Fit
from tasks.resumes.draft import Change, Draft, DraftLine, LetterParagraph, Refusal
from tasks.resumes.scores import Point, Score, Scores


class RequirementReport(BaseModel):
    """One thing that the posting wants, and how the résumé meets it.

    Attributes:
        wanted: As the posting calls it.
        asked: The posting's own words.
        verdict: Covered, partly or missing.
        credit: 0..1.
        line: The id of the line that shows it best; None if none does.
        source: Where in the profile that line comes from.
        text: What that line says.
    """

    model_config = ConfigDict(frozen=True)

    wanted: str
    importance: str
    verdict: str
    credit: float
    asked: str
    start: int
    end: int
    line: str | None
    source: str | None
    text: str | None


class MatchReport(BaseModel):
    """All that there is to say of a résumé that was written for a posting."""

    model_config = ConfigDict(frozen=True)

    version: str
    engine: str
    template: str
    language: str
    title: str
    company: str
    scorer: str
    scores: dict[str, float]
    explained: dict[str, tuple[Point, ...]]
    requirements: tuple[RequirementReport, ...]
    gaps: tuple[str, ...]
    diff: tuple[Change, ...]
    refused: tuple[Refusal, ...]
    lines: tuple[DraftLine, ...]
    cover_letter: tuple[LetterParagraph, ...]


def report_of(draft: Draft, scores: Scores, version: str, template: str, company: str) -> MatchReport:
    """Put it together."""
    sources = {line.id: line.source for line in draft.lines}
    match = scores.match
    features = tuple(
        Point(one.name, one.points, _weight(one.points, one.value), one.why) for one in match.features
    )
    return MatchReport(
        version=version,
        engine=draft.engine,
        template=template,
        language=draft.language,
        title=draft.requirements.title,
        company=company,
        scorer=match.version,
        scores={"match": match.score, "ats": scores.ats.score, "quality": scores.quality.score},
        explained={"match": features, "ats": _rounded(scores.ats), "quality": _rounded(scores.quality)},
        requirements=tuple(_requirement(fit, draft.requirements.text, sources) for fit in match.fits),
        gaps=match.gaps,
        diff=draft.diff,
        refused=draft.refused,
        lines=draft.lines,
        cover_letter=draft.letter.paragraphs,
    )


def _weight(points: float, value: float) -> float:
    return round(points / value, 2) if value else 0.0


def _rounded(score: Score) -> tuple[Point, ...]:
    return tuple(Point(one.name, round(one.points, 2), one.of, one.why) for one in score.points)


def _requirement(fit: Fit, posting: str, sources: dict[str, str]) -> RequirementReport:
    return RequirementReport(
        wanted=fit.wanted,
        importance=fit.importance,
        verdict=fit.verdict,
        credit=round(fit.credit, 2),
        asked=" ".join(posting[fit.start : fit.end].split()),
        start=fit.start,
        end=fit.end,
        line=fit.line,
        source=sources.get(fit.line or ""),
        text=fit.text,
    )


def readable(report: MatchReport) -> str:
    """The report as Markdown, to be read."""
    return "\n".join(_lines(report)) + "\n"


_MARKS = {"covered": "✓", "partly": "~", "missing": "✗"}


def _lines(report: MatchReport) -> Iterator[str]:
    at = f" at {report.company}" if report.company else ""
    yield f"# Match report: {report.title or 'the posting'}{at}"
    yield ""
    yield f"Version {report.version}, written by the {report.engine} engine, template {report.template}."
    for name, score in report.scores.items():
        yield ""
        yield f"## {name.capitalize()}: {score:g} of 100"
        yield ""
        yield from (f"- {one.name}: {one.points:g} points. {one.why}" for one in report.explained[name])
    yield ""
    yield "## What the posting wants"
    yield ""
    for one in report.requirements:
        shown = f": {_one_line(one.text)} ({one.line})" if one.text else ""
        yield f"- {_MARKS[one.verdict]} {one.wanted} ({one.importance}, {one.verdict}){shown}"
    yield from _section("Gaps: wanted, and not in the profile, so not on the résumé", report.gaps)
    yield from _section("What differs from the profile", (_change(one) for one in report.diff))
    yield from _section(
        "Refused: proposed by the model, not in the profile; the profile's own words stand",
        (f"{one.source}: {_one_line(one.text)} – {one.reason}" for one in report.refused),
    )


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield f"## {heading}"
        yield ""
        yield from (f"- {line}" for line in found)


def _change(one: Change) -> str:
    after = f" → {_one_line(one.after)}" if one.after else ""
    return f"{one.kind} {one.source}: {_one_line(one.before)}{after} ({one.why})"


def _one_line(text: str) -> str:
    return " ".join(text.split())
