"""An append-only file of JSON lines: what a stand-in has to know again after a restart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

EntryT = TypeVar("EntryT", bound=BaseModel)


class BrokenJournalError(Exception):
    """A line in the middle of a journal cannot be read."""


class Journal(Generic[EntryT]):
    """One line an entry. An entry is there as a whole or not at all, however the process ends."""

    def __init__(self, path: Path, entry_type: type[EntryT]) -> None:
        """Keep entries of one type in one file.

        Args:
            path: The file; made with its folder when the first entry comes.
            entry_type: What a line holds.
        """
        self._path = path
        self._entry_type = entry_type

    def replay(self) -> Iterator[EntryT]:
        """Every entry, oldest first. A last line that was cut off while it was written is removed.

        Raises:
            BrokenJournalError: Another line cannot be read.
        """
        if not self._path.exists():
            return
        whole, _, cut_off = self._path.read_bytes().rpartition(b"\n")
        if cut_off:
            with self._path.open("r+b") as file:
                file.truncate(len(whole) + 1 if whole else 0)
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                yield self._entry_type.model_validate_json(line)
            except ValidationError as invalid:
                raise BrokenJournalError(
                    f"{self._path}, line {number} cannot be read: move the file away to begin anew"
                ) from invalid

    def append(self, entry: EntryT) -> None:
        """Add one entry; it survives the end of this process from here on."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        line = entry.model_dump_json(exclude_defaults=True).encode() + b"\n"
        with self._path.open("ab", buffering=0) as file:
            file.write(line)
