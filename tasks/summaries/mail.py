"""A week in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from tasks.jobs.model import BOARD_NAMES
from tasks.letters import Letter, letter
from tasks.summaries.links import PreferenceLinks
from tasks.summaries.model import Counted, Numbers, TopJob, Waiting
from tasks.values import IsoWeek

MOST_SKILLS = 12
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """Something that is counted, with what changed since the week before."""

    label: str
    count: int
    change: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the templates read."""

    name: str
    days: str
    headline: str
    rows: tuple[Row, ...]
    rates: tuple[str, ...]
    top_job: TopJob | None
    source: str
    waiting: str
    skills: str
    links: PreferenceLinks


def summary_letter(week: IsoWeek, name: str | None, numbers: Numbers, links: PreferenceLinks) -> Letter:
    """The mail that tells a person of their week.

    Args:
        week: The week that it tells of.
        name: What to call them; None where nobody knows.
        numbers: Not nothing (`is_nothing`).
        links: Where they choose what they get.
    """
    job = None if numbers.top_job is None else _shown(numbers.top_job)
    return letter(
        "tasks.summaries",
        "weekly",
        Summary(
            name=_short(name or ""),
            days=_days(week),
            headline=_headline(numbers),
            rows=tuple(_rows(numbers)),
            rates=tuple(_rates(numbers)),
            top_job=job,
            source="" if job is None else BOARD_NAMES.get(job.source, _short(job.source)),
            waiting=_waiting(numbers.waits_longest, week),
            skills=_listed(numbers.skills_found),
            links=links,
        ),
    )


def _short(text: str) -> str:
    """As much of it as a line of a mail holds: whatever others write, Gmail shows the mail uncut."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _shown(job: TopJob) -> TopJob:
    return job.model_copy(
        update={
            "title": _short(job.title),
            "company": _short(job.company),
            "location": job.location and _short(job.location),
            "reason": job.reason and _short(job.reason),
        }
    )


def _days(week: IsoWeek) -> str:
    monday, sunday = week.monday, week.monday + timedelta(days=6)
    first = f"{monday.day}" if monday.month == sunday.month else f"{monday.day} {monday:%B}"
    if monday.year != sunday.year:
        first = f"{first} {monday.year}"
    return f"{first} to {sunday.day} {sunday:%B} {sunday.year}"


def _headline(numbers: Numbers) -> str:
    """What counts most, first."""
    for counted, one, many in (
        (numbers.interviews, "interview", "interviews"),
        (numbers.replies, "reply", "replies"),
        (numbers.applications_sent, "application sent", "applications sent"),
        (numbers.jobs_found, "new job for you", "new jobs for you"),
        (numbers.resumes_written, "résumé written", "résumés written"),
    ):
        if counted.now:
            return f"{counted.now:,} {one if counted.now == 1 else many}"
    skills = len(numbers.skills_found)
    return f"{skills:,} {'skill' if skills == 1 else 'skills'} found in your repositories"


def _rows(numbers: Numbers) -> list[Row]:
    counted = (
        ("Jobs found", numbers.jobs_found),
        ("Résumés written", numbers.resumes_written),
        ("Applications sent", numbers.applications_sent),
        ("Replies", numbers.replies),
        ("Interviews", numbers.interviews),
    )
    return [Row(label, of.now, _change(of)) for label, of in counted if of.now or of.before]


def _change(counted: Counted) -> str:
    difference = counted.now - counted.before
    if difference == 0:
        return "as the week before"
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} than the week before"


def _rates(numbers: Numbers) -> list[str]:
    """Each with how many it is a share of, and of what: 1 of 2 is no 50 percent to rely on."""
    if not numbers.sent_lately:
        return []
    one = numbers.sent_lately == 1
    of = (
        f"of the {'one application' if one else f'{numbers.sent_lately:,} applications'} sent in twelve weeks"
    )
    rates = [f"{numbers.replied_lately:,} {of} {'has' if numbers.replied_lately == 1 else 'have'} a reply."]
    if numbers.interviewed_lately:
        rates.append(f"{numbers.interviewed_lately:,} {of} led to an interview.")
    return rates


def _waiting(waiting: Waiting | None, week: IsoWeek) -> str:
    if waiting is None:
        return ""
    days = (_end(week) - waiting.since).days
    since = "since this week" if days < 7 else f"for {days} days"  # noqa: PLR2004 (days of a week)
    what = f"your résumé for {_short(waiting.title)} at {_short(waiting.company)}"
    return f"Waiting longest: {what} is ready, and not sent {since}."


def _end(week: IsoWeek) -> date:
    return week.monday + timedelta(days=7)


def _listed(skills: tuple[str, ...]) -> str:
    shown = ", ".join(map(_short, skills[:MOST_SKILLS]))
    left = len(skills) - MOST_SKILLS
    return f"{shown} and {left} more" if left > 0 else shown
