"""A change of the code is noticed; anything else is not."""

import sys
from pathlib import Path

import pytest

from deployments.runner.installed_code import fingerprint, installed_code


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of its own on the path."""
    folder = tmp_path / "sample_of_code"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def test_an_edit_and_a_new_module_change_the_fingerprint(package: Path) -> None:
    first = fingerprint(package.name)
    (package / "__init__.py").write_text("edited = True\n")
    second = fingerprint(package.name)
    (package / "new.py").touch()
    assert len({first, second, fingerprint(package.name)}) == 3


def test_compiled_files_do_not(package: Path) -> None:
    first = fingerprint(package.name)
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "new.pyc").touch()
    assert fingerprint(package.name) == first


def test_files_beside_the_code_do_not(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first = fingerprint(package.name)
    (tmp_path / "diary").touch()
    assert fingerprint(package.name) == first


def test_what_is_installed_has_a_version() -> None:
    assert installed_code("flows").version[0].isdigit()
    assert "flows" not in sys.modules or installed_code("flows").commit
