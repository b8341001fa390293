"""A profile's row as JSON Resume: what résumés are written from."""

from collections.abc import Mapping
from typing import Any

from tasks.errors import UnknownProfileError
from tasks.json_resume import JsonResume, profile_from_json
from tasks.resumes.profile import OTHER_SECTIONS, Profile


def resume_of(profile: Profile) -> JsonResume:
    """All that the profile says, in JSON Resume's names and order.

    Raises:
        InvalidProfileError: Something in it cannot be understood; says what, and how to write it.
        UnknownProfileError: It says nothing that a résumé could be written from.
    """
    more = profile.more or {}
    sections = {name: more[name] for name in OTHER_SECTIONS if more.get(name)}
    resume = profile_from_json(
        {
            "basics": _basics(profile, more),
            "work": list(profile.experience),
            "education": list(profile.education),
            "skills": list(profile.skills),
            **sections,
        }
    )
    if not resume.basics.name or not (resume.work or resume.education or resume.projects or resume.skills):
        raise UnknownProfileError(
            "The profile lacks a name, or any work, education, project or skill: fill it in first"
        )
    return resume


def _basics(profile: Profile, more: Mapping[str, Any]) -> dict[str, Any]:
    listed = more.get("profiles")
    pages: list[Any] = list(listed) if isinstance(listed, list | tuple) else []
    if profile.linkedin_url:
        pages.append({"network": "LinkedIn", "url": profile.linkedin_url})
    if profile.github_handle:
        login = profile.github_handle.lstrip("@")
        pages.append({"network": "GitHub", "username": login, "url": f"https://github.com/{login}"})
    own, *others = profile.portfolio_urls or (None,)
    pages += [{"url": url} for url in others]
    said = {
        "name": profile.full_name,
        "label": profile.headline,
        "email": profile.email,
        "phone": profile.phone,
        "url": own,
        "summary": profile.summary,
        "location": profile.location,
        "profiles": pages,
    }
    return {name: value for name, value in said.items() if value}
