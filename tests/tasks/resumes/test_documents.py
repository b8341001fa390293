import io
import re
import zipfile

import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.json_resume import JsonResume, profile_from_json
from tasks.resumes.documents.docx import to_docx
from tasks.resumes.documents.looks import TEMPLATES, Template
from tasks.resumes.documents.page import page_of
from tasks.resumes.documents.pdf import to_pdf, to_picture
from tasks.resumes.documents.wordings import WORDINGS
from tasks.written_dates import read_period
from tasks.written_language import LanguageCode
from tests.made_profiles import made_profiles

EVERYTHING = profile_from_json(
    {
        "basics": {"name": "Ada Byrne", "email": "ada@example.com", "url": "https://example.com/ada"},
        "work": [
            {
                "position": "Weaver",
                "name": "Loom & Co",
                "startDate": "2020-01",
                "summary": "Wove office cloth.",
            }
        ],
        "volunteer": [{"position": "Guide", "organization": "Mill Museum", "startDate": "2019-05-04"}],
        "education": [
            {"studyType": "BA", "area": "Textiles", "institution": "Old College", "endDate": "2018"}
        ],
        "skills": [{"name": "Dyes", "keywords": ["madder", "woad"]}, {"name": "Weaving"}],
        "projects": [{"name": "Loom kit", "description": "Flat-pack loom", "keywords": ["ash", "oak"]}],
        "certificates": [{"name": "Master Weaver", "issuer": "Guild", "date": "2021-03"}],
        "languages": [{"language": "Irish", "fluency": "native"}],
        "awards": [{"title": "Best Cloth", "awarder": "Fair", "date": "2022"}],
        "publications": [{"name": "On warps", "publisher": "Weft Press"}],
        "interests": [{"name": "Rowing"}],
        "references": [{"name": "Tom", "reference": "She weaves well."}],
    }
)


def read(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_everything_stands_on_the_page_in_order() -> None:
    text = read(to_pdf(page_of(EVERYTHING, "en"), "classic"))
    headings = [
        "Work Experience",
        "Education",
        "Skills",
        "Projects",
        "Certifications",
        "Languages",
        "Volunteering",
        "Awards",
        "Publications",
        "Interests",
        "References",
    ]
    assert [line for line in text.splitlines() if line in headings] == headings
    for told in (
        "Loom & Co | January 2020 – Present",
        "Wove office cloth.",
        "BA, Textiles",
        "Dyes: madder, woad",
        "Master Weaver | Guild | March 2021",
        "Irish (native)",
        "Mill Museum | May 4, 2019 – Present",
    ):
        assert told in text


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_text_layer_has_no_ligatures(template: Template) -> None:
    profile = profile_from_json(
        {"basics": {"name": "Official Waffle", "summary": "Efficient flow, affine fjord"}}
    )
    text = read(to_pdf(page_of(profile, "en"), template))
    assert "Official Waffle" in text
    assert "Efficient flow, affine fjord" in text
    assert not re.search("[\ufb00-\ufb06]", text)


@pytest.mark.parametrize("template", TEMPLATES)
def test_documents_are_the_same_to_the_byte(template: Template) -> None:
    page = page_of(EVERYTHING, "en")
    assert to_pdf(page, template) == to_pdf(page, template)
    assert to_docx(page, template) == to_docx(page, template)


def test_a_pdf_is_tagged_and_says_its_language() -> None:
    pdf = to_pdf(page_of(EVERYTHING, "de"), "classic")
    assert b"/MarkInfo" in pdf
    assert b"/Lang" in pdf


def test_what_looks_like_markup_is_text() -> None:
    nasty = '#import "x" *bold* $x$ @ref <label> \\ // `raw` = Heading _it_ ~ #{1+1} & <w:p/>'
    profile = profile_from_json({"basics": {"name": nasty}, "work": [{"name": nasty, "highlights": [nasty]}]})
    page = page_of(profile, "en")
    assert re.sub(r"\s", "", nasty) in re.sub(r"\s", "", read(to_pdf(page, "classic")))
    assert nasty in [
        paragraph.text for paragraph in Document(io.BytesIO(to_docx(page, "classic"))).paragraphs
    ]


def test_a_docx_uses_words_own_styles() -> None:
    document = Document(io.BytesIO(to_docx(page_of(EVERYTHING, "en"), "classic")))
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Title", "Heading 1"} <= styles
    assert not document.tables


def test_a_picture_of_the_first_page_is_a_png() -> None:
    assert to_picture(page_of(EVERYTHING, "en"), "classic").startswith(b"\x89PNG")


def test_an_empty_profile_makes_documents_too() -> None:
    page = page_of(JsonResume(), "en")
    assert to_pdf(page, "classic").startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(to_docx(page, "classic")))


@pytest.mark.parametrize("language", WORDINGS)
@pytest.mark.parametrize(
    "dates", [("2020", None), ("2019-03", "2020-11"), ("2019-03-07", "2020-12-31"), ("2018", "2019")]
)
def test_dates_are_written_as_they_are_read(dates: tuple[str, str | None], language: LanguageCode) -> None:
    start, end = dates
    profile = profile_from_json({"work": [{"name": "A", "startDate": start, "endDate": end}]})
    written = page_of(profile, language).sections[0].entries[0].details
    period = read_period(written)
    assert period is not None
    assert (period.start, period.end, period.open) == (start, end, end is None)


def test_headings_are_in_the_resumes_language() -> None:
    for language, profile in made_profiles():
        headings = [section.heading for section in page_of(profile, language).sections]
        assert WORDINGS[language].work in headings


@settings(max_examples=40)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_set(name: str, bullet: str) -> None:
    profile = JsonResume.model_validate(
        {"basics": {"name": name}, "work": [{"name": "A", "highlights": [bullet]}]}
    )
    page = page_of(profile, "en")
    assert to_pdf(page, "modern").startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(to_docx(page, "modern")))
