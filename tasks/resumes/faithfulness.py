"""The check that nothing goes out which the profile does not say. It blocks, whoever wrote the draft.

Employers, titles, dates, institutions, degrees and certificates equal their source. Each number, amount and
name in a line stands in the line that it comes from; so does each skill. Nothing is dropped that the diff
does not tell of.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from pydantic import BaseModel

from tasks.json_resume import JsonResume
from tasks.matching.folding import folded, words
from tasks.matching.skills import canonical_name, skills_in
from tasks.resumes.claims import Claims, broader_skills, claims_of, harmless_stems, opening_words
from tasks.resumes.draft import Draft, LetterParagraph, Refusal
from tasks.resumes.paths import entry_of, texts_of

_MOST_NEW_WORDS, _SHARE_OF_NEW_WORDS = 2, 0.3
_LONGER_BY, _LONGER_AT_LEAST = 1.6, 40
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SIGNS = re.compile(r"[#<>\\`*$_{}|^~\[\]]")
_SAME = {
    "work": ("name", "position", "location", "url", "start_date", "end_date"),
    "volunteer": ("organization", "position", "url", "start_date", "end_date"),
    "education": ("institution", "url", "area", "study_type", "start_date", "end_date", "score"),
    "certificates": ("name", "date", "issuer", "url"),
    "awards": ("title", "date", "awarder"),
    "publications": ("name", "publisher", "release_date", "url"),
    "projects": ("name", "start_date", "end_date", "url", "roles", "entity"),
    "languages": ("language", "fluency"),
    "interests": ("name", "keywords"),
    "references": ("name", "reference"),
}


def line_refusal(
    source: str, text: str, context: str = "", asked: frozenset[str] = frozenset()
) -> str | None:
    """What a reworded line says that its source does not; None if it may go out.

    Args:
        source: The profile's line.
        text: The line in new words.
        context: What else the entry says of itself, from which names may be taken: employer, title, place.
        asked: Stems of what the posting asks for: none of them may be new.
    """
    if not text.strip():
        return "it is empty"
    if _UNPRINTABLE.search(text):
        return "it holds characters that do not print"
    if signs := frozenset(_SIGNS.findall(text)) - frozenset(_SIGNS.findall(source)):
        return f"it holds signs that its source does not: {_listed(signs)}"
    if len(text) > max(_LONGER_BY * len(source), len(source) + _LONGER_AT_LEAST):
        return "it is much longer than its source"
    said, was, around = claims_of(text), claims_of(source), claims_of(context)
    differences = chain(
        _new_facts(said, was, around), _new_role(said, was, around), _new_words(said, was, around, asked)
    )
    return next(differences, None)


def _new_facts(said: Claims, was: Claims, around: Claims) -> Iterator[str]:
    """Addresses, numbers, names and skills that are not in the source."""
    if new := said.contacts - was.contacts:
        yield f"it names an address that its source does not: {_listed(new)}"
    if new := _written(said.numbers - was.numbers):
        yield f"its source does not have the number {_listed(new)}"
    if new := _written(said.raised - was.raised):
        yield f"it makes more of the number {_listed(new)}"
    known = _known_words(was, around)
    if new := frozenset(name for name in said.names if name not in known and not _is_known(name, known)):
        yield f"its source does not name {_listed(new)}"
    if new := said.skills - broader_skills(was.skills) - around.skills:
        yield f"its source does not show {_listed(new)}"


def _new_role(said: Claims, was: Claims, around: Claims) -> Iterator[str]:
    """A bigger part in it than the source tells of."""
    if new := said.ranks - was.ranks - around.ranks:
        yield f"its source does not say {_listed(new)}"
    if said.leads and not was.leads:
        yield "its source does not say that the person led this"
    if was.helps and not said.helps:
        yield "its source says that the person helped with it"


def _new_words(said: Claims, was: Claims, around: Claims, asked: frozenset[str]) -> Iterator[str]:
    """Words that may be a new fact: one that a line begins with, one of the posting's, or too many others."""
    if new := said.first_words - _known_words(was, around) - opening_words():
        yield f"its source does not name {_listed(new)}"
    new_stems = said.stems - was.stems - around.stems
    if new := new_stems & asked:
        yield f"it takes from the posting what its source does not say: {_listed(new)}"
    unknown = new_stems - harmless_stems()
    if len(unknown) > max(_MOST_NEW_WORDS, int(_SHARE_OF_NEW_WORDS * len(said.stems))):
        yield f"it says what its source does not: {_listed(unknown)}"


def _known_words(was: Claims, around: Claims) -> frozenset[str]:
    names = was.names | was.first_words | around.names | around.first_words | was.stems
    return names | frozenset(part for name in names for part in words(name))


def _written(numbers: frozenset[tuple[str, str]]) -> frozenset[str]:
    return frozenset(f"{value} {unit}".strip() for value, unit in numbers)


def _is_known(name: str, known: frozenset[str]) -> bool:
    parts = words(name)
    return bool(parts) and all(part in known for part in parts)


def _listed(found: frozenset[str]) -> str:
    return ", ".join(sorted(found))


def paragraph_refusal(
    paragraph: LetterParagraph, profile: JsonResume, title: str, company: str
) -> str | None:
    """What a letter's paragraph says that its sources do not; None if it may go out.

    The posting's own title and company may be named, as what is applied for.
    """
    if not paragraph.text.strip():
        return "it is empty"
    texts = texts_of(profile)
    if strange := [one for one in paragraph.sources if one not in texts]:
        return f"the profile has no {', '.join(strange)}"
    source = " · ".join(f"{texts[one]} {entry_of(profile, one)}" for one in paragraph.sources)
    said, was = claims_of(paragraph.text), claims_of(source)
    around = claims_of(f"{title} · {company} · {profile.basics.name or ''}")
    was = replace(was, numbers=was.numbers | around.numbers)
    if _UNPRINTABLE.search(paragraph.text.replace("\n", " ")):
        return "it holds characters that do not print"
    if signs := frozenset(_SIGNS.findall(paragraph.text)) - frozenset(
        _SIGNS.findall(f"{source} {title} {company}")
    ):
        return f"it holds signs that its source does not: {_listed(signs)}"
    return next(chain(_new_facts(said, was, around), _new_role(said, was, around)), None)


def refusals(profile: JsonResume, draft: Draft) -> tuple[Refusal, ...]:
    """All that the draft says and the profile does not; nothing goes out while there is any."""
    return tuple(_refusals(profile, draft))


def _refusals(profile: JsonResume, draft: Draft) -> Iterator[Refusal]:
    yield from _basics(profile, draft)
    sources = _entry_sources(draft)
    for section, fields in _SAME.items():
        for place, entry in enumerate(getattr(draft.resume, section)):
            origin = sources.get(f"{section}[{place}]")
            given = _entry(profile, origin)
            if given is None:
                yield Refusal(origin or "", str(entry), f"{section}[{place}] does not come from the profile")
                continue
            for field in fields:
                if getattr(entry, field) != getattr(given, field):
                    yield Refusal(
                        str(origin),
                        str(getattr(entry, field)),
                        f"{section}[{place}].{field} is not the profile's {getattr(given, field)!r}",
                    )
    yield from _lines(profile, draft)
    yield from _skills(profile, draft)
    yield from _dropped(profile, draft)


def _basics(profile: JsonResume, draft: Draft) -> Iterator[Refusal]:
    before, after = profile.basics, draft.resume.basics
    for field in ("name", "label", "email", "phone", "url", "location", "profiles"):
        if getattr(before, field) != getattr(after, field):
            yield Refusal(f"basics.{field}", str(getattr(after, field)), "it is not the profile's")


def _entry_sources(draft: Draft) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in draft.lines:
        found.setdefault(_entry_path(line.id), _entry_path(line.source))
    return found


def _entry_path(path: str) -> str:
    return path.partition(".")[0]


def _entry(profile: JsonResume, path: str | None) -> BaseModel | None:
    match = re.fullmatch(r"(\w+)\[(\d+)\]", path or "")
    if not match:
        return None
    entries: tuple[BaseModel, ...] = getattr(profile, match[1], ())
    return entries[int(match[2])] if int(match[2]) < len(entries) else None


def _lines(profile: JsonResume, draft: Draft) -> Iterator[Refusal]:
    before, after = texts_of(profile), texts_of(draft.resume)
    sources = {line.id: line.source for line in draft.lines}
    owners = _entry_sources(draft)
    for path, text in after.items():
        source = sources.get(path)
        if source is None or source not in before:
            yield Refusal(source or "", text, f"{path} has no source in the profile")
        elif _entry_path(source) != owners[_entry_path(path)] and not path.startswith("skills"):
            yield Refusal(source, text, f"{path} comes from another entry")
        elif text != before[source] and not path.startswith("skills"):
            reason = line_refusal(before[source], text, entry_of(profile, source))
            if reason:
                yield Refusal(source, text, reason)


def _skills(profile: JsonResume, draft: Draft) -> Iterator[Refusal]:
    texts = [text for path, text in texts_of(profile).items() if not path.startswith("basics")]
    listed = {folded(canonical_name(text)) for text in texts}
    told = {folded(one.skill) for text in texts for one in skills_in(text)}
    digits = {_digits(text) for path, text in texts_of(profile).items() if path.startswith("skills")}
    for path, text in texts_of(draft.resume).items():
        if not path.startswith("skills"):
            continue
        name = folded(canonical_name(text))
        if name not in listed and name not in told:
            yield Refusal(path, text, f"the profile does not show {text}")
        elif _digits(text) not in digits:
            yield Refusal(path, text, f"the profile does not have {text} in this version")


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _dropped(profile: JsonResume, draft: Draft) -> Iterator[Refusal]:
    told = {change.source for change in draft.diff if change.kind == "dropped"}
    kept = {line.source for line in draft.lines}
    for path, text in texts_of(profile).items():
        if path not in kept and path not in told and _entry_path(path) not in told:
            yield Refusal(path, text, "it was dropped, and the diff does not say so")
