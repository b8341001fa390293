from pathlib import Path

import pytest

from deployments.commands.given_file import content_of, lines_of
from tasks.errors import FileTooLargeError, TerminalError

MEGABYTE = 1_000_000
ENDLESS = Path("/dev/zero")


def test_lines_come_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"one\n\nthree\r\nlast")
    assert list(lines_of(file, MEGABYTE, 10)) == [b"one\n", b"\n", b"three\r\n", b"last"]


def test_no_more_is_read_of_a_file_than_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"ten bytes\n" * 3)
    with pytest.raises(FileTooLargeError, match="is larger than"):
        list(lines_of(file, 29, 10))
    with pytest.raises(FileTooLargeError, match="line 1 is longer than"):
        list(lines_of(file, 30, 9))
    with pytest.raises(FileTooLargeError, match="line 1 is longer than 1 MB"):
        list(lines_of(ENDLESS, 2 * MEGABYTE, MEGABYTE))
    with pytest.raises(FileTooLargeError, match="is larger than 1 MB"):
        content_of(ENDLESS, MEGABYTE)


@pytest.mark.parametrize("name", ["missing", "", "a\0b"])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(TerminalError, match="cannot be read"):
        list(lines_of(tmp_path / name, 1, 1))
