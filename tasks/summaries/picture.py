"""A mail as a picture, drawn by PlutoPrint (https://plutoprint.readthedocs.io) in a process of its own.

Drawing asks the network for nothing and opens no file but its font. All letters that the font has look the
same on every machine, also on one without fonts; for others the machine's fonts are used, if it has some.
PlutoPrint knows no dark scheme: it draws the light one.
"""

import sys
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Final

from tasks.confined_work import (
    BrokeError,
    DeclinedError,
    Limits,
    TookTooLongError,
    TookTooMuchError,
    in_child,
    serve,
)
from tasks.errors import UndrawnPictureError

WIDTH: Final = 600
TALLEST: Final = 4_000
LIMITS: Final = Limits(seconds=10.0, memory=400_000_000)
_POINTS: Final = 0.75
"""In a CSS pixel."""
_FONT_URL: Final = "caddie:font"
_STYLE: Final = f"""
@font-face {{ font-family: ours; font-weight: 100 900; src: url({_FONT_URL}) }}
* {{ font-family: ours, sans-serif !important }}
"""


def picture_of(html: str, font: Path, limits: Limits = LIMITS) -> bytes:
    """The mail as PNG, WIDTH pixels wide and TALLEST high at most: what is longer is cut off.

    Args:
        html: The mail, whatever strangers' words it holds.
        font: A TrueType or OpenType file that holds Latin letters.
        limits: What drawing may cost.

    Raises:
        UndrawnPictureError: There is none, and why.
    """
    try:
        return in_child(__name__, [str(font)], html.encode(errors="replace"), limits)
    except DeclinedError as why:
        raise UndrawnPictureError(str(why)) from None
    except TookTooLongError:
        raise UndrawnPictureError(f"drawing it took longer than {limits.seconds:g} seconds") from None
    except TookTooMuchError:
        raise UndrawnPictureError(f"drawing it takes more than {limits.memory:,} bytes of memory") from None
    except BrokeError as how:
        raise UndrawnPictureError(f"PlutoPrint broke in the midst of it ({how})") from None


def _draw(html: bytes, font: Path) -> bytes:
    try:
        import plutoprint  # noqa: PLC0415  native code that no other process needs
    except ImportError:
        raise UndrawnPictureError("PlutoPrint is not installed: it has no wheel for this machine") from None
    if not font.is_file():
        raise UndrawnPictureError(f"the font that Prefect ships is not there any more: {font.name}")

    class OurFontAlone(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> plutoprint.ResourceData:
            if url != _FONT_URL:
                raise PermissionError("a mail is drawn from what stands in it")
            return plutoprint.ResourceData(font.read_bytes(), "font/ttf")

    page = plutoprint.PageSize(WIDTH * _POINTS, TALLEST * _POINTS)
    book = plutoprint.Book(page, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_SCREEN)
    book.custom_resource_fetcher = OurFontAlone()
    book.load_html(html.decode().replace("\x00", "\ufffd"), user_style=_STYLE)
    height = min(max(ceil(book.get_document_height()), 1), TALLEST)
    drawn = BytesIO()
    with plutoprint.ImageCanvas(WIDTH, height) as canvas:
        canvas.clear_surface(1.0, 1.0, 1.0)
        book.render_document(canvas)
        canvas.write_to_png_stream(drawn)
    return drawn.getvalue()


def _main(memory: str, seconds: str, font: str) -> int:
    return serve(lambda html: _draw(html, Path(font)), memory, seconds)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
