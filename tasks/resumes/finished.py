"""A draft made into all that a person gets: documents, scores, report, and a version that names them."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

import pypdfium2

from tasks.errors import UnfaithfulDraftError
from tasks.json_resume import JsonResume
from tasks.matching.evidence import shown_by
from tasks.matching.formula import SCORER
from tasks.matching.score import match
from tasks.resumes.cover_letter import letter_refusals
from tasks.resumes.documents.docx import to_docx
from tasks.resumes.documents.looks import Template
from tasks.resumes.documents.page import Page, page_of
from tasks.resumes.documents.pdf import to_pdf, to_picture
from tasks.resumes.draft import Draft
from tasks.resumes.faithfulness import refusals
from tasks.resumes.match_report import MatchReport, readable, report_of
from tasks.resumes.scores import Scores, scores_of

WRITER = "writer-1"
"""The version of the built-in engine: it changes whenever a draft or its documents may."""

_LENGTH_OF_A_VERSION = 16


@dataclass(frozen=True, slots=True)
class FinishedResume:
    """A résumé and a cover letter that may go out.

    Attributes:
        version: The same for the same profile, posting, template and engine.
        text: What a machine reads in the PDF.
        pdf: The résumé.
        docx: The same.
        page: What both show.
        template: How they look.
        letter: The cover letter, as text.
        resume: What the documents say.
    """

    version: str
    scores: Scores
    report: MatchReport
    text: str
    pdf: bytes
    docx: bytes
    page: Page
    template: Template
    letter: str
    resume: JsonResume

    @property
    def picture(self) -> bytes:
        """The first page as PNG."""
        return to_picture(self.page, self.template)

    @property
    def json(self) -> bytes:
        """The résumé as JSON Resume."""
        return _as_json(
            self.resume.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
        )

    @property
    def report_json(self) -> bytes:
        """The report as JSON."""
        return _as_json(self.report.model_dump(mode="json"))

    @property
    def report_text(self) -> str:
        """The report as Markdown."""
        return readable(self.report)


def _as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def finish(
    profile: JsonResume, draft: Draft, template: Template, today: date, company: str = ""
) -> FinishedResume:
    """Make everything of a draft.

    Args:
        profile: What it was made from: it is checked against it once more.
        draft: The draft.
        template: How it looks.
        today: Until when work without an end has gone on.
        company: Who offers the work, if that is known.

    Raises:
        UnfaithfulDraftError: It says what the profile does not. That is a mistake of ours.
        UnwritableDocumentError: It cannot be set.
    """
    refused = refusals(profile, draft)
    refused += letter_refusals(profile, draft.letter, draft.requirements, draft.language, company)
    if refused:
        first = refused[0]
        raise UnfaithfulDraftError(
            f"The résumé is not written: {first.text!r} ({first.source}): {first.reason}"
        )
    version = version_of(profile, draft, template, company)
    page = page_of(draft.resume, draft.language)
    pdf = to_pdf(page, template)
    text, pages = _read_back(pdf)
    scores = scores_of(draft.resume, match(shown_by(draft.resume, today), draft.requirements), text, pages)
    return FinishedResume(
        version=version,
        scores=scores,
        report=report_of(draft, scores, version, template, company),
        text=text,
        pdf=pdf,
        docx=to_docx(page, template),
        page=page,
        template=template,
        letter=draft.letter.text,
        resume=draft.resume,
    )


def version_of(profile: JsonResume, draft: Draft, template: Template, company: str) -> str:
    """A name for what comes of these: 16 hexadecimal digits of a SHA-256."""
    made_of = {
        "profile": profile.model_dump(mode="json", exclude_none=True),
        "posting": draft.requirements.text,
        "title": draft.requirements.title,
        "company": company,
        "template": template,
        "engine": [draft.engine, WRITER, SCORER],
        "lines": [line.text for line in draft.lines],
        "letter": draft.letter.text,
    }
    canonical = json.dumps(made_of, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:_LENGTH_OF_A_VERSION]


def _read_back(pdf: bytes) -> tuple[str, int]:
    """What a machine reads in it, and how many pages it has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document), len(document)
    finally:
        document.close()
