"""Every decision on duplicates, said so that a person can check it and undo it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from tasks.jobs.sets import Sets, Verdicts
from tasks.jobs.titles import titles_nearly_agree
from tasks.jobs.verdicts import Candidate, Kind

_MOST_TITLES = 80


@dataclass(frozen=True, slots=True)
class Decision:
    """Why two postings were merged, grouped or kept apart."""

    a: str
    b: str
    verdict: Kind
    reason: str


def preference(one: Candidate) -> tuple[bool, int, float, str]:
    """Orders what may stand for an opening: the employer's own posting, the fullest, the oldest."""
    return (
        not one.requisitions,
        -len(one.posting.description),
        float("inf") if one.day is None else one.day,
        one.pid,
    )


def reasons(
    candidates: Mapping[str, Candidate], verdicts: Verdicts, openings: Sets, roles: Sets
) -> Iterator[Decision]:
    """Each posting against its opening's first, each opening against its role's, and near misses."""

    def first(pids: list[str]) -> str:
        return min(pids, key=lambda pid: preference(candidates[pid]))

    stands_for: dict[str, str] = {}
    for members in openings.all():
        chosen = stands_for[openings.name(members[0])] = first(members)
        for pid in sorted(members):
            if pid != chosen:
                found = verdicts.of(chosen, pid)
                through = "the same by way of another posting of this opening"
                yield Decision(chosen, pid, "same", found.reason if found.kind == "same" else through)
    for members in roles.all():
        chosen_ones = sorted({stands_for[openings.name(pid)] for pid in members})
        chosen = first(chosen_ones)
        for pid in chosen_ones:
            if pid != chosen:
                found = verdicts.of(chosen, pid)
                reason = {
                    "sibling": found.reason,
                    "same": "may be this opening or another of the same role: nothing tells which",
                    "different": "the same role by way of another posting",
                }[found.kind]
                yield Decision(chosen, pid, "sibling", reason)
    yield from _near_misses(candidates, verdicts, stands_for, roles)


def _near_misses(
    candidates: Mapping[str, Candidate], verdicts: Verdicts, stands_for: Mapping[str, str], roles: Sets
) -> Iterator[Decision]:
    """Openings of one employer whose titles nearly agree, one pair for each two roles."""
    of_company: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for pid in sorted(stands_for.values()):
        company = candidates[pid].company
        if company:
            of_company[company].setdefault(roles.name(pid), pid)
    for company in sorted(of_company):
        chosen = list(of_company[company].values())[:_MOST_TITLES]
        for one, other in combinations(chosen, 2):
            if titles_nearly_agree(candidates[one].title, candidates[other].title):
                found = verdicts.of(one, other)
                if found.kind == "different":
                    yield Decision(one, other, "different", found.reason)
