"""From verdicts on pairs to openings and roles."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

from tasks.jobs.verdicts import NEW_OPENING_DAYS, Candidate, Verdict, days_apart, judge

Pair = tuple[str, str]
"""Two pids, the smaller first."""

PARTED = Verdict("sibling", "a person said that these are two openings")


class Verdicts:
    """What is known of pairs; a pair that was not among them is judged when it is asked for.

    What a person parted no text, link or page can bring together again.
    """

    def __init__(
        self, candidates: Mapping[str, Candidate], pairs: Iterable[Pair], parted: Collection[Pair] = ()
    ) -> None:
        self._candidates = candidates
        self._parted = frozenset(parted)
        self._known = {pair: judge(candidates[pair[0]], candidates[pair[1]]) for pair in pairs}
        self._known |= {
            pair: PARTED for pair in self._parted if pair[0] in candidates and pair[1] in candidates
        }
        self.compared: Mapping[Pair, Verdict] = dict(self._known)

    def may_be_one(self, these: Iterable[str], those: Collection[str]) -> bool:
        """Whether no person parted any of these from any of those."""
        return not self._parted or not any(
            (min(one, other), max(one, other)) in self._parted for one in these for other in those
        )

    def of(self, one: str, other: str) -> Verdict:
        """What two postings are to each other."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._known:
            self._known[pair] = judge(self._candidates[pair[0]], self._candidates[pair[1]])
        return self._known[pair]


class Sets:
    """Sets of pids that grow together, each named by its smallest pid."""

    def __init__(self, sets: Iterable[Iterable[str]]) -> None:
        self._name: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        for each in sets:
            members = sorted(each)
            self._members[members[0]] = members
            self._name.update(dict.fromkeys(members, members[0]))

    def name(self, pid: str) -> str:
        """The smallest pid of the set that holds this one."""
        return self._name[pid]

    def members(self, name: str) -> list[str]:
        """All pids of a set."""
        return self._members[name]

    def all(self) -> list[list[str]]:
        """Every set, in the order of their names."""
        return [self._members[name] for name in sorted(self._members)]

    def named(self) -> dict[str, str]:
        """Every pid with its set's name."""
        return dict(self._name)

    def join(self, one: str, other: str) -> None:
        """Make one set of the two that hold these pids."""
        keeps, goes = sorted((self._name[one], self._name[other]))
        if keeps != goes:
            moved = self._members.pop(goes)
            self._members[keeps].extend(moved)
            self._name.update(dict.fromkeys(moved, keeps))


def merge(candidates: Mapping[str, Candidate], verdicts: Verdicts) -> Sets:
    """The openings: what is proven first, then the surest verdicts, as long as no two of a set disagree.

    What a person parted stays apart, even from what is proven.

    A posting that fits several openings equally well joins none of them.
    """
    openings = Sets([pid] for pid in candidates)
    equally_sure: defaultdict[tuple[float, ...], list[Pair]] = defaultdict(list)
    for pair, verdict in verdicts.compared.items():
        if verdict.proven and verdicts.may_be_one(*map(openings.members, map(openings.name, pair))):
            openings.join(*pair)
        elif verdict.kind == "same":
            equally_sure[verdict.strength].append(pair)
    for strength in sorted(equally_sure, reverse=True):
        fitting = [pair for pair in equally_sure[strength] if _may_join(openings, verdicts, *pair)]
        torn = _torn(candidates, openings, verdicts, fitting)
        for one, other in fitting:
            if torn.isdisjoint({openings.name(one), openings.name(other)}) and _may_join(
                openings, verdicts, one, other
            ):
                openings.join(one, other)
    return openings


def _may_join(openings: Sets, verdicts: Verdicts, one: str, other: str) -> bool:
    this, that = openings.name(one), openings.name(other)
    return this != that and all(
        verdicts.of(mine, theirs).kind == "same"
        for mine in openings.members(this)
        for theirs in openings.members(that)
    )


def _torn(
    candidates: Mapping[str, Candidate], openings: Sets, verdicts: Verdicts, pairs: Iterable[Pair]
) -> set[str]:
    """Names of the sets that fit two others which are not one opening themselves."""
    rivals: defaultdict[str, dict[object, str]] = defaultdict(dict)
    for one, other in pairs:
        for mine, theirs in ((one, other), (other, one)):
            seen = candidates[theirs]
            alike = (seen.where, seen.requisitions)
            rivals[openings.name(mine)].setdefault(alike, theirs)
    return {
        name
        for name, unlike in rivals.items()
        if any(verdicts.of(this, that).kind != "same" for this, that in combinations(unlike.values(), 2))
    }


def group(candidates: Mapping[str, Candidate], verdicts: Verdicts, openings: Sets) -> Sets:
    """The roles: openings with their siblings, none further apart in time than one opening can be."""
    roles = Sets(openings.all())
    spans = {members[0]: _span(candidates[pid].day for pid in members) for members in roles.all()}
    related = [pair for pair, verdict in verdicts.compared.items() if verdict.kind != "different"]
    for one, other in sorted(
        related, key=lambda pair: (days_apart(candidates[pair[0]], candidates[pair[1]]) or 0.0, pair)
    ):
        this, that = roles.name(one), roles.name(other)
        together = _span((*spans[this], *spans[that]))
        if this != that and (not together or together[-1] - together[0] <= NEW_OPENING_DAYS):
            roles.join(one, other)
            spans[roles.name(one)] = together
    return roles


def _span(days: Iterable[float | None]) -> tuple[float, ...]:
    """The first and the last of these days; nothing if none is told."""
    told = [day for day in days if day is not None]
    return (min(told), max(told)) if told else ()
