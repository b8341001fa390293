"""How long reading a résumé takes, beside PDFium's own extraction of plain text from the same files.

`make bench`, or `python -m tests.benchmarks.resume_speed [FOLDER]`: a folder of PDFs, or else documents made
here. Both sides are timed in turn, in one process, in processor time; trust the ratio. Memory is that of a
process of its own that reads 40 pages.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
from rich.console import Console
from rich.table import Table

from tasks.resumes.reading import read_resume
from tests.made_resumes import make_resumes
from tests.resume_documents import Text, pdf_of

MOST_MILLISECONDS = 30.0
MOST_RATIO = 5.0
MOST_MEGABYTES = 200.0
PAGES = 40
ROUNDS = 3
_MEMORY = """
import resource, sys
from tasks.resumes.reading import read_resume
read_resume(sys.stdin.buffer.read())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> int:
    """Print the figures; 1 if one is beyond its bound."""
    with tempfile.TemporaryDirectory() as scratch:
        make_resumes(Path(scratch))
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        files = [file.read_bytes() for file in sorted(folder.rglob("*.pdf"))]
    with_text = [file for file in files if not read_resume(file).needs_ocr]
    times = [(_seconds(plain_text, file), _seconds(read_resume, file), pages(file)) for file in with_text]
    milliseconds = statistics.median(1000 * ours / count for _, ours, count in times)
    ratio = statistics.median(ours / theirs for theirs, ours, _ in times)
    memory = _megabytes()
    table = Table("reading a résumé", "", "at most", box=None)
    table.add_row("milliseconds a page, median", f"{milliseconds:.1f}", f"{MOST_MILLISECONDS:.0f}")
    table.add_row("times PDFium's plain text, median", f"{ratio:.1f}", f"{MOST_RATIO:.0f}")
    table.add_row(f"megabytes for {PAGES} pages", f"{memory:.0f}", f"{MOST_MEGABYTES:.0f}")
    Console(width=100).print(table)
    return int(milliseconds > MOST_MILLISECONDS or ratio > MOST_RATIO or memory > MOST_MEGABYTES)


def plain_text(file: bytes) -> int:
    """How many characters PDFium finds in the file."""
    count = 0
    with closing(pdfium.PdfDocument(file)) as document:
        for page in document:
            count += len(page.get_textpage().get_text_bounded())
    return count


def pages(file: bytes) -> int:
    with closing(pdfium.PdfDocument(file)) as document:
        return len(document)


def _seconds(work: Callable[[bytes], object], file: bytes) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        work(file)
        best = min(best, time.process_time() - began)
    return best


def _megabytes() -> float:
    rows = [
        Text("Built the thing, and made it better for all of the people there", 50, 800 - 13 * n)
        for n in range(58)
    ]
    heads = [Text("Manager, Acme Inc., 2019 - 2020", 50, 810, bold=True)]
    done = subprocess.run(
        (sys.executable, "-c", _MEMORY),
        input=pdf_of(*[[*heads, *rows]] * PAGES),
        capture_output=True,
        check=True,
    )
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
