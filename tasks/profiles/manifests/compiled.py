"""Manifests of Go, Rust and .NET."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_REQUIRE_BLOCK = re.compile(r"(?ms)^[ \t]*require[ \t]*\((.*?)(?:^[ \t]*\)|\Z)")
_REQUIRE_LINE = re.compile(r"(?m)^[ \t]*require[ \t]+([^(\s].*)$")
_MODULE = re.compile(r'^\s*"?([^\s"]+\.[^\s"]+/?[^\s"]*)"?\s+(v\S+)(.*)$')


def go_mod(text: str) -> Iterator[Package]:
    """The modules that a Go module asks for itself; indirect ones came along with others."""
    blocks = "\n".join(_REQUIRE_BLOCK.findall(text))
    for line in (*blocks.splitlines(), *_REQUIRE_LINE.findall(text)):
        found = _MODULE.match(line)
        if found and "// indirect" not in found[3]:
            yield Package(ecosystem=Ecosystem.GO, name=found[1], version=least_version(found[2]))


def cargo_toml(text: str) -> Iterator[Package]:
    """Cargo's: dependencies of the package, its workspace and each target; `sqlx/postgres` for a feature."""
    content = tomllib.loads(text)
    targets = content.get("target")
    tables = [content, content.get("workspace"), *(targets.values() if isinstance(targets, dict) else ())]
    for table in tables:
        if isinstance(table, dict):
            yield from _crates(table.get("dependencies"))
            yield from _crates(table.get("dev-dependencies"), development=True)
            yield from _crates(table.get("build-dependencies"), development=True)


def _crates(needs: object, *, development: bool = False) -> Iterator[Package]:
    for name, wanted in needs.items() if isinstance(needs, dict) else ():
        named: Mapping[str, Any] = wanted if isinstance(wanted, dict) else {"version": wanted}
        package, features = named.get("package"), named.get("features")
        crate = Package(
            ecosystem=Ecosystem.CRATES,
            name=package if isinstance(package, str) else name,
            version=least_version(named.get("version")),
            development=development,
        )
        yield crate
        for feature in features if isinstance(features, list) else ():
            yield crate.model_copy(update={"name": f"{crate.name}/{feature}", "version": None})


def dotnet_project(text: str) -> Iterator[Package]:
    """A project of MSBuild's, central package versions, or packages.config; the SDK counts as a package."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        return
    if sdk := root.get("Sdk"):
        yield Package(ecosystem=Ecosystem.NUGET, name=sdk)
    for node in root.iter("{*}PackageReference", "{*}PackageVersion", "{*}package"):
        name = node.get("Include") or node.get("id")
        if name:
            version = node.get("Version") or node.get("version") or node.findtext("{*}Version")
            yield Package(ecosystem=Ecosystem.NUGET, name=name, version=least_version(version))
