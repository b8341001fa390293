"""Files that declare what they work with rather than what they install: Terraform's and Prisma's."""

import re
from collections.abc import Iterator

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_REMARK = re.compile(r"(?m)^[ \t]*(?:#|//).*$")
_REQUIRED_PROVIDER = re.compile(
    r'(?s)\bsource\s*=\s*"((?:[\w.-]+/)?[\w-]+/[\w-]+)"(?:[^{}]{0,200}?\bversion\s*=\s*"([^"]{1,60})")?'
)
_PROVIDER = re.compile(r'(?m)^[ \t]*provider\s+"([\w-]+)"')
_DATA_SOURCE = re.compile(r'(?s)\bdatasource\s+\w+\s*\{[^}]{0,2000}?\bprovider\s*=\s*"(\w+)"')


def terraform(text: str) -> Iterator[Package]:
    """The providers that a configuration names, by the last part of their address: `aws`."""
    code = _REMARK.sub("", text)
    versions = {source.rpartition("/")[2]: version for source, version in _REQUIRED_PROVIDER.findall(code)}
    for name in dict.fromkeys((*versions, *_PROVIDER.findall(code))):
        yield Package(
            ecosystem=Ecosystem.TERRAFORM, name=name, version=least_version(versions.get(name) or None)
        )


def prisma(text: str) -> Iterator[Package]:
    """The database that a Prisma schema is for."""
    for name in _DATA_SOURCE.findall(text):
        yield Package(ecosystem=Ecosystem.PRISMA, name=name)
