"""Whether two postings are the same opening, siblings or different, and why.

Same: one opening, shown twice. Sibling: one role of one employer, in another place or under another
requisition. Different: all else, whatever their texts share, for employers repeat their texts.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from tasks.jobs.bodies import Runs, containment, runs_of
from tasks.jobs.companies import company_key, is_unnamed, one_may_be_part_of_the_other
from tasks.jobs.folding import words
from tasks.jobs.links import AtsId, ats_ids, page
from tasks.jobs.model import Posting
from tasks.jobs.places import Agreement, Whereabouts, agreement, whereabouts
from tasks.jobs.titles import Title, read_title, same_role, titles_difference, titles_nearly_agree

Kind = Literal["same", "sibling", "different"]

NEW_OPENING_DAYS = 180
"""Postings further apart in time are two openings, however alike they are."""

_UNLIKE = 0.35
_ALIKE = 0.9
_UNTOLD = 0.5
_SIGNS = re.compile(r"[^\w\s/&]")
_HEADQUARTERS = re.compile(r"\bheadquarters:\s*(.{2,60})", re.IGNORECASE)
_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two postings are to each other.

    Attributes:
        proven: A requisition's id or the very same page shows it, so nothing else can speak against it.
        strength: Orders verdicts `same`: the higher, the surer.
    """

    kind: Kind
    reason: str
    proven: bool = False
    strength: tuple[float, ...] = ()


class Candidate:
    """A posting as it is compared: what its fields mean, read once and only when asked for."""

    def __init__(self, posting: Posting) -> None:
        self.posting = posting
        self.pid = posting.pid
        self.company = "" if is_unnamed(posting.company) else company_key(posting.company)
        self.where: Whereabouts = whereabouts(posting.location)
        self.title: Title = read_title(posting.title, posting.company)
        self.short_title: Title = self.title.without_place(self.where.names)
        self.day = _day(posting.posted)
        self.page = page(posting.url)
        self.requisitions: frozenset[AtsId] = ats_ids(
            posting.source, posting.source_id, (posting.url, posting.apply_url), posting.description
        )

    def may_have_lost(self, signed: frozenset[str]) -> bool:
        """Whether the title may be of a board that drops signs: it shows none, and its text says `C#`."""
        return not _SIGNS.search(self.posting.title) and signed <= frozenset(words(self.posting.description))

    @cached_property
    def body(self) -> Runs:
        """The description's runs of words."""
        return runs_of(self.posting.description)

    @cached_property
    def headquarters(self) -> frozenset[str]:
        """The first words of a body's Headquarters line: where the work is, on boards without a place."""
        found = _HEADQUARTERS.match(self.posting.description.lstrip())
        return frozenset(words(found[1])[:6]) if found else frozenset()


def _day(posted: datetime | None) -> float | None:
    return None if posted is None else posted.timestamp() / _SECONDS_A_DAY


def judge(one: Candidate, other: Candidate) -> Verdict:
    """What two postings are to each other; the same whichever comes first."""
    proof = _proof(one, other)
    if proof:
        return Verdict("same", proof, proven=True)
    difference = _difference(one, other)
    if difference:
        return Verdict("different", difference)
    return _within_a_role(one, other)


def _difference(one: Candidate, other: Candidate) -> str:
    """Why two postings are not for one role; empty if they are."""
    company = _companies_differ(one, other)
    if company:
        return company
    if not _one_role(one, other):
        return titles_difference(one.title, other.title)
    apart = days_apart(one, other)
    if apart is not None and apart > NEW_OPENING_DAYS:
        return f"posted {apart:.0f} days apart: a new opening"
    return ""


def _within_a_role(one: Candidate, other: Candidate) -> Verdict:
    """Whether two postings for one role are one opening."""
    place = agreement(one.where, other.where)
    if place == "apart":
        return Verdict("sibling", f"same role in another place: {_shown(one)} and {_shown(other)}")
    if _another_requisition(one, other):
        return Verdict("sibling", "same role under another requisition")
    shared, apart = containment(one.body, other.body), days_apart(one, other)
    if shared is not None and shared < _UNLIKE:
        return Verdict("sibling", f"same title, but their texts share {shared:.0%} alone")
    told = (
        "same employer and role",
        "same place" if place == "same" else "place left open",
        "" if shared is None else f"texts share {shared:.0%}",
        "" if apart is None else f"posted {apart:.0f} days apart",
    )
    return Verdict(
        "same",
        ", ".join(filter(None, told)),
        strength=(
            _certainty_of_place(one, other, place),
            round(_UNTOLD if shared is None else shared, 3),
            float(len(one.headquarters & other.headquarters)),
            float(words(one.posting.location) == words(other.posting.location)),
            -(NEW_OPENING_DAYS if apart is None else float(round(apart))),
        ),
    )


def days_apart(one: Candidate, other: Candidate) -> float | None:
    """Days between two postings, or None if one has no date."""
    return None if one.day is None or other.day is None else abs(one.day - other.day)


def _proof(one: Candidate, other: Candidate) -> str:
    ours, theirs = one.posting, other.posting
    shared = one.requisitions & other.requisitions
    if shared:
        known = min(shared)
        return f"both link to {known.system} {known.id}"
    if one.requisitions and other.requisitions:
        return ""
    if one.page and one.page == other.page and _titles_are_near(one, other):
        return f"the same page: {one.page}"
    if (
        ours.source_id
        and (ours.source, ours.source_id) == (theirs.source, theirs.source_id)
        and (one.company == other.company or _titles_are_near(one, other))
    ):
        return f"the same {ours.source} posting: {ours.source_id}"
    return ""


def _titles_are_near(one: Candidate, other: Candidate) -> bool:
    return one.title.levels == other.title.levels and titles_nearly_agree(one.title, other.title)


def _companies_differ(one: Candidate, other: Candidate) -> str:
    if not one.company or not other.company:
        return "an employer is not named"
    if one.company == other.company:
        return ""
    names = (one.posting.company, other.posting.company)
    if one_may_be_part_of_the_other(*names) and (containment(one.body, other.body) or 0.0) >= _ALIKE:
        return ""
    return f"other employer: {names[0]} and {names[1]}"


def _one_role(one: Candidate, other: Candidate) -> bool:
    if one.title.words == other.title.words or any(
        same_role(this, that)
        for this in {one.title, one.short_title, one.title.without_place(other.where.names)}
        for that in {other.title, other.short_title, other.title.without_place(one.where.names)}
    ):
        return True
    return (
        same_role(one.title.without_signs(), other.title.without_signs())
        and (
            one.may_have_lost(other.title.each_word - one.title.each_word)
            or other.may_have_lost(one.title.each_word - other.title.each_word)
        )
        and (containment(one.body, other.body) or 0.0) >= _ALIKE
    )


def _another_requisition(one: Candidate, other: Candidate) -> bool:
    ours, theirs = one.requisitions, other.requisitions
    if any(this.system == that.system for this in ours for that in theirs):
        return True
    numbers = one.title.requisitions, other.title.requisitions
    return bool(numbers[0] and numbers[1] and not numbers[0] & numbers[1])


def _certainty_of_place(one: Candidate, other: Candidate, place: Agreement) -> float:
    if place == "same" and one.where.is_told:
        return 3.0
    named = len(one.headquarters & other.where.names) + len(other.headquarters & one.where.names)
    return 2.0 + named / 100 if named else 1.0


def _shown(one: Candidate) -> str:
    return one.posting.location.strip(" ,") or "nowhere told"
