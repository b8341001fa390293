"""A profile, tailored to a posting: chosen, ordered and re-labelled, with nothing added.

Without a language model every word is the profile's own, so the result is faithful by construction. A model's
wording is taken line by line, where the check of faithfulness lets it pass; elsewhere the profile's own words
stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tasks.json_resume import JsonResume, Project, Skill, Volunteer, Work
from tasks.matching.folding import folded
from tasks.matching.phrases import content_stems
from tasks.matching.requirements import Requirements
from tasks.matching.skills import canonical_name, skills_in
from tasks.matching.vocabulary import skills as known_skills
from tasks.resumes.chronology import newest_first
from tasks.resumes.cover_letter import letter_of
from tasks.resumes.draft import BUILT_IN, Change, Draft, DraftLine, Refusal, Wording
from tasks.resumes.faithfulness import line_refusal
from tasks.resumes.labels import label_for
from tasks.resumes.paths import entry_of, texts_of
from tasks.written_language import language_of

MOST_BULLETS, MOST_OLDER_BULLETS, OLDER_FROM = 8, 5, 3
MOST_PROJECTS = 6
_REQUIRED, _PREFERRED, _PER_STEM = 2.0, 1.0, 0.05

Entry = TypeVar("Entry", Work, Volunteer, Project)


@dataclass(slots=True)
class _Making:
    """A draft while it is made: where each of its texts comes from, and what was done."""

    profile: JsonResume
    requirements: Requirements
    texts: Mapping[str, str]
    worth: Mapping[str, float]
    stems: frozenset[str]
    sources: dict[str, str] = field(default_factory=dict)
    diff: list[Change] = field(default_factory=list)

    def relevance(self, *texts: str) -> float:
        """How much texts show of what the posting asks for; more is better, 0 is nothing."""
        skills = {one.skill for text in texts for one in skills_in(text)}
        skills |= {canonical_name(text) for text in texts}
        skills |= {broader for skill in skills for broader in known_skills().ancestors(skill)}
        told = frozenset(stem for text in texts for stem in content_stems(text))
        return sum(self.worth.get(folded(skill), 0.0) for skill in skills) + _PER_STEM * len(
            told & self.stems
        )

    def reordered(self, path: str, before: Sequence[str], order: Sequence[int]) -> None:
        """Tell of a list that stands in another order."""
        if list(order) != sorted(order):
            after = " · ".join(before[place] for place in order)
            self.diff.append(
                Change("reordered", path, " · ".join(before), after, "what the posting asks for comes first")
            )

    def dropped(self, path: str, text: str, why: str) -> None:
        """Tell of something that was left out."""
        self.diff.append(Change("dropped", path, text, None, why))


def tailor(
    profile: JsonResume, requirements: Requirements, wording: Wording | None = None, company: str = ""
) -> Draft:
    """The draft of a résumé and a cover letter for a posting.

    Args:
        profile: The only source of what they say.
        requirements: What the posting asks for.
        wording: A language model's words for the profile's lines; each is checked, and may be refused.
        company: Who offers the work, if that is known.
    """
    worth: dict[str, float] = {}
    for wanted in reversed(requirements.wanted):
        for skill in wanted.any_of:
            value = _REQUIRED if wanted.importance == "required" else _PREFERRED
            worth[folded(skill)] = max(value, worth.get(folded(skill), 0.0))
    making = _Making(profile, requirements, texts_of(profile), worth, frozenset(requirements.stems))
    chosen = JsonResume(
        basics=profile.basics,
        work=_entries(making, "work", profile.work, newest_first),
        volunteer=_entries(making, "volunteer", profile.volunteer, newest_first),
        projects=_projects(making),
        skills=_skills(making),
        education=_sorted(making, "education", profile.education, newest_first(profile.education)),
        **{
            section: _sorted(
                making, section, getattr(profile, section), range(len(getattr(profile, section)))
            )
            for section in ("certificates", "awards", "publications", "languages", "interests", "references")
        },
    )
    _trace_basics(making)
    language = language_of(" ".join(making.texts.values())) or "en"
    resume, refused = _reworded(making, chosen, wording)
    letter, letter_refused = letter_of(profile, requirements, language, company, wording)
    return Draft(
        resume=resume,
        lines=tuple(DraftLine(path, making.sources[path], text) for path, text in texts_of(resume).items()),
        letter=letter,
        language=language,
        diff=tuple(making.diff),
        refused=(*refused, *letter_refused),
        engine=wording.engine if wording else BUILT_IN,
        requirements=requirements,
    )


def _trace_basics(making: _Making) -> None:
    making.sources |= {path: path for path in making.texts if path.startswith("basics")}


def _sorted(making: _Making, section: str, entries: Sequence[Any], order: Sequence[int]) -> tuple[Any, ...]:
    """A section's entries in this order, each as it is."""
    names = [_name(entry) for entry in entries]
    if list(order) != sorted(order):
        after = " · ".join(names[place] for place in order)
        making.diff.append(Change("reordered", section, " · ".join(names), after, "the newest comes first"))
    for new, old in enumerate(order):
        _trace(making, f"{section}[{new}]", f"{section}[{old}]")
    return tuple(entries[place] for place in order)


def _trace(making: _Making, new: str, old: str) -> None:
    for path in making.texts:
        if path.startswith(f"{old}."):
            making.sources[new + path[len(old) :]] = path


def _name(entry: Any) -> str:
    names = (
        getattr(entry, one, None)
        for one in ("position", "name", "title", "study_type", "institution", "language")
    )
    return next((name for name in names if name), "")


def _entries(
    making: _Making,
    section: str,
    entries: Sequence[Entry],
    ordering: Callable[[Sequence[Any]], Sequence[int]],
) -> tuple[Entry, ...]:
    """Entries with their bullets in the order of what the posting asks for; of very many, the best."""
    order = ordering(entries)
    placed = _sorted(making, section, entries, order)
    return tuple(
        _bullets(
            making,
            f"{section}[{new}]",
            f"{section}[{old}]",
            entry,
            MOST_BULLETS if new < OLDER_FROM else MOST_OLDER_BULLETS,
        )
        for new, (old, entry) in enumerate(zip(order, placed, strict=True))
    )


def _bullets(making: _Making, new: str, old: str, entry: Entry, most: int) -> Entry:
    relevance = [making.relevance(text) for text in entry.highlights]
    ranked = sorted(range(len(relevance)), key=lambda place: (-relevance[place], place))
    for place in sorted(ranked[most:]):
        making.dropped(
            f"{old}.highlights[{place}]",
            entry.highlights[place],
            f"the entry has more than {most} lines, and others fit better",
        )
    order = ranked[:most]
    making.reordered(f"{old}.highlights", entry.highlights, order)
    for path in [one for one in making.sources if one.startswith(f"{new}.highlights[")]:
        del making.sources[path]
    for position, place in enumerate(order):
        making.sources[f"{new}.highlights[{position}]"] = f"{old}.highlights[{place}]"
    return entry.model_copy(update={"highlights": tuple(entry.highlights[place] for place in order)})


def _projects(making: _Making) -> tuple[Project, ...]:
    projects = making.profile.projects
    relevance = [
        making.relevance(one.name or "", one.description or "", *one.highlights, *one.keywords)
        for one in projects
    ]
    ranked = sorted(range(len(projects)), key=lambda place: (-relevance[place], place))
    for place in sorted(ranked[MOST_PROJECTS:]):
        making.dropped(
            f"projects[{place}]",
            projects[place].name or "",
            f"there are more than {MOST_PROJECTS} projects, and others fit better",
        )
    return _entries(making, "projects", projects, lambda _: ranked[:MOST_PROJECTS])


def _skills(making: _Making) -> tuple[Skill, ...]:
    """Groups and their skills, what is asked for first, by the posting's names where those are the same."""
    skills = making.profile.skills
    relevance = [making.relevance(one.name or "", *one.keywords) for one in skills]
    order = sorted(range(len(skills)), key=lambda place: (-relevance[place], place))
    making.reordered("skills", [one.name or " · ".join(one.keywords) for one in skills], order)
    return tuple(_skill(making, new, old) for new, old in enumerate(order))


def _skill(making: _Making, new: int, old: int) -> Skill:
    skill = making.profile.skills[old]
    _trace(making, f"skills[{new}]", f"skills[{old}]")
    relevance = [making.relevance(keyword) for keyword in skill.keywords]
    order = sorted(range(len(relevance)), key=lambda place: (-relevance[place], place))
    making.reordered(f"skills[{old}].keywords", skill.keywords, order)
    for position, place in enumerate(order):
        making.sources[f"skills[{new}].keywords[{position}]"] = f"skills[{old}].keywords[{place}]"
    return skill.model_copy(
        update={
            "name": skill.name and _label(making, f"skills[{old}].name", skill.name),
            "keywords": tuple(
                _label(making, f"skills[{old}].keywords[{place}]", skill.keywords[place]) for place in order
            ),
        }
    )


def _label(making: _Making, source: str, own: str) -> str:
    label = label_for(own, making.requirements)
    if label != own:
        making.diff.append(Change("relabelled", source, own, label, "the posting calls it so"))
    return label


def _reworded(
    making: _Making, chosen: JsonResume, wording: Wording | None
) -> tuple[JsonResume, list[Refusal]]:
    """The résumé with a model's lines where they may stand, and those that may not."""
    if wording is None:
        return chosen, []
    before = making.texts
    asked = frozenset(
        stem for one in making.requirements.wanted for skill in one.any_of for stem in content_stems(skill)
    )
    taken: dict[str, str] = {}
    refused: list[Refusal] = []
    for line in wording.lines:
        text = " ".join(line.text.split())
        if line.source not in before or not _may_be_reworded(line.source):
            refused.append(Refusal(line.source, text, "the profile has no such line to say again"))
        elif text != before[line.source]:
            reason = line_refusal(before[line.source], text, entry_of(making.profile, line.source), asked)
            if reason:
                refused.append(Refusal(line.source, text, reason))
            else:
                taken[line.source] = text
    for source, text in taken.items():
        if source in making.sources.values():
            making.diff.append(
                Change("reworded", source, before[source], text, f"worded by {wording.engine}")
            )
    return _with_texts(making, chosen, taken), refused


def _may_be_reworded(path: str) -> bool:
    return ".highlights[" in path or path.endswith((".summary", ".description"))


def _with_texts(making: _Making, chosen: JsonResume, taken: dict[str, str]) -> JsonResume:
    def text(path: str, own: str | None) -> str | None:
        return taken.get(making.sources.get(path, ""), own) if own else own

    def entry(path: str, one: Entry) -> Entry:
        update: dict[str, Any] = {
            "highlights": tuple(
                text(f"{path}.highlights[{place}]", own) for place, own in enumerate(one.highlights)
            )
        }
        told = "description" if isinstance(one, Project) else "summary"
        update[told] = text(f"{path}.{told}", getattr(one, told))
        return one.model_copy(update=update)

    return chosen.model_copy(
        update={
            "basics": chosen.basics.model_copy(
                update={"summary": text("basics.summary", chosen.basics.summary)}
            ),
            "work": tuple(entry(f"work[{place}]", one) for place, one in enumerate(chosen.work)),
            "volunteer": tuple(
                entry(f"volunteer[{place}]", one) for place, one in enumerate(chosen.volunteer)
            ),
            "projects": tuple(entry(f"projects[{place}]", one) for place, one in enumerate(chosen.projects)),
        }
    )
