"""What a project runs in and beside: Dockerfiles and compose files."""

import re
from collections.abc import Iterator

import yaml

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_FROM = re.compile(r"(?im)^[ \t]*FROM[ \t]+(?:--\S+[ \t]+){0,5}(\S+)(?:[ \t]+AS[ \t]+(\S+))?")
_DEFAULT = re.compile(r"\$\{[^}:]+:-([^}]*)\}")


def dockerfile(text: str) -> Iterator[Package]:
    """The images that it builds on; languages' own images count for the last stage alone."""
    stages = [(found[1], found[2]) for found in _FROM.finditer(text)]
    named = {name.lower() for _, name in stages if name}
    for place, (image, _) in enumerate(stages):
        if image.lower() in named or image == "scratch":
            continue
        if package := _package(image):
            is_last = place == len(stages) - 1
            if is_last or package.name != "node":
                yield package


def compose(text: str) -> Iterator[Package]:
    """The images of its services."""
    content = yaml.safe_load(text)
    services = content.get("services") if isinstance(content, dict) else None
    for service in services.values() if isinstance(services, dict) else ():
        image = service.get("image") if isinstance(service, dict) else None
        if isinstance(image, str) and (package := _package(image)):
            yield package


def _package(reference: str) -> Package | None:
    """The image without its registry, tag and digest; None if a variable decides what it is."""
    image = _DEFAULT.sub(lambda found: found[1], reference).partition("@")[0]
    parts = image.split("/")
    if len(parts) > 1 and ("." in parts[0] or ":" in parts[0] or parts[0] == "localhost"):
        parts = parts[1:]
    if parts[0] == "library":
        parts = parts[1:]
    name, _, tag = "/".join(parts).partition(":")
    if not name or "$" in name:
        return None
    return Package(ecosystem=Ecosystem.IMAGES, name=name.lower(), version=least_version(tag))
