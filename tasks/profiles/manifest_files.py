"""Which files of a repository are manifests of its own work, and what they ask for."""

import configparser
import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase, translate
from itertools import islice

import yaml
from lxml import etree

from tasks.profiles.manifests import apple, compiled, containers, declared, javascript, jvm, python, scripting
from tasks.profiles.model import Package, RepositoryFile

MOST_PACKAGES, MOST_CHARACTERS = 2_000, 100_000
DEEPEST = 5

_Parser = Callable[[str], Iterator[Package]]

_PARSERS: dict[str, _Parser] = {
    "pyproject.toml": python.pyproject,
    "package.json": javascript.package_json,
    "go.mod": compiled.go_mod,
    "Cargo.toml": compiled.cargo_toml,
    "pom.xml": jvm.pom,
    "build.gradle": jvm.gradle,
    "build.gradle.kts": jvm.gradle,
    "*.versions.toml": jvm.version_catalogue,
    "Gemfile": scripting.gemfile,
    "gems.rb": scripting.gemfile,
    "composer.json": scripting.composer_json,
    "requirements*.txt": python.requirements,
    "requirements/*.txt": python.requirements,
    "requirements*.in": python.requirements,
    "*requirements.txt": python.requirements,
    "Pipfile": python.pipfile,
    "setup.cfg": python.setup_cfg,
    "setup.py": python.setup_py,
    "environment.y*ml": python.conda_environment,
    "docker-compose*.y*ml": containers.compose,
    "compose*.y*ml": containers.compose,
    "Dockerfile": containers.dockerfile,
    "Dockerfile[.-]*": containers.dockerfile,
    "*.dockerfile": containers.dockerfile,
    "Containerfile": containers.dockerfile,
    "*.gradle": jvm.gradle,
    "*.gradle.kts": jvm.gradle,
    "*.csproj": compiled.dotnet_project,
    "*.fsproj": compiled.dotnet_project,
    "Directory.Packages.props": compiled.dotnet_project,
    "packages.config": compiled.dotnet_project,
    "mix.exs": scripting.mix_exs,
    "pubspec.yaml": scripting.pubspec,
    "build.sbt": jvm.sbt,
    "*.gemspec": scripting.gemspec,
    "deno.json": javascript.deno_json,
    "Package.swift": apple.package_swift,
    "Podfile": apple.podfile,
    "schema.prisma": declared.prisma,
    "main.tf": declared.terraform,
    "provider*.tf": declared.terraform,
    "versions.tf": declared.terraform,
    "terraform.tf": declared.terraform,
}
"""By the end of a path in any case, the most telling first."""

_INNER = (".prisma", ".tf")
"""Endings of manifests that rarely lie at a repository's root."""

ROOT_MANIFESTS = tuple(
    name
    for name in (*_PARSERS, "requirements.txt", "docker-compose.yml", "gradle/libs.versions.toml")
    if "*" not in name and name not in {"gems.rb", "Containerfile", "Podfile"} and not name.endswith(_INNER)
)
"""What to look for in a repository whose files cannot be listed."""

_NOT_IN_ITS_FORMAT = (
    ValueError,  # TOML, JSON, encodings
    SyntaxError,
    RecursionError,
    AttributeError,  # a list where a table is due, and the like
    TypeError,
    configparser.Error,
    yaml.YAMLError,
    etree.LxmlError,
)

_NOT_ITS_OWN = re.compile(
    r"(^|/)(node_modules|bower_components|vendor|vendors|vendored|third[-_]?party|external|extern|deps|Pods|"
    r"Carthage|site-packages|\.?venv|env|virtualenv|dist|build|out|target|_build|"
    r"examples?|samples?|demos?|fixtures?|__fixtures__|testdata|test[-_]data|templates?|boilerplates?|"
    r"cookiecutter[^/]*|\{\{[^/]*|docs?|documentation|benchmarks?|snapshots?|mocks?|__mocks__|"
    r"playgrounds?|tutorials?|e2e|integration[-_]tests?|\.git|\.cache|\.next|\.yarn)/",
    re.IGNORECASE,
)


def is_its_own(path: str) -> bool:
    """Whether a file is the project's own work rather than vendored, an example, a fixture or its docs."""
    return _NOT_ITS_OWN.search(path) is None


def manifests_among(paths: Iterable[str]) -> list[str]:
    """The paths of manifests worth reading: the root's first, then the most telling kinds."""
    found = [
        (path.count("/"), kind, path)
        for path in paths
        if is_its_own(path) and path.count("/") <= DEEPEST and (kind := _kind(path)) is not None
    ]
    return [path for _, _, path in sorted(found)]


def packages_in(file: RepositoryFile) -> tuple[Package, ...]:
    """What a manifest asks for directly; nothing if it is no manifest, or not in its own format."""
    kind = _kind(file.path)
    if kind is None:
        return ()
    parser = list(_PARSERS.values())[kind]
    found: list[Package] = []
    try:
        text = file.text.removeprefix("\ufeff")[:MOST_CHARACTERS]
        found.extend(islice(parser(text), MOST_PACKAGES))
    except _NOT_IN_ITS_FORMAT:
        return tuple(found)
    if parser is python.requirements and python.is_for_developers(file.path):
        return tuple(package.model_copy(update={"development": True}) for package in found)
    return tuple(found)


_PATTERNS = tuple(pattern.lower() for pattern in _PARSERS)
_NAMES = re.compile("|".join(sorted({translate(pattern.rpartition("/")[2]) for pattern in _PATTERNS})))
"""The names of all kinds, folders left out: most files of a large repository are sorted out by it."""


def _kind(path: str) -> int | None:
    """The place of a manifest's kind among all kinds; None if it is none."""
    written = path.lower()
    if not _NAMES.match(written.rpartition("/")[2]):
        return None
    for place, pattern in enumerate(_PATTERNS):
        tail = "/".join(written.split("/")[-1 - pattern.count("/") :])
        if fnmatchcase(tail, pattern):
            return place
    return None
