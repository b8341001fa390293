"""A cover letter from the profile's facts alone, in the language of the profile."""

from dataclasses import replace

from tasks.json_resume import JsonResume
from tasks.matching.evidence import Shown, shown_by
from tasks.matching.requirements import Requirements
from tasks.matching.score import match
from tasks.matching.skills import canonical_name
from tasks.resumes.chronology import newest_first
from tasks.resumes.draft import Letter, LetterParagraph, Refusal, Wording
from tasks.resumes.faithfulness import paragraph_refusal
from tasks.resumes.letter_phrases import PHRASES, LetterPhrases
from tasks.written_language import LanguageCode

_MOST_SKILLS, _MOST_LINES = 6, 3


def letter_of(
    profile: JsonResume,
    requirements: Requirements,
    language: LanguageCode,
    company: str,
    wording: Wording | None,
) -> tuple[Letter, tuple[Refusal, ...]]:
    """The letter, and the paragraphs of a language model that were refused.

    A model's letter is taken whole or not at all: if one paragraph says more than the profile, ours stands.
    """
    own = _own_letter(profile, requirements, language, company)
    if wording is None or not wording.letter:
        return own, ()
    letter = replace(own, paragraphs=wording.letter)
    refused = letter_refusals(profile, letter, requirements, language, company)
    return (own, refused) if refused else (letter, ())


def letter_refusals(
    profile: JsonResume, letter: Letter, requirements: Requirements, language: LanguageCode, company: str
) -> tuple[Refusal, ...]:
    """All that a letter says and the profile does not; our own paragraphs say nothing else."""
    own = _own_letter(profile, requirements, language, company).paragraphs
    return tuple(
        Refusal(", ".join(one.sources), one.text, reason)
        for one in letter.paragraphs
        if one not in own and (reason := paragraph_refusal(one, profile, requirements.title, company))
    )


def _own_letter(
    profile: JsonResume, requirements: Requirements, language: LanguageCode, company: str
) -> Letter:
    phrases = PHRASES[language]
    paragraphs = tuple(_paragraphs(profile, requirements, phrases, company))
    return Letter(phrases.salutation, paragraphs, phrases.closing, profile.basics.name or "")


def _paragraphs(
    profile: JsonResume, requirements: Requirements, phrases: LetterPhrases, company: str
) -> list[LetterParagraph]:
    shown = shown_by(profile)
    found = [LetterParagraph(sources=(), text=_opening(requirements, phrases, company))]
    if now := _now(profile, phrases):
        found.append(now)
    if skills := _skills(shown, requirements, phrases):
        found.append(skills)
    if lines := _best_lines(shown, requirements, phrases):
        found.append(lines)
    found.append(LetterParagraph(sources=(), text=phrases.end))
    return found


def _opening(requirements: Requirements, phrases: LetterPhrases, company: str) -> str:
    if not requirements.title:
        return phrases.opening_without_title
    return (phrases.opening_at if company else phrases.opening).format(
        title=requirements.title, company=company
    )


def _now(profile: JsonResume, phrases: LetterPhrases) -> LetterParagraph | None:
    """What the person does now, or did last."""
    for place in newest_first(profile.work):
        work = profile.work[place]
        if work.position and work.name:
            is_open = bool(work.start_date) and not work.end_date
            text = (phrases.now if is_open else phrases.last).format(
                position=work.position, employer=work.name
            )
            return LetterParagraph(sources=(f"work[{place}].position", f"work[{place}].name"), text=text)
    return None


def _skills(shown: Shown, requirements: Requirements, phrases: LetterPhrases) -> LetterParagraph | None:
    """Which of the skills that are asked for the person lists, by their own names."""
    listed = {line.id: line.text for line in shown.lines if line.kind == "listed"}
    sources: list[str] = []
    for fit in match(shown, requirements).fits:
        for path, text in listed.items():
            is_it = fit.verdict == "covered" and canonical_name(text) == fit.shown_as
            if is_it and path not in sources:
                sources.append(path)
    if not sources:
        return None
    names = [listed[path] for path in sources[:_MOST_SKILLS]]
    text = phrases.skills.format(skills=_joined(names, phrases))
    return LetterParagraph(sources=tuple(sources[:_MOST_SKILLS]), text=text)


def _best_lines(shown: Shown, requirements: Requirements, phrases: LetterPhrases) -> LetterParagraph | None:
    """The lines of the person's work that show most of what is asked for, word for word."""
    told = {
        line.id: line.text
        for line in shown.lines
        if line.id.startswith("work[") and ".highlights[" in line.id
    }
    worth = dict.fromkeys(told, 0.0)
    for fit in match(shown, requirements).fits:
        if fit.line in worth:
            worth[fit.line] += 2.0 if fit.importance == "required" else 1.0
    best = sorted(worth, key=lambda path: -worth[path])[:_MOST_LINES]
    if not best:
        return None
    in_order = tuple(path for path in told if path in best)
    lines = "\n".join(f"• {told[path].rstrip(' .;')}." for path in in_order)
    return LetterParagraph(sources=in_order, text=f"{phrases.lines}\n{lines}")


def _joined(names: list[str], phrases: LetterPhrases) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {phrases.and_} {names[-1]}"
