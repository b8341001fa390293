"""Mails as people read them, each from three template files: `{name}.subject`, `{name}.html`, `{name}.txt`.

The HTML may be written as MJML instead (`{name}.mjml`), which is compiled once in a process.

What is put into a template is data of others. It is escaped in HTML, and nowhere may it break a line or
turn the direction of the text around it.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import (
    ChoiceLoader,
    Environment,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    select_autoescape,
)

_LONGEST_SUBJECT = 200
# Controls, and the marks that reorder text: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, in the three forms that a mail client may ask for."""

    subject: str
    html: str
    text: str


def plain(value: object) -> object:
    """A text without controls and marks of direction; anything else as it is."""
    return type(value)(_UNSEEN.sub(" ", value)) if isinstance(value, str) else value


def letter(package: str, name: str, context: object) -> Letter:
    """The mail of this name.

    Args:
        package: The package whose folder `mails` holds its files, such as `tasks.monitors`.
        name: What the three files are called.
        context: The one value that they read, as `it`.
    """
    templates = _templates(package)

    def filled(kind: str) -> str:
        return templates.get_template(f"{name}.{kind}").render(it=context)

    return Letter(
        subject=" ".join(filled("subject").split())[:_LONGEST_SUBJECT],
        html=filled("html"),
        text=filled("txt"),
    )


@cache
def _templates(package: str) -> Environment:
    def compiled(name: str) -> str | None:
        source = files(package) / "mails" / f"{name.removesuffix('.html')}.mjml"
        if not name.endswith(".html") or not source.is_file():
            return None
        from mjml import mjml2html  # noqa: PLC0415  only summaries are written in it

        return mjml2html(source.read_text(encoding="utf-8"), disable_comments=False, fonts={})

    return Environment(
        loader=ChoiceLoader([FunctionLoader(compiled), PackageLoader(package, "mails")]),
        auto_reload=False,
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        finalize=plain,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
