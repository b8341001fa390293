"""Three scores of a finished résumé, 0..100, the same for the same document, each explained line by line.

    match    how well it fits the posting (`tasks.matching.score`)
    ats      how well an applicant tracking system gets on with it: it finds the posting's words, the text
             that it reads is the text that was written, and there is what it looks for
    quality  how well it is made, whatever the posting: what recruiters ask of any résumé

The names are HowlerHire's; theirs counted words in a model's answer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tasks.json_resume import JsonResume
from tasks.matching.folding import folded
from tasks.matching.score import Fit, MatchScore
from tasks.matching.skills import skills_in, stands_in
from tasks.resumes.paths import texts_of

_WORDS_OF_A_RESUME = (120, 1100)
_BULLETS_OF_A_JOB = (2, 8)
_WORDS_OF_A_BULLET = (4, 40)
_SHARE_WITH_NUMBERS = 0.4
_SKILLS = (5, 40)
_PAGES = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a score counts: what it gives of what it could, and why."""

    name: str
    points: float
    of: float
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """A sum of points, 0..100, to one decimal."""

    score: float
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """All three."""

    match: MatchScore
    ats: Score
    quality: Score


def scores_of(resume: JsonResume, match: MatchScore, text: str, pages: int) -> Scores:
    """Score a finished résumé.

    Args:
        resume: What it says.
        match: How it fits the posting.
        text: What a machine reads in the document.
        pages: How many it has.
    """
    return Scores(match, _sum(_ats(resume, match, text)), _sum(_quality(resume, pages)))


def _sum(points: Iterable[Point]) -> Score:
    counted = tuple(points)
    whole = sum(point.of for point in counted)
    return Score(round(100 * sum(point.points for point in counted) / whole, 1) if whole else 0.0, counted)


def _ats(resume: JsonResume, match: MatchScore, text: str) -> Iterator[Point]:
    flat = folded(text)
    skills = frozenset(one.skill for one in skills_in(text))
    weight = {fit: (2.0 if fit.importance == "required" else 1.0) * fit.weight for fit in match.fits}
    there = [fit for fit in match.fits if _stands(fit, flat, skills)]
    whole = sum(weight.values())
    share = sum(weight[fit] for fit in there) / whole if whole else 1.0
    missing = [fit.wanted for fit in match.fits if fit not in there]
    why = f"{len(there)} of {len(match.fits)} of the posting's keywords stand in the document"
    yield Point("keywords", 55 * share, 55, why + (f"; not {', '.join(missing)}" if missing else ""))
    written = [one for path, one in texts_of(resume).items() if not _is_unprinted(path)]
    squeezed = _squeezed(text)
    lost = [one for one in written if _squeezed(one) not in squeezed]
    readable = 1 - len(lost) / len(written) if written else 0.0
    why = f"{len(written) - len(lost)} of {len(written)} texts read back"
    yield Point("readable", 20 * readable, 20, why + (f"; not {lost[0]!r}" if lost else ""))
    basics = resume.basics
    has = {"name": basics.name, "e-mail": basics.email, "phone": basics.phone, "place": basics.location}
    yield _share("contact", 10, has)
    yield _share(
        "sections", 10, {"work": resume.work, "education": resume.education, "skills": resume.skills}
    )
    dates = [(one.start_date, one.end_date) for one in resume.work]
    dates += [(one.start_date, one.end_date) for one in resume.education]
    dated, number = [one for one in dates if any(one)], len(dates)
    yield Point(
        "dates", 5 * len(dated) / number if number else 0, 5, f"{len(dated)} of {number} entries are dated"
    )


def _stands(fit: Fit, flat: str, skills: frozenset[str]) -> bool:
    return (fit.verdict == "covered" and fit.shown_as in skills) or any(
        stands_in(one, flat) >= 0 for one in fit.any_of
    )


def _is_unprinted(path: str) -> bool:
    """Whether a text is not set as it is: dates are written out, places joined."""
    return (
        path.endswith(("Date", ".date"))
        or path.startswith("basics.location")
        or ".network" in path
        or ".username" in path
    )


def _squeezed(text: str) -> str:
    return "".join(char for char in folded(text) if char.isalnum())


def _share(name: str, of: float, has: Mapping[str, object]) -> Point:
    missing = [one for one, value in has.items() if not value]
    why = f"{len(has) - len(missing)} of {len(has)}" + (f"; no {', '.join(missing)}" if missing else "")
    return Point(name, of * (1 - len(missing) / len(has)), of, why)


def _quality(resume: JsonResume, pages: int) -> Iterator[Point]:
    basics = resume.basics
    yield _share("contact", 15, {"name": basics.name, "e-mail": basics.email, "phone": basics.phone})
    yield _share("summary", 10, {"summary": basics.summary})
    bullets = [text for work in resume.work for text in work.highlights]
    least, most = _BULLETS_OF_A_JOB
    told = [work for work in resume.work if least <= len(work.highlights) <= most or work.summary]
    number = len(resume.work)
    yield Point(
        "experience",
        20 * len(told) / number if number else 0,
        20,
        f"{len(told)} of {number} jobs are told in {least} to {most} lines",
    )
    short, long = _WORDS_OF_A_BULLET
    concise = [text for text in bullets if short <= len(text.split()) <= long]
    yield _part("concise lines", 15, len(concise), len(bullets), f"have {short} to {long} words")
    counted = [text for text in bullets if re.search(r"\d", text)]
    share = min(1.0, len(counted) / len(bullets) / _SHARE_WITH_NUMBERS) if bullets else 0.0
    yield Point("results", 15 * share, 15, f"{len(counted)} of {len(bullets)} lines give a number")
    skills = sum(len(one.keywords) or 1 for one in resume.skills)
    fewest, too_many = _SKILLS
    enough = min(1.0, skills / fewest) if skills <= too_many else too_many / skills
    yield Point("skills", 10 * enough, 10, f"{skills} skills; {fewest} to {too_many} read well")
    words = sum(len(text.split()) for text in texts_of(resume).values())
    fewest, too_many = _WORDS_OF_A_RESUME
    length = min(1.0, words / fewest) if words <= too_many else too_many / words
    length *= 1.0 if pages <= _PAGES else _PAGES / pages
    yield Point("length", 15 * length, 15, f"{words} words on {pages} page{'s' if pages != 1 else ''}")


def _part(name: str, of: float, number: int, whole: int, what: str) -> Point:
    return Point(name, of * number / whole if whole else 0, of, f"{number} of {whole} lines {what}")
