"""A page as PDF, set by Typst (https://typst.app/docs): tagged, with text that reads back, without a clock.

All fonts come with Typst's wheel; none of the machine's are used, so a page looks the same everywhere.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal

import typst

from tasks.errors import UnwritableDocumentError
from tasks.resumes.documents.looks import Template
from tasks.resumes.documents.page import Page

_TEMPLATES = Path(__file__).parent / "templates"
_SETTING = Lock()


def to_pdf(page: Page, template: Template) -> bytes:
    """The page as PDF, byte for byte the same for the same page.

    Args:
        page: What stands on it.
        template: How it looks.
    """
    with _SETTING:
        return _set(page, template, "pdf")


def to_picture(page: Page, template: Template) -> bytes:
    """The first page as PNG, for a glance."""
    with _SETTING:
        return _set(page, template, "png")


def _set(page: Page, template: Template, form: Literal["pdf", "png"]) -> bytes:
    try:
        made = _compiler(template).compile(
            format=form,
            ppi=110.0,
            sys_inputs={"page": json.dumps(asdict(page), ensure_ascii=False)},
            timestamp=datetime.fromtimestamp(0, UTC),
        )
    except typst.TypstError as error:
        raise UnwritableDocumentError(f"The résumé cannot be set as {form.upper()}: {error}") from error
    pages = made if isinstance(made, list) else [made]
    return pages[0] or b""


@cache
def _compiler(template: str) -> typst.Compiler:
    source = _TEMPLATES / f"{template}.typ"
    return typst.Compiler(source, root=_TEMPLATES, font_paths=typst.Fonts(include_system_fonts=False))
