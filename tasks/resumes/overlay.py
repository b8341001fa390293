"""A picture of a résumé's pages with a box around each line that was read as something."""

from collections.abc import Sequence
from contextlib import closing
from io import BytesIO

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from tasks.errors import UnreadableDocumentError
from tasks.resumes.model import ReadResume

_MOST_PAGES, _MOST_NAMES = 6, 3
_SCALE = 1.5
_COLOURS = {
    "basics": (214, 90, 20),
    "work": (20, 110, 200),
    "education": (30, 140, 70),
    "skills": (150, 60, 170),
}
_OTHER = (120, 120, 120)


def overlay_of(file: bytes, read: ReadResume) -> bytes:
    """The pages of the PDF that was read, at most 6, one below the other, as PNG.

    A box is coloured by its part of the résumé and labelled with the paths of its values.
    Raises UnreadableDocumentError for anything but a PDF: a DOCX has no pages to draw.
    """
    if b"%PDF-" not in file[:1024]:
        raise UnreadableDocumentError("Only a PDF has pages to draw boxes on: leave --overlay away.")
    with closing(pdfium.PdfDocument(file)) as document:
        pages = [_drawn(document, number, read) for number in range(min(len(document), _MOST_PAGES))]
    whole = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    buffer = BytesIO()
    whole.save(buffer, "PNG")
    return buffer.getvalue()


def _drawn(document: pdfium.PdfDocument, number: int, read: ReadResume) -> Image.Image:
    image: Image.Image = document[number].render(scale=_SCALE).to_pil().convert("RGB")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=9)
    paths: dict[int, list[str]] = {}
    for one in read.values:
        for source in one.lines:
            paths.setdefault(source, []).append(one.path)
    for line in read.lines:
        if line.page != number or line.id not in paths:
            continue
        colour = _COLOURS.get(paths[line.id][0].partition(".")[0].partition("[")[0], _OTHER)
        box = [round(at * _SCALE) for at in line.box]
        draw.rectangle(box, outline=colour, width=1)
        draw.text((box[2] + 3, box[1]), _label(paths[line.id]), fill=colour, font=font)
    return image


def _label(paths: Sequence[str]) -> str:
    names = list(dict.fromkeys(path.rpartition(".")[2] if "." in path else path for path in paths))
    return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
