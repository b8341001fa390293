"""What a link proves: an applicant tracking system's own id of an opening, or the very same page."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_GREENHOUSE_PARAMETERS = ("gh_jid", "token")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("greenhouse", re.compile(r"(?:[a-z0-9-]+\.)*greenhouse\.io/(?:.*/)?jobs/(?P<id>\d+)")),
    ("lever", re.compile(rf"(?:[a-z0-9-]+\.)*lever\.co/[^/]+/(?P<id>{_UUID})")),
    ("ashby", re.compile(rf"(?:[a-z0-9-]+\.)*ashbyhq\.com/[^/]+/(?P<id>{_UUID})")),
    ("workable", re.compile(r"(?:[a-z0-9-]+\.)*workable\.com/(?:[^/]+/)?(?:j|jobs)/(?P<id>[0-9a-z]{6,})")),
    (
        "smartrecruiters",
        re.compile(r"(?:[a-z0-9-]+\.)*smartrecruiters\.com/[^/]+/(?P<id>\d{6,}|[0-9a-f-]{36})"),
    ),
    ("personio", re.compile(r"(?P<board>[a-z0-9-]+)\.jobs\.personio\.(?:de|com)/job/(?P<id>\d+)")),
    ("recruitee", re.compile(r"(?P<board>[a-z0-9-]+)\.recruitee\.com/o/(?P<id>[^/?#]+)")),
    (
        "teamtailor",
        re.compile(r"(?P<board>[a-z0-9-]+(?:\.na|\.au)?)\.teamtailor\.com/(?:[a-z-]+/)?jobs/(?P<id>\d+)"),
    ),
    ("bamboohr", re.compile(r"(?P<board>[a-z0-9-]+)\.bamboohr\.com/(?:careers|jobs)/(?P<id>\d+)")),
    ("breezy", re.compile(r"(?P<board>[a-z0-9-]+)\.breezy\.hr/p/(?P<id>[0-9a-f]{12})")),
    ("jobvite", re.compile(r"jobs\.jobvite\.com/(?:careers/)?[^/]+/job/(?P<id>[0-9a-z]{6,})")),
    ("icims", re.compile(r"(?P<board>[a-z0-9-]+)\.icims\.com/jobs/(?P<id>\d+)")),
    ("rippling", re.compile(rf"ats\.rippling\.com/(?:[a-z-]+/)?[^/]+/jobs/(?P<id>{_UUID})")),
    (
        "workday",
        re.compile(
            r"(?P<board>[a-z0-9-]+)(?:\.wd\d+)?\.myworkday(?:jobs|site)\.com/.*_(?P<id>[a-z]*-?\d[\d-]*)"
        ),
    ),
)
_FROM_CAMPAIGNS = re.compile(
    r"utm_.*|ref|refs|referr?er|source|src|gh_src|lever-(?:source|origin).*|fbclid|gclid|mc_[a-z]+|trk|via|iis|iisn"
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)
_OWN_IDS = {"greenhouse": r"\d+", "lever": _UUID, "ashby": _UUID}


@dataclass(frozen=True, slots=True, order=True)
class AtsId:
    """One requisition in one applicant tracking system."""

    system: str
    board: str
    id: str


@lru_cache(maxsize=65_536)
def ats_id(url: str) -> AtsId | None:
    """The requisition that a link leads to, or None: most links show none."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if not host:
        return None
    query = dict(parse_qsl(parts.query))
    for name in _GREENHOUSE_PARAMETERS:
        shown = query.get(name, "")
        if shown.isdecimal() and (name == "gh_jid" or host.endswith("greenhouse.io")):
            return AtsId("greenhouse", "", shown)
    place = unquote(f"{host}{parts.path}").lower()
    for system, pattern in _PATTERNS:
        found = pattern.match(place)
        if found:
            return AtsId(system, found.groupdict().get("board") or "", found["id"])
    return None


def ats_ids(source: str, source_id: str, urls: tuple[str, ...], text: str) -> frozenset[AtsId]:
    """Every requisition that a posting shows: its own id on such a system, its links, its text's only link.

    A text that links to several requisitions shows none: it is a list of other openings.
    """
    found = {known for known in map(ats_id, urls) if known}
    if not found and source in _OWN_IDS and re.fullmatch(_OWN_IDS[source], source_id.lower()):
        found.add(AtsId(source, "", source_id.lower()))
    if not found and "://" in text:
        linked = {known for known in (ats_id(link) for link in _LINK.findall(text)) if known}
        if len(linked) == 1:
            found = linked
    return frozenset(found)


@lru_cache(maxsize=65_536)
def page(url: str) -> str:
    """The link without scheme, `www.`, fragment and what campaigns add; empty if it is no web link."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    kept = sorted(
        (name, value) for name, value in parse_qsl(parts.query) if not _FROM_CAMPAIGNS.fullmatch(name.lower())
    )
    return f"{host}{unquote(parts.path).rstrip('/')}" + (f"?{urlencode(kept)}" if kept else "")
