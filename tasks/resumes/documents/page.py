"""What stands on the page, in order and in the résumé's language: the same for PDF and DOCX."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tasks.json_resume import (
    Award,
    Certificate,
    Education,
    JsonResume,
    Language,
    Location,
    Project,
    Publication,
    Skill,
    Volunteer,
    Work,
)
from tasks.resumes.chronology import Dated
from tasks.resumes.documents.wordings import WORDINGS, Wordings
from tasks.written_language import LanguageCode


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the person; `url` is where it leads, if it leads anywhere."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A role, a course, a project: its title, then who, where and when, then what is told.

    Attributes:
        title: Set in bold.
        details: Who, where and when.
        is_brief: Whether title and details share a line.
    """

    title: str = ""
    details: str = ""
    is_brief: bool = False
    url: str = ""
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list, such as a group of skills: `Languages: Python, Go`."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole résumé, ready to be set."""

    language: LanguageCode
    name: str
    label: str
    contacts: tuple[Contact, ...]
    sections: tuple[Section, ...]


def page_of(resume: JsonResume, language: LanguageCode) -> Page:
    """Lay a résumé out. Sections that have nothing in them are left out."""
    words = WORDINGS[language]
    basics = resume.basics
    return Page(
        language=language,
        name=basics.name or "",
        label=basics.label or "",
        contacts=tuple(_contacts(resume)),
        sections=tuple(one for one in _sections(resume, words) if one.paragraphs or one.entries or one.items),
    )


def _contacts(resume: JsonResume) -> Iterator[Contact]:
    basics = resume.basics
    if basics.email:
        yield Contact(basics.email, f"mailto:{basics.email}")
    if basics.phone:
        yield Contact(basics.phone)
    if place := _place(basics.location):
        yield Contact(place)
    seen: set[str] = set()
    for url in (basics.url, *(profile.url for profile in basics.profiles)):
        if url and url not in seen:
            seen.add(url)
            yield Contact(url, url if "://" in url else f"https://{url}")


def _place(location: Location | None) -> str:
    if location is None:
        return ""
    parts = (location.address, location.postal_code, location.city, location.region, location.country_code)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _sections(resume: JsonResume, words: Wordings) -> Iterator[Section]:
    yield Section(words.summary, paragraphs=_some(resume.basics.summary))
    yield Section(words.work, entries=tuple(_work(one, words) for one in resume.work))
    yield Section(words.education, entries=tuple(_education(one, words) for one in resume.education))
    yield Section(words.skills, items=tuple(_skills(resume.skills)))
    yield Section(words.projects, entries=tuple(_project(one, words) for one in resume.projects))
    yield Section(words.certificates, entries=tuple(_certificate(one, words) for one in resume.certificates))
    yield Section(words.languages, items=_listed(_language(one) for one in resume.languages))
    yield Section(words.volunteer, entries=tuple(_volunteer(one, words) for one in resume.volunteer))
    yield Section(words.awards, entries=tuple(_award(one, words) for one in resume.awards))
    yield Section(words.publications, entries=tuple(_publication(one, words) for one in resume.publications))
    yield Section(
        words.interests,
        items=tuple(_skills(Skill(name=one.name, keywords=one.keywords) for one in resume.interests)),
    )
    yield Section(
        words.references, items=tuple(Item(one.name or "", one.reference or "") for one in resume.references)
    )


def _work(one: Work, words: Wordings) -> Entry:
    title, *others = _some(one.position, one.name, one.location, _dates(one, words)) or ("",)
    return Entry(
        title=title,
        details=_parted(*others),
        url=one.url or "",
        paragraphs=_some(one.summary),
        bullets=one.highlights,
    )


def _volunteer(one: Volunteer, words: Wordings) -> Entry:
    title, *others = _some(one.position, one.organization, _dates(one, words)) or ("",)
    return Entry(
        title=title,
        details=_parted(*others),
        url=one.url or "",
        paragraphs=_some(one.summary),
        bullets=one.highlights,
    )


def _education(one: Education, words: Wordings) -> Entry:
    degree = ", ".join(_some(one.study_type, one.area))
    title, *others = _some(degree, one.institution, _dates(one, words)) or ("",)
    told = [f"{words.score}: {one.score}"] if one.score else []
    if one.courses:
        told.append(f"{words.courses}: {_series(one.courses)}")
    return Entry(title=title, details=_parted(*others), url=one.url or "", paragraphs=tuple(told))


def _project(one: Project, words: Wordings) -> Entry:
    told = list(_some(one.description))
    if one.keywords:
        told.append(f"{words.technologies}: {_series(one.keywords)}")
    title, *others = _some(one.name, *one.roles, one.entity, _dates(one, words)) or ("",)
    return Entry(
        title=title,
        details=_parted(*others),
        url=one.url or "",
        paragraphs=tuple(told),
        bullets=one.highlights,
    )


def _certificate(one: Certificate, words: Wordings) -> Entry:
    return _brief(one.name, one.issuer, _date(one.date, words), url=one.url)


def _award(one: Award, words: Wordings) -> Entry:
    return _brief(one.title, one.awarder, _date(one.date, words), told=one.summary)


def _publication(one: Publication, words: Wordings) -> Entry:
    return _brief(one.name, one.publisher, _date(one.release_date, words), url=one.url, told=one.summary)


def _brief(*texts: str | None, url: str | None = None, told: str | None = None) -> Entry:
    title, *others = _some(*texts) or ("",)
    return Entry(title, _parted(*others), is_brief=True, url=url or "", paragraphs=_some(told))


def _parted(*texts: str) -> str:
    return " | ".join(texts)


def _language(one: Language) -> str:
    return f"{one.language or ''} ({one.fluency})" if one.fluency else one.language or ""


def _skills(skills: Iterable[Skill]) -> Iterator[Item]:
    """Single skills together on one line, each group on one of its own."""
    single: list[str] = []
    groups: list[Item] = []
    for skill in skills:
        if skill.keywords:
            groups.append(Item(skill.name or "", _series(skill.keywords)))
        elif skill.name:
            single.append(f"{skill.name} ({skill.level})" if skill.level else skill.name)
    yield from _listed(single)
    yield from groups


def _listed(texts: Iterable[str]) -> tuple[Item, ...]:
    found = [text for text in texts if text]
    return (Item("", _series(found)),) if found else ()


def _series(texts: Iterable[str]) -> str:
    """Parted by commas, or by semicolons where a comma belongs to one of them."""
    found = list(texts)
    return ("; " if any("," in text for text in found) else ", ").join(found)


def _some(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _dates(one: Dated, words: Wordings) -> str:
    start, end = _date(one.start_date, words), _date(one.end_date, words)
    if not start:
        return end
    return f"{start} – {end or words.present}"


def _date(partial: str | None, words: Wordings) -> str:
    if not partial:
        return ""
    year, month, day = (*partial.split("-"), "", "")[:3]
    if not month:
        return year
    name = words.months[int(month) - 1]
    return (
        words.day.format(day=int(day), month=name, year=year)
        if day
        else words.month.format(month=name, year=year)
    )
