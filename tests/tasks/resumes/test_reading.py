"""What is read from documents whose words and places the test sets itself."""

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from tasks.errors import UnreadableDocumentError
from tasks.resumes.overlay import overlay_of
from tasks.resumes.reading import read_resume
from tests.made_resumes import make_resumes
from tests.resume_documents import RESUME, Text, pdf_of, plain_docx, saved, typst_pdf
from tests.resume_scorer import score_folder

TOP = [Text("Ann Example", 50, 800, 20), Text("ann@example.com | (555) 010-0199", 50, 780)]


def heading(text: str, up: float, left: float = 50) -> Text:
    return Text(text, left, up, 13, bold=True)


def test_made_resumes_in_seven_languages_are_read_whole(tmp_path: Path) -> None:
    make_resumes(tmp_path)
    scores = score_folder(tmp_path, read_resume, lambda _label, _file: True)
    assert scores.documents == 35
    assert scores.macro_f1 > 0.98


def test_every_value_names_lines_that_hold_it() -> None:
    read = read_resume(typst_pdf(RESUME))
    lines = {line.id: line.text for line in read.lines}
    assert read.language == "en"
    assert {one.path for one in read.values} >= {"basics.name", "work[1].position", "education[0].endDate"}
    for one in read.values:
        assert one.lines
        if not one.path.endswith("Date"):
            text = " ".join(lines[line] for line in one.lines)
            assert all(word in text for word in one.value.replace("-", " ").split())


def test_two_columns_are_not_read_across() -> None:
    left = [
        heading("Skills", 740),
        *(Text(one, 50, 720 - 15 * n) for n, one in enumerate(["SQL", "Python", "Excel", "Tableau"])),
    ]
    right = [
        heading("Experience", 740, 250),
        Text("Data Analyst", 250, 720, bold=True),
        Text("Acme Inc.", 250, 705),
        Text("Jan 2020 - Present", 250, 690),
        Text("Built the monthly report and kept it running.", 250, 675),
    ]
    resume = read_resume(pdf_of([*TOP, *left, *right])).resume
    assert [one.name for one in resume.skills] == ["SQL", "Python", "Excel", "Tableau"]
    assert [(one.position, one.name, one.start_date) for one in resume.work] == [
        ("Data Analyst", "Acme Inc.", "2020-01")
    ]


def test_a_letter_spaced_name_is_put_together() -> None:
    letters = [Text(one, 50 + 16 * n + (20 if n > 2 else 0), 800, 18) for n, one in enumerate("ANNEXAMPLE")]
    assert read_resume(pdf_of([*letters, *TOP[1:]])).resume.basics.name == "ANN EXAMPLE"


def test_roles_under_one_employer_share_its_name() -> None:
    rows = [
        heading("Experience", 740),
        Text("Acme Corporation", 50, 720, 11, bold=True),
        Text("Staff Engineer", 50, 705),
        Text("2022 - Present", 450, 705),
        Text("• Led the platform for the whole company.", 60, 690),
        Text("Engineer", 50, 670),
        Text("2018 - 2022", 450, 670),
        Text("• Kept the build green for four years.", 60, 655),
    ]
    work = read_resume(pdf_of([*TOP, *rows])).resume.work
    assert [(one.position, one.name) for one in work] == [
        ("Staff Engineer", "Acme Corporation"),
        ("Engineer", "Acme Corporation"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "Data Analyst at Acme Analytics Inc.",
        "Data Analyst | Acme Analytics Inc.",
        "Acme Analytics Inc. - Data Analyst",
        "Data Analyst, Acme Analytics Inc., Austin, TX",
        "Acme Analytics Inc. (Austin, TX) | Data Analyst",
    ],
)
def test_title_and_employer_are_told_apart_in_any_order(head: str) -> None:
    work = read_resume(
        plain_docx("Ann Example", "Experience", f"{head} | 03/2019 - 2021", "- Did it.")
    ).resume.work
    assert [(one.position, one.name, one.start_date, one.end_date) for one in work] == [
        ("Data Analyst", "Acme Analytics Inc.", "2019-03", "2021")
    ]


def test_a_docx_is_read_in_its_heads_boxes_and_links() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "ann@example.com\t(555) 010-0199"
    document.add_paragraph("Ann Example")
    address = document.part.relate_to(
        "https://github.com/ann",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    document.add_paragraph()
    document.element.body.findall(qn("w:p"))[-1].append(
        parse_xml(
            f'<w:hyperlink {space} {relations} r:id="{address}"><w:r><w:t>my code</w:t></w:r></w:hyperlink>'
        )
    )
    box = "<w:p><w:r><w:t>Skills</w:t></w:r></w:p><w:p><w:r><w:t>SQL, Python</w:t></w:r></w:p>"
    document.add_paragraph()
    document.element.body.findall(qn("w:p"))[-1].append(
        parse_xml(f"<w:r {space}><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict></w:r>")
    )
    resume = read_resume(saved(document)).resume
    assert resume.basics.email == "ann@example.com"
    assert resume.basics.phone == "(555) 010-0199"
    assert [one.url for one in resume.basics.profiles] == ["https://github.com/ann"]
    assert [one.name for one in resume.skills] == ["SQL", "Python"]


def test_sections_whose_names_no_table_knows_are_told_by_what_stands_in_them() -> None:
    resume = read_resume(
        plain_docx(
            *(
                "Ann Example",
                "ann@example.com",
                "WHERE I HAVE BEEN",
                "Data Analyst, Acme Inc.",
                "2019 - 2021",
            ),
            *("- Did this.", "WHAT I LEARNT", "BSc Physics, University of Leeds", "2016 - 2019"),
            *("SKILLS", "SQL, Python", "REFERENCES", "on request"),
        )
    ).resume
    assert [(one.position, one.name) for one in resume.work] == [("Data Analyst", "Acme Inc.")]
    assert [one.institution for one in resume.education] == ["University of Leeds"]


def test_a_resume_without_headings_is_read_by_its_entries() -> None:
    resume = read_resume(
        plain_docx(
            *("Ann Example", "ann@example.com", "Data Analyst, Acme Inc.", "2019 - 2021", "- Did this."),
            *("Cook, Blue Plate", "2016 - 2019", "BSc Physics, University of Leeds", "2012 - 2016"),
        )
    ).resume
    assert [(one.position, one.name) for one in resume.work] == [
        ("Data Analyst", "Acme Inc."),
        ("Cook", "Blue Plate"),
    ]
    assert [one.institution for one in resume.education] == ["University of Leeds"]


def test_a_phone_number_that_cannot_exist_is_kept_as_it_stands_and_less_sure() -> None:
    def sureness(number: str) -> float:
        read = read_resume(plain_docx("Ann Example", number, "Skills", "SQL"))
        assert read.resume.basics.phone == number
        return next(one.confidence for one in read.values if one.path == "basics.phone")

    assert sureness("+49 30 901820") > sureness("(000) 000-0000")


def test_a_template_year_is_no_date() -> None:
    work = read_resume(
        plain_docx("Ann Example", "Experience", "Manager, Acme Inc.", "May 20XX - Present")
    ).resume.work
    assert [(one.position, one.start_date, one.end_date) for one in work] == [("Manager", None, None)]


def test_the_overlay_is_a_png_of_the_pages() -> None:
    file = typst_pdf(RESUME)
    assert overlay_of(file, read_resume(file)).startswith(b"\x89PNG")


def test_a_docx_has_no_pages_to_draw() -> None:
    file = plain_docx("Ann Example")
    with pytest.raises(UnreadableDocumentError, match="Only a PDF"):
        overlay_of(file, read_resume(file))
