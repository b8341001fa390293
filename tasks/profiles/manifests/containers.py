"""What a project runs in and beside: Dockerfiles and compose files."""

import re
from collections.abc import Iterator, Mapping

import yaml

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_FROM = re.compile(r"(?im)^[ \t]*FROM[ \t]+(?:--\S+[ \t]+){0,5}(\S+)(?:[ \t]+AS[ \t]+(\S+))?")
_COPIED = re.compile(r"(?im)^[ \t]*(?:COPY|ADD)[ \t]+(?:--\S+[ \t]+){0,5}?--from=(\S+)")
_ARGUMENT = re.compile(r"""(?im)^[ \t]*ARG[ \t]+(\w+)=["']?([^\s"']+)""")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?[-+?]([^}]*))?\}|(\w+))")
_DEEPEST_VARIABLE = 3
_NO_DEFAULTS: Mapping[str, str] = {}


class _AnyTag(yaml.SafeLoader):
    """YAML whose own tags (`!reset`, `!override`) do not matter."""


_AnyTag.add_multi_constructor("!", lambda _loader, _tag, _node: None)


def dockerfile(text: str) -> Iterator[Package]:
    """The images that it builds on or copies from; languages' own images count for the last stage alone."""
    defaults = dict(reversed(_ARGUMENT.findall(text)))
    stages = [(found[1], found[2]) for found in _FROM.finditer(text)]
    named = {name.lower() for _, name in stages if name} | {"scratch"}
    for place, (image, _) in enumerate(stages):
        if image.lower() not in named and (package := _package(image, defaults)):
            is_last = place == len(stages) - 1
            if is_last or package.name != "node":
                yield package
    for source in _COPIED.findall(text):
        if source.lower() not in named and not source.isdecimal() and (package := _package(source, defaults)):
            yield package


def compose(text: str) -> Iterator[Package]:
    """The images of its services, which in the oldest form stand at the top."""
    content = yaml.load(text, _AnyTag)  # noqa: S506 - a SafeLoader
    services = content.get("services", content) if isinstance(content, dict) else None
    for service in services.values() if isinstance(services, dict) else ():
        image = service.get("image") if isinstance(service, dict) else None
        if isinstance(image, str) and (package := _package(image, _NO_DEFAULTS)):
            yield package


def _package(reference: str, defaults: Mapping[str, str]) -> Package | None:
    """The image without its registry, tag and digest; None if nothing tells what a variable makes it."""
    parts = _filled_in(reference, defaults).partition("@")[0].split("/")
    if len(parts) > 1 and (re.search(r"[.:$]", parts[0]) or parts[0] in {"localhost", ""}):
        parts = parts[1:]
    if len(parts) > 1 and parts[0] == "library":
        parts = parts[1:]
    name, _, tag = "/".join(parts).partition(":")
    if not name or "$" in name:
        return None
    return Package(ecosystem=Ecosystem.IMAGES, name=name.lower(), version=least_version(tag))


def _filled_in(reference: str, defaults: Mapping[str, str]) -> str:
    """With what variables are where nobody sets them."""
    for _ in range(_DEEPEST_VARIABLE):
        reference = _VARIABLE.sub(
            lambda found: found[2] or defaults.get(found[1] or found[3], found[0]), reference
        )
    return reference
