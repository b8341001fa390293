"""How long writing a résumé takes, beside Typst's own time for a page with one word on it.

`make bench`, or `python -m tests.benchmarks.resume_writing`. Every document differs from those before, so
that nothing is set from a cache; both sides are timed in one process, in processor time; trust the ratio.
Memory is what a process grows by over a thousand PDFs.
"""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import typst
from rich.console import Console
from rich.table import Table

from tasks.json_resume import JsonResume
from tasks.matching.requirements import requirements_of
from tasks.resumes.documents.docx import to_docx
from tasks.resumes.documents.page import Page, page_of
from tasks.resumes.documents.pdf import to_pdf
from tasks.resumes.finished import finish
from tasks.resumes.tailoring import tailor
from tasks.written_language import LanguageCode
from tests.made_profiles import made_profiles

MOST_MILLISECONDS_A_PDF = 100.0
MOST_RATIO = 12.0
MOST_MEGABYTES = 150.0
ROUNDS, MANY = 4, 1_000
TODAY = date(2026, 5, 4)
POSTING = (
    "Operations Manager. Requirements: Python, SQL, scheduling, Docker or Podman. Nice to have: Tableau."
)


def main() -> int:
    """Print the figures; 1 if one is beyond its bound."""
    people = [_renamed(person, number) for number in range(ROUNDS) for person in made_profiles()]
    pages = [page_of(profile, language) for language, profile in people]
    to_pdf(pages[0], "classic")
    pdf = [_milliseconds(to_pdf, page, "classic") for page in pages]
    plain = [_one_word(number) for number in range(len(pages))]
    docx = [_milliseconds(to_docx, page, "classic") for page in pages]
    whole = [_milliseconds(_everything, profile) for _, profile in people]
    ratio = statistics.median(pdf) / statistics.median(plain)
    grown = _megabytes_grown(pages)
    table = Table("writing a résumé", "", "at most", box=None)
    table.add_row(
        "milliseconds a PDF, median", f"{statistics.median(pdf):.1f}", f"{MOST_MILLISECONDS_A_PDF:.0f}"
    )
    table.add_row("times a page with one word", f"{ratio:.1f}", f"{MOST_RATIO:.0f}")
    table.add_row("milliseconds a DOCX, median", f"{statistics.median(docx):.1f}", "")
    table.add_row("milliseconds for all of it, median", f"{statistics.median(whole):.1f}", "")
    table.add_row(f"megabytes grown over {MANY} PDFs", f"{grown:.0f}", f"{MOST_MEGABYTES:.0f}")
    Console(width=100).print(table)
    return int(
        statistics.median(pdf) > MOST_MILLISECONDS_A_PDF or ratio > MOST_RATIO or grown > MOST_MEGABYTES
    )


def _renamed(person: tuple[LanguageCode, JsonResume], number: int) -> tuple[LanguageCode, JsonResume]:
    """The same person with other words on every line."""
    language, profile = person
    work = tuple(
        job.model_copy(update={"highlights": tuple(f"{text} ({number})" for text in job.highlights)})
        for job in profile.work
    )
    basics = profile.basics.model_copy(update={"name": f"{profile.basics.name} {number}"})
    return language, profile.model_copy(update={"basics": basics, "work": work})


def _everything(profile: JsonResume) -> None:
    finish(profile, tailor(profile, requirements_of(POSTING)), "classic", TODAY)


def _one_word(number: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "word.typ"
        source.write_text(f"Word{number}")
        compiler = typst.Compiler(source, root=folder, font_paths=typst.Fonts(include_system_fonts=False))
        return _milliseconds(compiler.compile, None, None, "pdf")


def _megabytes_grown(pages: list[Page]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(MANY):
        page = pages[number % len(pages)]
        to_pdf(
            Page(page.language, f"{page.name} {number}", page.label, page.contacts, page.sections), "classic"
        )
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _milliseconds(work: Callable[..., object], *arguments: object) -> float:
    began = time.process_time()
    work(*arguments)
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    raise SystemExit(main())
