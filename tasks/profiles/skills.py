"""What a person's repositories show of their skills, how much, and where.

A language counts with the square root of its bytes in each repository, so that one generated file does not
outweigh years of work; a package with a share of what its repository counts. Both fade with the time since
the last push, and count as far as the repository is the person's own work.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tasks.profiles.known_skills import skills_of_language, skills_of_package, skills_of_path
from tasks.profiles.manifest_files import is_its_own, packages_in
from tasks.profiles.model import LANGUAGES, Evidence, Package, Reading, Repository, RepositoryFile, ShownSkill
from tasks.profiles.readme import skills_in_readme
from tasks.profiles.scaffolding import is_laid_out

HALF_LIFE_DAYS, UNKNOWN_RECENCY = 730.0, 0.25
NOTEBOOK = "Jupyter Notebook"
NOTEBOOK_BULK = 50
"""Bytes of a notebook that stand for one of code: the rest is output, pictures and braces."""

LEAST_SHARE, LEAST_BYTES, SURE_SHARE = 0.005, 20_000, 0.02
"""A language counts from 2 % of a repository, or from 20,000 bytes if those are half a per cent of it."""

OF_LISTING, IN_USE, FOR_DEVELOPERS, BY_NAME, IN_README = 0.3, 0.5, 0.2, 0.15, 0.1
"""How much of a repository's weight a skill gets that is known from GitHub's listing alone, a package, a
package for building and testing, a file's name, or the README."""

MOST_EVIDENCE = 8
_ASSUMED_BYTES_PER_KILOBYTE = 200
_LEAST_WEIGHT = 0.001


@dataclass(frozen=True, slots=True)
class _Sign:
    skill: str
    strength: float
    file: str
    package: Package | None = None


def counts(repository: Repository) -> bool:
    """Whether a repository may show what its owner can do: a template shows what others start from."""
    return not repository.template


def skills_shown(readings: Iterable[Reading], today: date) -> tuple[ShownSkill, ...]:
    """The skills, the strongest first, each with its evidence, the weightiest first.

    Args:
        readings: What was read of each repository; those without own work are left out by whoever reads.
        today: What recency is measured from.
    """
    totals: dict[str, float] = defaultdict(float)
    evidence: dict[str, list[tuple[float, Evidence]]] = defaultdict(list)
    for reading in readings:
        if not counts(reading.repository):
            continue
        worth = recency(reading.repository, today) * reading.own_share
        strongest: dict[str, float] = {}
        for sign in _signs(reading):
            weight = worth * sign.strength
            strongest[sign.skill] = max(strongest.get(sign.skill, 0.0), weight)
            evidence[sign.skill].append((weight, _evidence(sign, reading.repository)))
        for skill, weight in strongest.items():
            totals[skill] += weight
    most = max(totals.values(), default=0.0) or 1.0
    ranked = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0].casefold(), pair[0]))
    return tuple(
        ShownSkill(
            name=skill,
            weight=min(1.0, max(_LEAST_WEIGHT, round(total / most, 3))),
            evidence=_weightiest(evidence[skill]),
        )
        for skill, total in ranked
    )


def _weightiest(weighed: list[tuple[float, Evidence]]) -> tuple[Evidence, ...]:
    """One for each file, from the heaviest on."""
    ordered = sorted(weighed, key=lambda pair: (-pair[0], pair[1].repository, pair[1].file))
    of_file: dict[tuple[str, str], Evidence] = {}
    for _, one in ordered:
        of_file.setdefault((one.repository, one.file), one)
    return tuple(of_file.values())[:MOST_EVIDENCE]


def _evidence(sign: _Sign, repository: Repository) -> Evidence:
    return Evidence(
        repository=repository.full_name,
        file=sign.file,
        version=sign.package.version if sign.package else None,
        last_used=repository.pushed_at.date() if repository.pushed_at else None,
    )


def recency(repository: Repository, today: date) -> float:
    """1 for what was pushed to today, half of it two years later, and a quarter where nobody knows."""
    if repository.pushed_at is None:
        return UNKNOWN_RECENCY
    return float(0.5 ** (max(0, (today - repository.pushed_at.date()).days) / HALF_LIFE_DAYS))


def _signs(reading: Reading) -> Iterator[_Sign]:
    counted = _counted_bytes(reading)
    whole = math.sqrt(sum(counted.values()) or reading.repository.size * _ASSUMED_BYTES_PER_KILOBYTE)
    yield from _language_signs(reading, counted)
    for file in reading.files:
        if is_readme(file.path):
            for skill in skills_in_readme(file.text):
                yield _Sign(skill, whole * IN_README, file.path)
        else:
            yield from _manifest_signs(file, whole)
    for path in (*reading.paths, *(file.path for file in reading.files)):
        if is_its_own(path):
            for skill in skills_of_path(path):
                yield _Sign(skill, whole * BY_NAME, path)


def _language_signs(reading: Reading, counted: dict[str, float]) -> Iterator[_Sign]:
    total = sum(counted.values())
    for language, size in counted.items():
        if is_laid_out(language, reading.paths):
            continue
        share = size / total
        if share >= SURE_SHARE or (size >= LEAST_BYTES and share >= LEAST_SHARE) or language == "Dockerfile":
            for skill in skills_of_language(language):
                yield _Sign(skill, math.sqrt(size), LANGUAGES)
    if NOTEBOOK in counted and any(packages_in(file) for file in reading.files if _is_python(file)):
        yield _Sign("Python", math.sqrt(counted[NOTEBOOK]), LANGUAGES)


def _is_python(file: RepositoryFile) -> bool:
    return file.path.endswith(("pyproject.toml", "Pipfile", "setup.py", "setup.cfg", ".yml", ".yaml")) or (
        "requirements" in file.path
    )


def _counted_bytes(reading: Reading) -> dict[str, float]:
    """Bytes a language: GitHub's, without the bulk of notebooks; or guessed from its listing."""
    repository = reading.repository
    if reading.languages is not None:
        return {
            language: size / NOTEBOOK_BULK if language == NOTEBOOK else float(size)
            for language, size in reading.languages.items()
            if size > 0
        }
    if repository.language is None:
        return {}
    guessed = repository.size * _ASSUMED_BYTES_PER_KILOBYTE * OF_LISTING**2
    return {repository.language: guessed / (NOTEBOOK_BULK if repository.language == NOTEBOOK else 1)}


def _manifest_signs(file: RepositoryFile, whole: float) -> Iterator[_Sign]:
    # The package itself before those that extend it: its name is the shortest, and its version the skill's.
    for package in sorted(packages_in(file), key=lambda one: len(one.name)):
        part = FOR_DEVELOPERS if package.development else IN_USE
        for skill in skills_of_package(package):
            yield _Sign(skill, whole * part, file.path, package)


def is_readme(path: str) -> bool:
    """Whether a file is a README, by its name."""
    return path.rpartition("/")[2].lower().startswith("readme")
