"""Manifests of Python projects: pyproject.toml, requirements files, setup.cfg, setup.py, Pipfile, conda."""

import ast
import configparser
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from tasks.profiles.manifests.constraints import least_version
from tasks.profiles.model import Ecosystem, Package

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;#@)]*)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_SETUP_LISTS = {"install_requires", "tests_require", "extras_require", "requires", "requirements", "required"}
_SETUP_LIST = re.compile(r"\binstall_requires\s*=\s*\[([^\]]*)\]")
_TEXT = re.compile(r"""["']([^"'\n]+)["']""")
_FOR_DEVELOPERS = re.compile(
    r"(^|[-_./])(dev|develop\w*|test\w*|lint\w*|doc\w*|ci|check\w*|typ\w+|format\w*|build)"
)


def pyproject(text: str) -> Iterator[Package]:
    """PEP 621, PEP 735 and PEP 518, and the tables of Poetry, PDM, uv, Rye, Hatch, Flit and Pixi."""
    content = tomllib.loads(text)
    project, tools = _table(content, "project"), _table(content, "tool")
    yield from _named(_texts(project.get("dependencies")))
    for groups in (_table(project, "optional-dependencies"), _table(content, "dependency-groups")):
        for group, needs in groups.items():
            yield from _named(_texts(needs), development=is_for_developers(group))
    yield from _named(_texts(_table(content, "build-system").get("requires")), development=True)
    yield from _poetry(_table(tools, "poetry"))
    for manager in ("pdm", "uv", "rye"):
        needs = _table(tools, manager).get("dev-dependencies")
        lists = needs.values() if isinstance(needs, dict) else (needs,)
        for listed in lists:
            yield from _named(_texts(listed), development=True)
    for environment in _table(_table(tools, "hatch"), "envs").values():
        if isinstance(environment, dict):
            yield from _named(_texts(environment.get("dependencies")), development=True)
    yield from _named(_texts(_table(_table(tools, "flit"), "metadata").get("requires")))
    yield from _pixi(_table(tools, "pixi"))
    for tool in tools:
        yield _package(tool, development=True)


def _pixi(pixi: Mapping[str, Any]) -> Iterator[Package]:
    for table in ("dependencies", "pypi-dependencies"):
        yield from _mapped(_table(pixi, table))
        for feature, content in _table(pixi, "feature").items():
            if isinstance(content, dict):
                yield from _mapped(_table(content, table), development=is_for_developers(feature))


def _poetry(poetry: Mapping[str, Any]) -> Iterator[Package]:
    yield from _mapped(_table(poetry, "dependencies"))
    yield from _mapped(_table(poetry, "dev-dependencies"), development=True)
    for group, content in _table(poetry, "group").items():
        if isinstance(content, dict):
            needs = _table(content, "dependencies")
            yield from _mapped(needs, development=is_for_developers(group))


def requirements(text: str) -> Iterator[Package]:
    """A requirements file of pip's; options, other files and addresses that name no package are left out."""
    yield from _named(text.replace("\\\n", " ").splitlines())


def setup_cfg(text: str) -> Iterator[Package]:
    """Setuptools' declarative form."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    yield from _named(parser.get("options", "install_requires", fallback="").splitlines())
    if parser.has_section("options.extras_require"):
        for group, needs in parser.items("options.extras_require"):
            yield from _named(needs.splitlines(), development=is_for_developers(group))


def setup_py(text: str) -> Iterator[Package]:
    """The literal lists of a setup.py, which is read and never run; of one for Python 2, the plainest."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except SyntaxError:
        for listed in _SETUP_LIST.findall(text):
            yield from _named(_TEXT.findall(listed))
        return
    passed_on = {name for node in nodes if isinstance(node, ast.keyword) for name in _passed_on(node)}
    for node in nodes:
        named = _named_in_setup(node)
        if named in _SETUP_LISTS | passed_on and isinstance(node, ast.keyword | ast.Assign):
            yield from _named(_literals(node.value), development=named == "tests_require")


def _passed_on(argument: ast.keyword) -> Iterator[str]:
    """Variables that an argument of setup() is made from."""
    if argument.arg in _SETUP_LISTS:
        yield from (inner.id.lower() for inner in ast.walk(argument.value) if isinstance(inner, ast.Name))


def _named_in_setup(node: ast.AST) -> str | None:
    """What an argument or a variable of a setup.py is called."""
    if isinstance(node, ast.keyword):
        return node.arg
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id.lower()
    return None


def _literals(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.List | ast.Tuple):
            for element in inner.elts:
                if isinstance(element, ast.Constant) and isinstance(element.value, str):
                    yield element.value


def pipfile(text: str) -> Iterator[Package]:
    """Pipenv's."""
    content = tomllib.loads(text)
    yield from _mapped(_table(content, "packages"))
    yield from _mapped(_table(content, "dev-packages"), development=True)


def conda_environment(text: str) -> Iterator[Package]:
    """Conda's environment.yml, with what it leaves to pip."""
    content = yaml.safe_load(text)
    for need in content.get("dependencies") or () if isinstance(content, dict) else ():
        if isinstance(need, str):
            name, _, version = need.rpartition("::")[2].partition("=")
            yield _package(name, least_version(version.lstrip("=")))
        elif isinstance(need, dict):
            yield from _named(_texts(need.get("pip")))


def is_for_developers(group: str) -> bool:
    """Whether a group or a file of this name lists what only building and testing needs."""
    return _FOR_DEVELOPERS.search(group.lower()) is not None


def _named(lines: Iterable[str], *, development: bool = False) -> Iterator[Package]:
    for line in lines:
        if line.lstrip().startswith(("-", "#", ".", "/")) or "://" in line.partition("@")[0]:
            if (egg := _EGG.search(line)) and not line.lstrip().startswith("#"):
                yield _package(egg[1], development=development)
            continue
        if found := _REQUIREMENT.match(line):
            yield _package(found[1], least_version(found[2]), development=development)


def _mapped(needs: Mapping[str, Any], *, development: bool = False) -> Iterator[Package]:
    for name, wanted in needs.items():
        if name == "python":
            continue
        first = wanted[0] if isinstance(wanted, list) and wanted else wanted
        constraint = first.get("version") if isinstance(first, dict) else first
        yield _package(name, least_version(constraint), development=development)


def _package(name: str, version: str | None = None, *, development: bool = False) -> Package:
    return Package(
        ecosystem=Ecosystem.PYPI, name=name.strip(" <>!~"), version=version, development=development
    )


def _table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = content.get(key)
    return inner if isinstance(inner, dict) else {}


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
