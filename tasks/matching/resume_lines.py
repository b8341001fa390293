"""The lines of a résumé, each with its id: what evidence, tailoring and the check of faithfulness point at.

An id is the path in JSON Resume: `work[0].highlights[2]`, `skills[1].keywords[0]`, `basics.summary`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tasks.json_resume import JsonResume

Kind = Literal["label", "summary", "title", "told", "listed", "learned", "spoken"]
"""What a line is: the person's own label or summary, a job's title, something told of a work or project,
a listed skill, something learned (a course, a degree, a certificate), a language."""


@dataclass(frozen=True, slots=True)
class ResumeLine:
    """A text of a résumé, and where it stands."""

    id: str
    text: str
    kind: Kind


def lines_of(resume: JsonResume) -> list[ResumeLine]:
    """Every line that may show a skill, in the order of JSON Resume."""
    return [ResumeLine(*one) for one in _lines(resume) if one[1] and one[1].strip()]


def _lines(resume: JsonResume) -> Iterator[tuple[str, str, Kind]]:
    yield "basics.label", resume.basics.label or "", "label"
    yield "basics.summary", resume.basics.summary or "", "summary"
    for place, work in enumerate(resume.work):
        yield f"work[{place}].position", work.position or "", "title"
        yield f"work[{place}].summary", work.summary or "", "told"
        yield from _each(f"work[{place}].highlights", work.highlights, "told")
    for place, post in enumerate(resume.volunteer):
        yield f"volunteer[{place}].position", post.position or "", "title"
        yield f"volunteer[{place}].summary", post.summary or "", "told"
        yield from _each(f"volunteer[{place}].highlights", post.highlights, "told")
    for place, project in enumerate(resume.projects):
        yield f"projects[{place}].name", project.name or "", "told"
        yield f"projects[{place}].description", project.description or "", "told"
        yield from _each(f"projects[{place}].highlights", project.highlights, "told")
        yield from _each(f"projects[{place}].keywords", project.keywords, "told")
    for place, skill in enumerate(resume.skills):
        yield f"skills[{place}].name", skill.name or "", "listed"
        yield from _each(f"skills[{place}].keywords", skill.keywords, "listed")
    for place, course in enumerate(resume.education):
        yield f"education[{place}].studyType", course.study_type or "", "learned"
        yield f"education[{place}].area", course.area or "", "learned"
        yield from _each(f"education[{place}].courses", course.courses, "learned")
    for place, certificate in enumerate(resume.certificates):
        yield f"certificates[{place}].name", certificate.name or "", "learned"
    for place, award in enumerate(resume.awards):
        yield f"awards[{place}].title", award.title or "", "told"
        yield f"awards[{place}].summary", award.summary or "", "told"
    for place, publication in enumerate(resume.publications):
        yield f"publications[{place}].name", publication.name or "", "told"
    for place, language in enumerate(resume.languages):
        yield f"languages[{place}]", f"{language.language or ''} {language.fluency or ''}", "spoken"


def _each(path: str, texts: tuple[str, ...], kind: Kind) -> Iterator[tuple[str, str, Kind]]:
    for place, text in enumerate(texts):
        yield f"{path}[{place}]", text, kind
