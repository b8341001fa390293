"""Our own reader gets back from our own documents what was written."""

import pytest

from tasks.json_resume import Education, JsonResume, Location
from tasks.resumes.documents.docx import to_docx
from tasks.resumes.documents.page import page_of
from tasks.resumes.documents.pdf import to_pdf
from tasks.resumes.paths import texts_of
from tasks.resumes.reading import read_resume
from tasks.written_language import LanguageCode
from tests.made_profiles import made_profiles

_JOINS = {"in", "en", "em"}


def written(resume: JsonResume) -> dict[str, object]:
    """Every field, but for what one document can say in two ways: a place in parts, a degree in two."""
    fields: dict[str, object] = {
        path: text
        for path, text in texts_of(resume).items()
        if not path.startswith(("basics.location", "basics.profiles", "basics.url", "education"))
    }
    fields["place"] = place(resume.basics.location)
    fields["links"] = {
        url for url in (resume.basics.url, *(one.url for one in resume.basics.profiles)) if url
    }
    fields["education"] = [
        (degree(one), one.institution, one.start_date, one.end_date) for one in resume.education
    ]
    return fields


def place(location: Location | None) -> str:
    names = ("address", "postal_code", "city", "region", "country_code")
    return ", ".join(value for name in names if (value := getattr(location, name, None)))


def degree(course: Education) -> list[str]:
    words = f"{course.study_type or ''} {course.area or ''}".replace(",", " ").split()
    return [word for word in words if word not in _JOINS]


@pytest.mark.parametrize("form", ["classic", "modern", "docx"])
@pytest.mark.parametrize("made", made_profiles(), ids=lambda one: one[1].basics.name)
def test_a_written_resume_reads_back(made: tuple[LanguageCode, JsonResume], form: str) -> None:
    language, profile = made
    page = page_of(profile, language)
    if form == "docx":
        document = to_docx(page, "classic")
    else:
        document = to_pdf(page, "classic" if form == "classic" else "modern")
    read = read_resume(document)
    assert written(read.resume) == written(profile)
    assert not read.needs_ocr
