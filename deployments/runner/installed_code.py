"""Which code is installed, and whether it is still the same: asked before every fork, so it must be cheap."""

import importlib.metadata
import importlib.util
import json
import os
import shutil
import site
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prefect.settings import get_current_settings

_OURS = ("tasks", "deployments.runner")
_SETTINGS = (".env", "prefect.toml", "pyproject.toml", "requirements.lock")
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class InstalledCode:
    """What a run is made of: written on it as labels."""

    version: str
    commit: str


def installed_code(package: str) -> InstalledCode:
    """Version and commit of what is installed; `unknown` where nobody says."""
    try:
        distribution = importlib.metadata.distribution("caddie")
    except importlib.metadata.PackageNotFoundError:
        return InstalledCode(_UNKNOWN, _UNKNOWN)
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    commit = origin.get("vcs_info", {}).get("commit_id") or _commit_of_checkout(package)
    return InstalledCode(distribution.version, commit)


def fingerprint(package: str) -> int:
    """A number that changes when our code, any installed distribution, the lock or a settings file does."""
    return hash(tuple(_traces(package)))


def _traces(package: str) -> Iterator[tuple[str, int, int]]:
    for name in (package, *_OURS):
        for folder in _folders(name):
            yield from _python_files(folder)
    profiles = str(get_current_settings().profiles_path)
    for path in (*site.getsitepackages(), *_SETTINGS, profiles):
        try:
            found = Path(path).stat()
        except FileNotFoundError:
            continue
        yield path, found.st_mtime_ns, found.st_size


def _python_files(folder: str) -> Iterator[tuple[str, int, int]]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _python_files(entry.path)
        else:
            found = entry.stat()
            yield entry.path, found.st_mtime_ns, found.st_size


def _folders(package: str) -> list[str]:
    spec = importlib.util.find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec else []


def _commit_of_checkout(package: str) -> str:
    """What git says of the folder that holds the package, with `-dirty` if it was changed since."""
    git = shutil.which("git")
    folders = _folders(package)
    if git is None or not folders:
        return _UNKNOWN
    said = subprocess.run(  # noqa: S603 (no outside input)
        [git, "-C", Path(folders[0]).parent, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip() or _UNKNOWN
