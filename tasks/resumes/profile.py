"""A person's profile as its row holds it, and as JSON Resume: what résumés are written from and read into.

Entries of lists stay as they are in the row, since the app may keep more in them than Caddie knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.json_resume import JsonResume, OnlineProfile

Entry = Mapping[str, Any]
"""One entry of a section, with JSON Resume's names; the app may have written it with names of its own."""

TEXT_FIELDS = (
    "email",
    "full_name",
    "headline",
    "summary",
    "phone",
    "location",
    "linkedin_url",
    "github_handle",
)
ENTRY_FIELDS = ("skills", "experience", "education")
OTHER_SECTIONS = (
    "volunteer",
    "awards",
    "certificates",
    "publications",
    "languages",
    "interests",
    "references",
    "projects",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """The columns of a profile that a résumé can fill.

    Attributes:
        more: JSON Resume's other sections by name, and under `profiles` pages on networks without a column.
        edited_by_hand: Names of columns that the person wrote: no run changes them.
    """

    email: str | None = None
    full_name: str | None = None
    headline: str | None = None
    summary: str | None = None
    phone: str | None = None
    location: str | None = None
    linkedin_url: str | None = None
    github_handle: str | None = None
    portfolio_urls: tuple[str, ...] = ()
    skills: tuple[Any, ...] = ()
    experience: tuple[Any, ...] = ()
    education: tuple[Any, ...] = ()
    more: Mapping[str, Any] | None = None
    edited_by_hand: frozenset[str] = frozenset()


def profile_of(resume: JsonResume) -> Profile:
    """What a profile would hold if this résumé were all that is known."""
    basics = resume.basics
    written = resume.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    linkedin = _page_on("linkedin", basics.profiles)
    github = _page_on("github", basics.profiles)
    others = [
        page.model_dump(by_alias=True, exclude_defaults=True)
        for page in basics.profiles
        if page not in (linkedin, github)
    ]
    more = {name: written[name] for name in OTHER_SECTIONS if name in written}
    return Profile(
        email=basics.email,
        full_name=basics.name,
        headline=basics.label,
        summary=basics.summary,
        phone=basics.phone,
        location=_one_line(resume),
        linkedin_url=_url_of(linkedin, "https://www.linkedin.com/in/"),
        github_handle=_handle_of(github),
        portfolio_urls=(basics.url,) if basics.url else (),
        skills=tuple(written.get("skills", ())),
        experience=tuple(written.get("work", ())),
        education=tuple(written.get("education", ())),
        more=more | ({"profiles": others} if others else {}),
    )


def counted_skills(skills: Sequence[Any]) -> int:
    """How many skills a list has, each keyword of a group counted as one."""
    return sum(len(names_of_skill(skill)) for skill in skills)


def names_of_skill(skill: Any) -> tuple[str, ...]:
    """The skills that an entry stands for: a group's keywords, else the entry itself."""
    if isinstance(skill, str):
        return (skill,)
    if not isinstance(skill, Mapping):
        return ()
    listed = skill.get("keywords")
    words = (
        listed.split(",") if isinstance(listed, str) else listed if isinstance(listed, list | tuple) else ()
    )
    keywords = tuple(word.strip() for word in words if isinstance(word, str) and word.strip())
    name = skill.get("name")
    return keywords or ((name,) if isinstance(name, str) and name.strip() else ())


def _page_on(network: str, pages: Sequence[OnlineProfile]) -> OnlineProfile | None:
    return next((page for page in pages if _is_on(network, page)), None)


def _is_on(network: str, page: OnlineProfile) -> bool:
    if (page.network or "").strip().lower() == network:
        return True
    return f"{network}.com/" in (page.url or "").lower()


def _url_of(page: OnlineProfile | None, base: str) -> str | None:
    if page is None or not page.url:
        return f"{base}{page.username}" if page is not None and page.username else None
    return page.url if "://" in page.url else f"https://{page.url}"


def _handle_of(page: OnlineProfile | None) -> str | None:
    """A GitHub login, which the first part of a link's path is."""
    if page is None:
        return None
    if page.username:
        return page.username.lstrip("@")
    path = (page.url or "").partition("github.com/")[2]
    return path.strip("/").partition("/")[0].partition("?")[0] or None


def _one_line(resume: JsonResume) -> str | None:
    place = resume.basics.location
    if place is None:
        return None
    parts = (place.address, place.postal_code, place.city, place.region, place.country_code)
    return ", ".join(part for part in parts if part) or None
