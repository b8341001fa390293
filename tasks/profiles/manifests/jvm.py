"""Manifests of the JVM: pom.xml, build.gradle in both languages, version catalogues, build.sbt."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_PROPERTY = re.compile(r"\$\{([^}]+)\}")
_GRADLE_DEPENDENCY = re.compile(
    r"""(?m)^[ \t]*["']?(?P<configuration>[A-Za-z]{1,60})["']?[ \t]{0,20}\(?[ \t]{0,20}"""
    r"""(?:(?:platform|enforcedPlatform)[ \t]{0,20}\([ \t]{0,20})?"""
    r"""["'](?P<group>[\w.\-]+):(?P<artifact>[\w.\-]+)(?::(?P<version>[^"':@]+))?[^"']*["']"""
)
_GRADLE_MAP = re.compile(
    r"""(?m)^[ \t]*(?P<configuration>[A-Za-z]{1,60})[ \t]{0,20}\(?[ \t]{0,20}"""
    r"""group\s*[:=]\s*["'](?P<group>[\w.\-]+)["']\s*,"""
    r"""\s*name\s*[:=]\s*["'](?P<artifact>[\w.\-]+)["'](?:\s*,\s*version\s*[:=]\s*["'](?P<version>[^"']+)["'])?"""
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
    root = etree.fromstring(text.encode(), etree.XMLParser(**_SAFE, recover=True))
    if root is None:
        return
    properties = {_name(node): (node.text or "").strip() for node in root.iterfind("{*}properties/{*}*")}
    for node in (*root.iterfind("{*}parent"), *root.iter("{*}dependency"), *root.iter("{*}plugin")):
        if _is_managed_alone(node):
            continue
        group, artifact = _text(node, "groupId"), _text(node, "artifactId")
        if artifact:
            version = _PROPERTY.sub(lambda found: properties.get(found[1], ""), _text(node, "version"))
            test = _text(node, "scope") == "test"
            yield _package(f"{group or 'org.apache.maven.plugins'}:{artifact}", version, development=test)


def _is_managed_alone(node: Any) -> bool:
    return any(_name(parent).endswith("Management") for parent in node.iterancestors()) and (
        _text(node, "scope") != "import"
    )


def _name(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _text(node: Any, child: str) -> str:
    return (node.findtext(f"{{*}}{child}") or "").strip()


def gradle(text: str) -> Iterator[Package]:
    """A build script in Groovy or Kotlin: coordinates as they are written, and plugins by their id."""
    script = re.sub(r"(?m)(?<!:)//.*$|/\*[\s\S]*?(?:\*/|\Z)", "", text)
    for pattern in (_GRADLE_DEPENDENCY, _GRADLE_MAP):
        for found in pattern.finditer(script):
            configuration = found["configuration"].lower()
            yield _package(
                f"{found['group']}:{found['artifact']}",
                found["version"],
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
        if isinstance(plugin, dict) and isinstance(plugin.get("id"), str):
            yield _package(plugin["id"], _catalogued(plugin.get("version"), versions))


def _catalogued(version: object, versions: object) -> object:
    if isinstance(version, dict) and isinstance(versions, dict):
        return versions.get(version.get("ref"))
    return version


def sbt(text: str) -> Iterator[Package]:
    """Scala's build.sbt."""
    for found in _SBT_DEPENDENCY.finditer(text):
        yield _package(f"{found[1]}:{found[2]}", found[3], development=bool(found[4]))


def _package(coordinate: str, version: object, *, development: bool = False) -> Package:
    return Package(
        ecosystem=Ecosystem.MAVEN, name=coordinate, version=least_version(version), development=development
    )
