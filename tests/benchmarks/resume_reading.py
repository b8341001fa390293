"""How well résumés are read: strict macro-F1 over twelve fields of labelled documents, in slices.

`python -m tests.benchmarks.resume_reading [FOLDER]` scores a folder of documents with labels beside them
(see tests/resume_scorer.py). `make bench` gives none: then it makes documents of its own, of several
templates and languages, and scores those.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tasks.resumes.reading import read_resume
from tests.made_resumes import make_resumes
from tests.resume_scorer import FIELDS, Label, labelled, score_folder

LEAST = 0.93
Keep = Callable[[Label, Path], bool]

SLICES: dict[str, Keep] = {
    "all PDFs with text": lambda _, file: file.suffix == ".pdf",
    "two columns": lambda label, file: file.suffix == ".pdf" and label["layout"].startswith("two-column"),
    "not English": lambda label, _: label["lang"] != "en",
    "Spanish and German": lambda label, _: label["lang"] in {"es", "de"},
    "DOCX": lambda _, file: file.suffix == ".docx",
}


def main() -> int:
    """Print the table; 1 if all documents together are read worse than they should be."""
    if len(sys.argv) > 1:
        return measure(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as scratch:
        make_resumes(Path(scratch))
        return measure(Path(scratch))


def measure(folder: Path) -> int:
    table = Table("documents", "", "macro-F1", *FIELDS, box=None)
    for name, keep in SLICES.items():
        scores = score_folder(folder, read_resume, keep)
        figures = (f"{scores.fields[one].f1:.2f}" if one in scores.fields else "-" for one in FIELDS)
        table.add_row(name, str(scores.documents), f"{scores.macro_f1:.3f}", *figures)
    pictures = [read_resume(file.read_bytes()) for label, file in labelled(folder) if label.get("expect")]
    flagged = sum(read.needs_ocr and not read.values for read in pictures)
    console = Console(width=200)
    console.print(table)
    console.print(f"pictures flagged, nothing invented: {flagged} of {len(pictures)}")
    everything = score_folder(folder, read_resume, lambda _label, _file: True)
    return int(everything.macro_f1 < LEAST or flagged < len(pictures))


if __name__ == "__main__":
    sys.exit(main())
