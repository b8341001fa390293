"""Files that Caddie keeps itself, in one folder for all workers: each once, named by what is in it.

A reference (`caddie-file://` and the SHA-256 of the content) may travel through parameters and results,
where the bytes may not. Keeping the same bytes again changes nothing, so a killed step doubles nothing.
"""

import hashlib
import os
import re
import secrets
from datetime import datetime
from pathlib import Path

from tasks.errors import FileGoneError
from tasks.settings import settings
from tasks.values import FileUrl

SCHEME = "caddie-file://"
PARTS = 256
_REFERENCE = re.compile(rf"{SCHEME}([0-9a-f]{{64}})")


def keep(content: bytes) -> FileUrl:
    """Put it into the folder, whole or not at all; answers with its reference."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest)
    if place.exists():
        place.touch()  # it is in use: nobody clears it away as old
    else:
        _write(place, content)
    return FileUrl(f"{SCHEME}{digest}")


def kept(reference: str) -> bytes:
    """What `keep` put there under this reference.

    Raises:
        FileGoneError: It is not there (any more).
    """
    named = _REFERENCE.fullmatch(reference)
    if named is None:
        raise FileGoneError(f"{reference} names no file of Caddie's: it is {SCHEME} and a SHA-256")
    try:
        return _place(named[1]).read_bytes()
    except FileNotFoundError:
        raise FileGoneError(
            f"{reference} is not kept any more: upload the file again"
            " (if other workers find it, CADDIE_HOME/files is not shared by all of them)"
        ) from None


def clear(part: int, unused_since: datetime) -> int:
    """Remove the files of one part of the folder that nobody has kept (again) since; says how many.

    Args:
        part: Which of the PARTS, 0 to 255.
        unused_since: An aware moment.
    """
    folder, removed = settings().files_folder / f"{part:02x}", 0
    for place in folder.glob("*") if folder.is_dir() else ():
        try:
            if place.stat().st_mtime < unused_since.timestamp():
                place.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # another worker was faster
    return removed


def _place(digest: str) -> Path:
    return settings().files_folder / digest[:2] / digest


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
