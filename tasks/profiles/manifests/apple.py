"""Manifests of Swift packages and of what CocoaPods brings."""

import re
from collections.abc import Iterator

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_SWIFT_PACKAGE = re.compile(
    r"""\.package\(\s*(?:name:\s*"[^"]{0,100}"\s*,\s*)?url:\s*"https?://[^/"]+/([^"]{1,200}?)(?:\.git)?/?"\s*"""
    r"""(?:,([^)]{0,200}))?"""
)
_VERSION = re.compile(r'"([^"]{1,40})"')
_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))//.*$")
_POD = re.compile(r"""(?m)^[ \t]*pod[\s(]+["']([^"'/]+)[^"']*["'](?:\s*,\s*["']([^"']+)["'])?""")


def package_swift(text: str) -> Iterator[Package]:
    """The packages that a Swift package asks for, each named `owner/repository`; it is read and never run."""
    for found in _SWIFT_PACKAGE.finditer(_COMMENT.sub("", text)):
        version = _VERSION.search(found[2] or "")
        yield Package(
            ecosystem=Ecosystem.SWIFT, name=found[1], version=least_version(version[1] if version else None)
        )


def podfile(text: str) -> Iterator[Package]:
    """The pods of an app; a part of a pod (`Firebase/Auth`) counts as the pod."""
    for found in _POD.finditer(text):
        yield Package(ecosystem=Ecosystem.PODS, name=found[1], version=least_version(found[2]))
