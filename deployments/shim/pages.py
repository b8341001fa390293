"""The small pages that links in mails lead to: no script, nothing from elsewhere, no login."""

import html
from collections.abc import Iterable
from string import Template
from typing import Final

from fastapi.responses import HTMLResponse

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>
  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }
  button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .4rem; background: #14532d;
           color: #fff; margin-top: .6rem }
  label { display: block; padding: .35rem 0 }
  input { width: 1.1rem; height: 1.1rem; margin-right: .6rem; vertical-align: -.15rem }
</style>
<h1>$title</h1>
<p>$text</p>
$more
</html>
""")
SENT: Final = "sent"
"""What a form of ours says when somebody sends it; a body without it is none."""

_FORM: Final = Template(
    f'<form method="post">$fields<button type="submit" name="{SENT}" value="yes">$button</button></form>'
)
_LINK: Final = Template('<p><a href="$address">$words</a></p>')
_BOX: Final = Template('<label><input type="checkbox" name="$name" value="on"$checked>$label</label>')


def page(title: str, text: str, *, more: str = "", status: int = 200) -> HTMLResponse:
    """A page with a heading, a sentence, and below them perhaps a form or a link."""
    filled = _PAGE.substitute(title=html.escape(title), text=html.escape(text), more=more)
    return HTMLResponse(filled, status, _HEADERS)


def form(button: str, boxes: Iterable[tuple[str, str, bool]] = ()) -> str:
    """A form that posts to the page's own address.

    Args:
        button: What its button says.
        boxes: Name, label and state of each box to tick.
    """
    fields = "".join(
        _BOX.substitute(name=html.escape(name), label=html.escape(label), checked=" checked" if on else "")
        for name, label, on in boxes
    )
    return _FORM.substitute(fields=fields, button=html.escape(button))


def link(address: str, words: str) -> str:
    """A link to another page."""
    return _LINK.substitute(address=html.escape(address), words=html.escape(words))
