"""Each board's own way to tell of an opening: an answer as that board would send it."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from deployments.sandbox.job_boards.quirks import (
    as_html,
    escaped_twice,
    honeypot,
    mojibake,
    without_punctuation,
)
from deployments.sandbox.job_boards.world import Opening

Fields = dict[str, Any]
TERMS = (
    "API Terms of Service: Please link back (with follow, and without nofollow!) to the URL here and mention"
    " the board as a source. This board is made up."
)
SOME_HOURS = 5_000
HOURS_A_YEAR = 2_080
_FLAGGED = 3


def remoteok(openings: Sequence[Opening], base: str, caller: str) -> bytes:
    """A bare array behind its terms: cut places, mojibake, pay without a unit, and the honeypot."""
    shown = [_remoteok(one, base, caller) for one in openings if _is_on(one, 0)][:98]
    return _json([{"last_updated": openings[0].posted if openings else 0, "legal": TERMS}, *shown])


def _is_on(one: Opening, board: int) -> bool:
    """Whether a board shows an opening: each of the two shows two thirds, and so both a third."""
    return (one.number + board) % 3 > 0


def _remoteok(one: Opening, base: str, caller: str) -> Fields:
    spoilt = mojibake if one.number % 5 == 0 else str
    starts_with_place = one.number % 4 == 0
    head = f"{one.spot.whole}<br><br>" if starts_with_place else ""
    place = f"{one.spot.city}, " if starts_with_place else _loose_place(one)
    low, high = _bare_pay(one)
    url = f"{base}/remoteok/remote-jobs/remote-{one.slug}-{one.number}"
    return {
        "slug": f"remote-{one.slug}-{one.number}",
        "id": str(one.number),
        "epoch": one.posted,
        "date": _iso(one.posted),
        "company": one.employer.removesuffix(", Inc."),
        "company_logo": "",
        "position": without_punctuation(one.title),
        "tags": list(one.trade.tags),
        "logo": "",
        "description": spoilt(as_html(one, head)) + honeypot(one, caller),
        "location": spoilt(place),
        "apply_url": url,
        "salary_min": low,
        "salary_max": high,
        "url": url,
    }


def _loose_place(one: Opening) -> str:
    if one.worldwide:
        return ("", "Worldwide", "Remote")[one.number // 3 % 3]
    return (f"Remote - {one.spot.country}", one.spot.country, one.spot.city)[one.number // 3 % 3]


def _bare_pay(one: Opening) -> tuple[int, int]:
    if one.yearly is None:
        return 0, 0
    low, high = one.yearly
    unit = (1, 1000, HOURS_A_YEAR)[one.number // 3 % 3]
    return low // unit, high // unit


def weworkremotely(openings: Sequence[Opening], base: str, feed: str) -> bytes:
    """RSS: the employer in the title, escaped HTML, flags before countries, reposts with a number."""
    shown = [one for one in openings if _is_on(one, 1) and _stands_in(one, feed)][:100]
    items = "".join(_item(one, base) for one in shown)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss">\n<channel><title>Remote jobs, all made up</title>'
        f"<link>{base}/weworkremotely/{feed}.rss</link><ttl>60</ttl>{items}</channel></rss>"
    ).encode()


FEEDS: dict[str, tuple[str, ...]] = {
    "remote-programming-jobs": ("Programming", "Full-Stack Programming"),
    "remote-full-stack-programming-jobs": ("Full-Stack Programming",),
    "remote-front-end-programming-jobs": ("Front-End Programming",),
    "remote-back-end-programming-jobs": ("Back-End Programming",),
    "remote-devops-sysadmin-jobs": ("DevOps and Sysadmin",),
    "remote-design-jobs": ("Design",),
    "remote-product-jobs": ("Product",),
    "remote-customer-support-jobs": ("Customer Support",),
    "remote-sales-and-marketing-jobs": ("Sales and Marketing",),
    "remote-management-and-finance-jobs": (),
    "all-other-remote-jobs": (),
}


def _stands_in(one: Opening, feed: str) -> bool:
    category = feed.removeprefix("categories/")
    return category == "remote-jobs" or one.trade.category in FEEDS.get(category, ())


def _item(one: Opening, base: str) -> str:
    link = f"{base}/weworkremotely/remote-jobs/{one.slug}" + (f"-{one.repost}" if one.repost else "")
    body = (
        f'<img src="{base}/logo.gif" />\n<p><strong>Headquarters:</strong> {one.spot.whole}'
        '<br /><strong>URL:</strong> <a href="http://employer.example">http://employer.example</a></p>'
        f"{as_html(one)}"
        f'<p><strong>To apply:</strong> <a href="{link}">{link}</a></p>'
    )
    title = one.title + (" | Remote" if one.number % 4 == 1 else "")
    country = (
        f"{one.spot.flag} {one.spot.country}" if one.number % 4 == _FLAGGED and not one.worldwide else ""
    )
    fields = {
        "title": f"{one.employer}: {title}",
        "region": "Anywhere in the World" if one.worldwide else one.spot.region,
        "country": country,
        "state": "",
        "skills": ", ".join(one.required) if one.number % 7 == 0 else "",
        "category": one.trade.category,
        "type": "Contract" if one.number % 9 == 0 else "Full-Time",
        "description": body,
        "pubDate": _rfc(one.posted),
        "expires_at": _rfc(one.posted + 30 * 86_400),
        "guid": link,
        "link": link,
    }
    return (
        "<item>"
        + "".join(f"<{name}>{_escaped(text)}</{name}>" for name, text in fields.items())
        + "</item>\n"
    )


def greenhouse(openings: Sequence[Opening], base: str) -> bytes:
    """One list for all employers, where real boards have one each; content is escaped twice."""
    return _json(
        {
            "jobs": [
                {
                    "id": 4_000_000 + one.number,
                    "internal_job_id": one.number,
                    "absolute_url": f"{base}/greenhouse/jobs?gh_jid={4_000_000 + one.number}",
                    "title": f"{one.title} ",
                    "company_name": one.employer,
                    "location": {"name": f"{one.spot.whole}; Remote"},
                    "updated_at": _iso(one.posted + SOME_HOURS),
                    "first_published": _iso(one.posted),
                    "content": escaped_twice(as_html(one)),
                    "metadata": None,
                    "departments": [{"name": one.trade.category}],
                }
                for one in openings
            ],
            "meta": {"total": len(openings)},
        }
    )


def lever(openings: Sequence[Opening], base: str) -> bytes:
    """The title is `text`, the moment is in milliseconds, and the requirements stand in `lists`."""
    return _json(
        [
            {
                "id": _uuid(one),
                "text": one.title,
                "hostedUrl": _own_page(one, base),
                "applyUrl": f"{_own_page(one, base)}/apply",
                "categories": {
                    "location": one.spot.whole,
                    "allLocations": [one.spot.whole],
                    "commitment": "Full-time",
                },
                "country": "",
                "workplaceType": ("remote", "hybrid", "on-site", "unspecified")[one.number % 4],
                "createdAt": one.posted * 1000,
                "description": "".join(f"<div>{each}</div>" for each in one.paragraphs),
                "lists": [
                    {
                        "text": "Requirements",
                        "content": "".join(f"<li>{skill}</li>" for skill in one.required),
                    }
                ],
                "additional": "",
            }
            for one in openings
        ]
    )


def ashby(openings: Sequence[Opening], base: str) -> bytes:
    """The address apart from the place, and two remote fields that may both be null."""
    return _json(
        {
            "jobs": [
                {
                    "id": _uuid(one),
                    "title": one.title,
                    "team": one.trade.category,
                    "employmentType": "FullTime",
                    "location": one.spot.city,
                    "secondaryLocations": [],
                    "publishedAt": _iso(one.posted),
                    "isListed": one.number % 10 != 0,
                    "isRemote": True if one.number % 2 else None,
                    "workplaceType": None,
                    "address": {"postalAddress": {"addressCountry": one.spot.country}},
                    "jobUrl": _own_page(one, base),
                    "applyUrl": f"{_own_page(one, base)}/application",
                    "descriptionHtml": as_html(one),
                }
                for one in openings
            ]
        }
    )


def himalayas(openings: Sequence[Opening], base: str) -> bytes:
    """An empty list of restrictions is worldwide; pay is structured and not checked."""
    return _json(
        {
            "totalCount": 100_000,
            "jobs": [
                {
                    "title": one.title,
                    "companyName": one.employer,
                    "employmentType": "Full Time",
                    "minSalary": one.yearly[0] if one.yearly else None,
                    "maxSalary": one.yearly[1] if one.yearly else None,
                    "salaryPeriod": "yearly" if one.number % 2 else None,
                    "currency": "USD",
                    "locationRestrictions": [] if one.worldwide else [one.spot.country],
                    "categories": [one.title.replace(" ", "-")],
                    "parentCategories": [],
                    "description": as_html(one),
                    "pubDate": one.posted,
                    "expiryDate": one.posted + 60 * 86_400,
                    "applicationLink": f"{base}/himalayas/{one.slug}-{one.number}",
                    "guid": f"{base}/himalayas/{one.slug}-{one.number}",
                }
                for one in openings[:20]
            ],
        }
    )


def jobicy(openings: Sequence[Opening], base: str) -> bytes:
    """`jobGeo` is where a person may be; types and industries are lists."""
    return _json(
        {
            "jobs": [
                {
                    "id": one.number,
                    "url": f"{base}/jobicy/{one.number}-{one.slug}",
                    "jobTitle": one.title.replace("&", "&amp;"),
                    "companyName": one.employer.replace("&", "&amp;"),
                    "jobIndustry": [one.trade.category],
                    "jobType": ["Full-Time"],
                    "jobGeo": "Anywhere" if one.worldwide else one.spot.country,
                    "jobExcerpt": "Abouttherole",
                    "jobDescription": as_html(one),
                    "pubDate": _iso(one.posted),
                    **({"salaryMin": one.yearly[0], "salaryMax": one.yearly[1]} if one.yearly else {}),
                    "salaryCurrency": "USD",
                    "salaryPeriod": "yearly",
                }
                for one in openings[:100]
            ]
        }
    )


def remotive(openings: Sequence[Opening], base: str) -> bytes:
    """Its terms ride in the answer, and a whole list of regions stands in one text."""
    return _json(
        {
            "0-legal-notice": TERMS,
            "job-count": len(openings[:30]),
            "jobs": [
                {
                    "id": one.number,
                    "url": f"{base}/remotive/{one.slug}-{one.number}",
                    "title": one.title,
                    "company_name": one.employer,
                    "category": one.trade.category,
                    "tags": list(one.required),
                    "job_type": "full_time",
                    "publication_date": _iso(one.posted)[:19],
                    "candidate_required_location": "Worldwide"
                    if one.worldwide
                    else f"{one.spot.country}, Europe",
                    "salary": f"${one.yearly[0] // 1000}k - ${one.yearly[1] // 1000}k" if one.yearly else "",
                    "description": as_html(one),
                }
                for one in openings[:30]
            ],
        }
    )


def arbeitnow(openings: Sequence[Opening], base: str) -> bytes:
    """Seconds since 1970, and a flag for remote work."""
    return _json(
        {
            "data": [
                {
                    "slug": f"{one.slug}-{one.number}",
                    "company_name": one.employer,
                    "title": f"{one.title} (m/w/d)",
                    "description": as_html(one),
                    "remote": one.worldwide,
                    "url": f"{base}/arbeitnow/{one.slug}-{one.number}",
                    "tags": list(one.trade.tags),
                    "job_types": ["professional / experienced"],
                    "location": one.spot.city,
                    "created_at": one.posted,
                }
                for one in openings
            ]
        }
    )


OTHERS: dict[str, Callable[[Sequence[Opening], str], bytes]] = {
    "greenhouse": greenhouse,
    "lever": lever,
    "ashby": ashby,
    "himalayas": himalayas,
    "jobicy": jobicy,
    "remotive": remotive,
    "arbeitnow": arbeitnow,
}


def _json(value: Iterable[object]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _rfc(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def _own_page(one: Opening, base: str) -> str:
    employer = one.employer.partition(",")[0].lower().replace(" ", "-")
    return f"{base}/{employer}/{_uuid(one)}"


def _uuid(one: Opening) -> str:
    return str(uuid5(NAMESPACE_URL, f"opening {one.number}"))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
