"""Manifests of Ruby, PHP, Elixir and Dart."""

import json
import re
from collections.abc import Iterator

import yaml

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_GEM = re.compile(r"""^\s*gem[\s(]+["']([\w.\-]+)["'](?:\s*,\s*["']([^"']+)["'])?(.*)$""")
_GEM_GROUP = re.compile(r"^\s*group\s*\(?(.*?)\)?\s+do\b")
_BLOCK = re.compile(r"\bdo\b(\s*\|[^|]*\|)?\s*$|^\s*(if|unless|case|begin)\b")
_BLOCK_END = re.compile(r"^\s*end\b")
_SPEC_GEM = re.compile(
    r"""\.add_(runtime_|development_)?dependency[\s(]+["']([\w.\-]+)["'](?:\s*,\s*["']([^"']+)["'])?"""
)
_HEX = re.compile(r"""\{\s*:(\w+)\s*,\s*(?:"([^"]{0,100})")?([^}]{0,300})\}""")
_DEVELOPERS = re.compile(r":?(development|test|dev)\b")


def gemfile(text: str) -> Iterator[Package]:
    """Bundler's, read line by line and never run."""
    groups: list[bool] = []
    for line in text.splitlines():
        code = line.partition("#")[0]
        if found := _GEM.match(code):
            inline = "group" in found[3] and _DEVELOPERS.search(found[3]) is not None
            yield _gem(found[1], found[2], development=inline or any(groups))
        elif _BLOCK.search(code):
            group = _GEM_GROUP.match(code)
            groups.append(group is not None and _DEVELOPERS.search(group[1]) is not None)
        elif _BLOCK_END.match(code) and groups:
            groups.pop()


def gemspec(text: str) -> Iterator[Package]:
    """A gem's own specification."""
    for found in _SPEC_GEM.finditer(text):
        yield _gem(found[2], found[3], development=found[1] == "development_")


def _gem(name: str, version: str | None, *, development: bool) -> Package:
    return Package(
        ecosystem=Ecosystem.GEMS, name=name, version=least_version(version), development=development
    )


def composer_json(text: str) -> Iterator[Package]:
    """PHP's Composer."""
    content = json.loads(text)
    for section in ("require", "require-dev"):
        needs = content.get(section) if isinstance(content, dict) else None
        for name, constraint in needs.items() if isinstance(needs, dict) else ():
            if "/" in name:
                yield Package(
                    ecosystem=Ecosystem.PACKAGIST,
                    name=name,
                    version=least_version(constraint),
                    development=section == "require-dev",
                )


def mix_exs(text: str) -> Iterator[Package]:
    """Elixir's Mix, as far as its dependencies are written out."""
    for found in _HEX.finditer(text):
        yield Package(
            ecosystem=Ecosystem.HEX,
            name=found[1],
            version=least_version(found[2]),
            development="only:" in found[3] and _DEVELOPERS.search(found[3]) is not None,
        )


def pubspec(text: str) -> Iterator[Package]:
    """Dart's pubspec.yaml."""
    content = yaml.safe_load(text)
    for section in ("dependencies", "dev_dependencies"):
        needs = content.get(section) if isinstance(content, dict) else None
        for name, constraint in needs.items() if isinstance(needs, dict) else ():
            yield Package(
                ecosystem=Ecosystem.PUB,
                name=str(name),
                version=least_version(constraint),
                development=section == "dev_dependencies",
            )
