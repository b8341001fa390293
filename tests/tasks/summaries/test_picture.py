"""A mail is drawn from what stands in it alone, and what cannot be drawn costs nobody anything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from threading import Thread

import prefect
import pytest
from PIL import Image

from tasks.errors import UndrawnPictureError
from tasks.summaries import picture
from tasks.summaries.picture import LIMITS, TALLEST, WIDTH, picture_of

FONT = prefect.__ui_v2_static_path__ / "fonts" / "Geist-VariableFont_wght.ttf"
pytestmark = pytest.mark.skipif(
    find_spec("plutoprint") is None, reason="PlutoPrint has no wheel for this machine"
)


def drawn(html: str) -> Image.Image:
    return Image.open(BytesIO(picture_of(html, FONT))).convert("RGB")


def ink(image: Image.Image) -> int:
    """How many of its pixels are not white."""
    return sum(image.convert("L").histogram()[:250])


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server, and what it was asked for."""
    paths: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


def test_a_mail_is_drawn_as_wide_as_it_is_read_and_as_high_as_it_is() -> None:
    low, high = drawn("<p>One line"), drawn("<p>One line<p>" + "and another<br>" * 10)
    assert low.width == high.width == WIDTH
    assert low.height < high.height < TALLEST
    assert 0 < ink(low) < ink(high)


def test_drawing_asks_nobody_and_opens_no_file(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    address, paths = asked
    red = tmp_path / "red.png"
    Image.new("RGB", (50, 50), "red").save(red)
    links = (f"{address}/x", red.as_uri(), str(red))
    wanting = "".join(
        f'<link rel="stylesheet" href="{link}"><style>@import url({link}); p {{ background: url({link}) }}'
        f'@font-face {{ font-family: a; src: url({link}) }}</style><img src="{link}" alt="">'
        f'<iframe src="{link}"></iframe><object data="{link}"></object><svg><image href="{link}"/></svg>'
        for link in links
    )
    image = drawn(f'{wanting}<p style="font-family:a">Text')
    assert paths == []
    assert (255, 0, 0) not in [colour for _, colour in image.getcolors(image.width * image.height) or ()]
    assert ink(image) > 0


def test_latin_letters_look_the_same_on_a_machine_without_fonts(tmp_path: Path) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig/>")
    html = "<h1>2 réponses</h1><p>Łąka &amp; Söhne · Москва"
    bare_machine = subprocess.run(
        [sys.executable, "-P", "-m", picture.__name__, "400000000", "10", str(FONT)],
        input=html.encode(),
        capture_output=True,
        check=True,
        env=os.environ | {"FONTCONFIG_FILE": str(bare)},
    )
    assert bare_machine.stdout == picture_of(html, FONT)


@pytest.mark.parametrize("text", ["", "a\x00b", "\ud800", "\u202e\u2066<b>\u05d0", "𓀀 e\u0301\u0301 \uffff"])
def test_odd_text_is_drawn_all_the_same(text: str) -> None:
    assert drawn(f"<p>{text}</p><p>Text").width == WIDTH


def test_a_mail_without_end_is_cut_off() -> None:
    assert drawn("line<br>" * 5_000).size == (WIDTH, TALLEST)
    assert drawn('<p style="width:1e9px;height:1e9px">').size == (WIDTH, TALLEST)


def test_without_its_font_or_its_time_there_is_no_picture_and_a_reason(tmp_path: Path) -> None:
    with pytest.raises(UndrawnPictureError, match="the font that Prefect ships is not there"):
        picture_of("<p>Text", tmp_path / "none.ttf")
    with pytest.raises(UndrawnPictureError, match=r"longer than 0\.01 seconds"):
        picture_of("<p>Text", FONT, replace(LIMITS, seconds=0.01))


@pytest.mark.parametrize(
    ("plutoprint", "why"),
    [
        ("import os; os.abort()", r"broke in the midst of it \(exit code -6"),
        ("raise ImportError", "PlutoPrint is not installed"),
    ],
)
def test_a_plutoprint_that_breaks_or_is_not_there_takes_nobody_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plutoprint: str, why: str
) -> None:
    (tmp_path / "plutoprint.py").write_text(plutoprint)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(UndrawnPictureError, match=why):
        picture_of("<p>Text", FONT)
