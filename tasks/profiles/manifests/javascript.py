"""Manifests of JavaScript projects: package.json and deno.json."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_SECTIONS = {
    "dependencies": False,
    "peerDependencies": False,
    "optionalDependencies": False,
    "devDependencies": True,
    "engines": False,
}
_TYPES_OF_NODE = "@types/node"
_FOR_BROWSERS = {"react-dom", "vue", "svelte", "@angular/core", "solid-js", "preact"}
_SPECIFIER = re.compile(r"npm:(@?[^@]+)(?:@(.+))?")


def package_json(text: str) -> Iterator[Package]:
    """Npm's. The engines it wants and the package manager it names count as packages of that name."""
    content = _object(json.loads(text))
    runs_in_browsers = any(_FOR_BROWSERS & _object(content.get(section)).keys() for section in _SECTIONS)
    for section, development in _SECTIONS.items():
        for name, constraint in _object(content.get(section)).items():
            if name == _TYPES_OF_NODE and runs_in_browsers:
                continue  # it came along with the build
            yield _package(name, constraint, development=development)
    manager = content.get("packageManager")
    if isinstance(manager, str):
        name, _, version = manager.partition("@")
        yield _package(name, version.partition("+")[0], development=True)


def deno_json(text: str) -> Iterator[Package]:
    """Deno's, as far as it names packages of npm's."""
    for target in _object(_object(json.loads(text)).get("imports")).values():
        if isinstance(target, str) and (found := _SPECIFIER.match(target)):
            yield _package(found[1], found[2])


def _package(name: str, constraint: object, *, development: bool = False) -> Package:
    if isinstance(constraint, str) and (alias := _SPECIFIER.fullmatch(constraint)):
        name, constraint = alias[1], alias[2]
    return Package(
        ecosystem=Ecosystem.NPM, name=name, version=least_version(constraint), development=development
    )


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
