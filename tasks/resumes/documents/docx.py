"""A page as DOCX: one column, Word's own styles, so that every applicant tracking system finds its way."""

import io
import zipfile
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from tasks.resumes.documents.looks import Template
from tasks.resumes.documents.page import Contact, Entry, Item, Page, Section

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_EPOCH = (2000, 1, 1, 0, 0, 0)
_WIDTH, _HEIGHT = Mm(210), Mm(297)
_LOOKS = {"classic": ("Georgia", Mm(20), None), "modern": ("Calibri", Mm(24), RGBColor(0x1F, 0x4E, 0x79))}


def to_docx(page: Page, template: Template) -> bytes:
    """The page as DOCX, byte for byte the same for the same page."""
    document = Document()
    _prepare(document, page, template)
    if page.name:
        document.add_paragraph(_printable(page.name), style="Title")
    if page.label:
        document.add_paragraph(_printable(page.label), style="Subtitle")
    if page.contacts:
        _contacts(document, page.contacts)
    for section in page.sections:
        _section(document, section)
    return _packed(document)


def _prepare(document: DocumentObject, page: Page, template: Template) -> None:
    font, margin, colour = _LOOKS[template]
    sheet = document.sections[0]
    sheet.page_width, sheet.page_height = _WIDTH, _HEIGHT
    sheet.left_margin = sheet.right_margin = margin
    sheet.top_margin = sheet.bottom_margin = Mm(18)
    sizes = {"Normal": 10.5, "Title": 21, "Subtitle": 12, "Heading 1": 12.5, "List Bullet": 10.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.italic = False
        style.font.color.rgb = colour if colour and name == "Heading 1" else RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(10 if name == "Heading 1" else 0)
        style.paragraph_format.space_after = Pt(3)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if "Theme" in attribute:
                del fonts.attrib[attribute]
    core = document.core_properties
    core.title = core.author = core.last_modified_by = _printable(page.name)[:255]
    core.language = page.language
    core.comments = ""
    core.created = core.modified = _EPOCH
    core.revision = 1


def _contacts(document: DocumentObject, contacts: tuple[Contact, ...]) -> None:
    paragraph = document.add_paragraph()
    for place, contact in enumerate(contacts):
        if place:
            paragraph.add_run(" | ")
        if contact.url:
            _link(paragraph, contact.text, contact.url)
        else:
            paragraph.add_run(_printable(contact.text))


def _section(document: DocumentObject, section: Section) -> None:
    document.add_paragraph(section.heading, style="Heading 1")
    for told in section.paragraphs:
        document.add_paragraph(_printable(told))
    for entry in section.entries:
        _entry(document, entry)
    for item in section.items:
        _item(document, item)


def _entry(document: DocumentObject, entry: Entry) -> None:
    head = document.add_paragraph()
    head.paragraph_format.keep_with_next = True
    head.paragraph_format.space_before = Pt(5)
    head.add_run(_printable(entry.title)).bold = True
    if entry.is_brief and entry.details:
        head.add_run(" | " + _printable(entry.details))
    elif entry.details:
        document.add_paragraph(_printable(entry.details)).paragraph_format.keep_with_next = True
    if entry.url:
        _link(document.add_paragraph(), entry.url, entry.url)
    for told in entry.paragraphs:
        document.add_paragraph(_printable(told))
    for bullet in entry.bullets:
        document.add_paragraph(_printable(bullet), style="List Bullet")


def _item(document: DocumentObject, item: Item) -> None:
    paragraph = document.add_paragraph()
    if item.label:
        paragraph.add_run(f"{_printable(item.label)}: ").bold = True
    paragraph.add_run(_printable(item.text))


def _link(paragraph: Paragraph, text: str, url: str) -> None:
    target = paragraph.part.relate_to(_printable(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    link.append(paragraph.add_run(_printable(text))._r)  # noqa: SLF001, the library has no way to set a link
    paragraph._p.append(link)  # noqa: SLF001, as above


def _printable(text: str) -> str:
    """Without what XML cannot hold; a line's end is a blank."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable() or char == "\u00ad")


def _packed(document: DocumentObject) -> bytes:
    """The document's zip with every clock stopped."""
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()
