"""Documents that tests of reading make themselves: PDFs by hand and by typst, DOCX by python-docx."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import docx
import typst


def typst_pdf(markup: str) -> bytes:
    """The markup as PDF, in typst's own fonts."""
    compiled = typst.compile(markup.encode())
    assert isinstance(compiled, bytes)
    return compiled


@dataclass(frozen=True)
class Text:
    """Text at a place of a hand-made page, in points from the lower left corner."""

    text: str
    left: float
    up: float
    size: float = 10
    bold: bool = False


def pdf_of(*pages: Sequence[Text], encrypted: bool = False) -> bytes:
    """A PDF in Helvetica with exactly these texts; with `encrypted`, one that needs a password to open."""
    objects: list[bytes] = []
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.extend(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % font
        for font in (b"Helvetica", b"Helvetica-Bold")
    )
    for number, texts in enumerate(pages):
        stream = "\n".join(
            f"BT /{'B' if one.bold else 'R'} {one.size} Tf {one.left} {one.up} Td "
            f"({_escaped(one.text)}) Tj ET"
            for one in texts
        ).encode("cp1252", "replace")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file(objects, encrypted=encrypted)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: Sequence[bytes], *, encrypted: bool) -> bytes:
    content = bytearray(b"%PDF-1.4\n")
    places = []
    extra = b""
    if encrypted:
        extra = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >> /ID [<00> <00>]" % (
            b"11" * 32,
            b"22" * 32,
        )
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        extra,
        start,
    )
    return bytes(content)


def picture_pdf() -> bytes:
    """A page that is a picture and nothing else, as a scanner makes it."""
    pixels = zlib.compress(bytes(60 * 80))
    stream = b"q 595 0 0 842 0 0 cm /I Do Q"
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                b"/Resources << /XObject << /I 5 0 R >> >> >>"
            ),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /XObject /Subtype /Image /Width 60 /Height 80 /ColorSpace /DeviceGray "
            b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (len(pixels), pixels),
        ],
        encrypted=False,
    )


def unmapped_pdf() -> bytes:
    """A page of text in a font whose codes lead to no characters."""
    stream = b"BT /R 10 Tf 50 700 Td <%s> Tj ET" % (bytes(range(1, 31)) * 8).hex().encode()
    names = b" ".join(b"/g%d" % number for number in range(40))
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                b"/Resources << /Font << /R 5 0 R >> >> >>"
            ),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            (
                b"<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Own /FirstChar 1 /LastChar 40 "
                b"/Widths [%s] /Encoding << /Differences [1 %s] >> >>" % (b"600 " * 40, names)
            ),
        ],
        encrypted=False,
    )


def saved(document: object) -> bytes:
    """A python-docx document as the bytes of its file."""
    buffer = BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def plain_docx(*paragraphs: str) -> bytes:
    """A DOCX of these paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def utf16(text: str) -> str:
    """Hexadecimal UTF-16 with its mark, as PDF strings may be."""
    return (b"\xfe\xff" + b"".join(struct.pack(">H", ord(one)) for one in text)).hex()


RESUME = """
#set page(margin: 1.5cm)
#set text(size: 10pt)
#text(size: 20pt)[*Ines Falkenrath*]

Data Analyst

ines.falkenrath\\@example.com | +49 30 5550123 | Berlin, Germany | github.com\\/falkenrath

== Experience
*Data Analyst* #h(1fr) March 2021 – Present \\
Lindwurm Logistics GmbH #h(1fr) Berlin
- Cut the reporting time from two days to one hour.
- Taught SQL to thirty colleagues.

*Junior Analyst* #h(1fr) Sep 2018 – Feb 2021 \\
Zeisig & Partner #h(1fr) Potsdam
- Kept the forecast of spare parts.

== Education
*Universität Potsdam* #h(1fr) 2014 – 2018 \\
B.Sc. in Statistics

== Skills
SQL, Python, dbt, Power BI
"""
"""One résumé in typst's markup, of a person who does not exist."""
