"""Manifests of the JVM: pom.xml, build.gradle in both languages, version catalogues, build.sbt."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from lxml import etree

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_PROPERTY = re.compile(r"\$\{([^}]+)\}")
_DEEPEST_PROPERTY = 3
_GRADLE_STATEMENT = re.compile(
    r"""(?m)^[ \t]*["']?(?!(?:p|enforcedP)latform\b)([A-Za-z]{1,60})\b["']?[ \t]{0,20}(?=[\w("'\[])"""
)
_GRADLE_COORDINATES = re.compile(
    r"""["'](?P<group>[\w.\-]+):(?P<artifact>[\w.\-]+)(?::(?P<version>[^"':@\n]+))?[^"'\n]{0,100}["']"""
    r"""|\bgroup\s*[:=]\s*["'](?P<owner>[\w.\-]+)["']\s*,"""
    r"""\s*name\s*[:=]\s*["'](?P<name>[\w.\-]+)["'](?:\s*,\s*version\s*[:=]\s*["'](?P<of_name>[^"']+)["'])?"""
)
_GRADLE_PLUGIN = re.compile(
    r"""(?m)\b(?:id[ \t]{0,20}\(?[ \t]{0,20}["'](?P<id>[\w.\-]+)["']\s*\)?"""
    r"""(?:\s*version\s*\(?\s*["'](?P<version>[^"']+)["'])?"""
    r"""|kotlin\s*\(\s*["'](?P<kotlin>[\w.\-]+)["']\s*\)|apply\s+plugin\s*:\s*["'](?P<applied>[\w.\-]+)["'])"""
)
_SBT_DEPENDENCY = re.compile(
    r'"([\w.\-]+)"\s*%%?%?\s*"([\w.\-]+)"\s*%\s*(?:"([^"]+)"|\w+)(\s*%\s*(?:"test|Test))?'
)


def pom(text: str) -> Iterator[Package]:
    """Maven's: dependencies, plugins and the parent. Managed ones count where the project uses them."""
    root = etree.fromstring(text.encode(), etree.XMLParser(**_SAFE, recover=True, encoding="utf-8"))
    if root is None:
        return
    properties = {_name(node): (node.text or "").strip() for node in root.iterfind(".//{*}properties/{*}*")}
    managed: dict[str, str] = {}
    found: list[tuple[str, str, bool]] = []
    for node in (*root.iterfind("{*}parent"), *root.iter("{*}dependency"), *root.iter("{*}plugin")):
        group, artifact, version = (
            _resolved(_text(node, child), properties) for child in ("groupId", "artifactId", "version")
        )
        coordinate = f"{group or 'org.apache.maven.plugins'}:{artifact}"
        if _is_managed_alone(node):
            managed[coordinate] = version
        elif artifact:
            found.append((coordinate, version, _text(node, "scope") == "test"))
    for coordinate, version, is_for_tests in found:
        yield _package(coordinate, version or managed.get(coordinate), development=is_for_tests)


def _resolved(text: str, properties: Mapping[str, str]) -> str:
    """Without `${…}`, whose values may name others again; what nobody says becomes nothing."""
    for _ in range(_DEEPEST_PROPERTY):
        text = _PROPERTY.sub(lambda found: properties.get(found[1], ""), text)
    return text


def _is_managed_alone(node: Any) -> bool:
    return any(_name(parent).endswith("Management") for parent in node.iterancestors()) and (
        _text(node, "scope") != "import"
    )


def _name(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _text(node: Any, child: str) -> str:
    return (node.findtext(f"{{*}}{child}") or "").strip()


def gradle(text: str) -> Iterator[Package]:
    """A build script in Groovy or Kotlin: every coordinate that is written out, and plugins by their id."""
    script = re.sub(r"(?m)(?<!:)//.*$|/\*[\s\S]*?(?:\*/|\Z)", "", text)
    statements = [(found.start(), found[1].lower()) for found in _GRADLE_STATEMENT.finditer(script)]
    for found in _GRADLE_COORDINATES.finditer(script):
        place = bisect_right(statements, found.start(), key=itemgetter(0)) - 1
        configuration = statements[place][1] if place >= 0 else ""
        yield _package(
            f"{found['group'] or found['owner']}:{found['artifact'] or found['name']}",
            found["version"] or found["of_name"],
            development="test" in configuration or configuration == "classpath",
        )
    for found in _GRADLE_PLUGIN.finditer(script):
        if found["kotlin"]:
            yield _package(f"org.jetbrains.kotlin.{found['kotlin']}", None)
        else:
            yield _package(found["id"] or found["applied"], found["version"])


def version_catalogue(text: str) -> Iterator[Package]:
    """Gradle's libs.versions.toml."""
    content = tomllib.loads(text)
    versions = content.get("versions", {})
    for library in content.get("libraries", {}).values():
        if isinstance(library, str):
            group, _, rest = library.partition(":")
            artifact, _, version = rest.partition(":")
            yield _package(f"{group}:{artifact}", version)
        elif isinstance(library, dict):
            module = library.get("module") or f"{library.get('group', '')}:{library.get('name', '')}"
            yield _package(str(module), _catalogued(library.get("version"), versions))
    for plugin in content.get("plugins", {}).values():
        if isinstance(plugin, str):
            name, _, version = plugin.partition(":")
            yield _package(name, version)
        elif isinstance(plugin, dict) and isinstance(plugin.get("id"), str):
            yield _package(plugin["id"], _catalogued(plugin.get("version"), versions))


def _catalogued(version: object, versions: object) -> object:
    if isinstance(version, dict) and "ref" in version and isinstance(versions, dict):
        version = versions.get(version["ref"])
    if isinstance(version, dict):  # rich versions
        return version.get("strictly") or version.get("require") or version.get("prefer")
    return version


def sbt(text: str) -> Iterator[Package]:
    """Scala's build.sbt."""
    for found in _SBT_DEPENDENCY.finditer(text):
        yield _package(f"{found[1]}:{found[2]}", found[3], development=bool(found[4]))


def _package(coordinate: str, version: object, *, development: bool = False) -> Package:
    return Package(
        ecosystem=Ecosystem.MAVEN, name=coordinate, version=least_version(version), development=development
    )
