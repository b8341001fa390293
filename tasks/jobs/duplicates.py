"""Which postings are one opening, and which are one role in several places.

Nothing here depends on the order of the postings, and postings that are left apart stay apart when more
copies of them come. Only postings that share an employer and a title's words are compared, or a page,
or a requisition: so the work grows with their number, not with its square.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tasks.jobs.boards.terms import where_to_apply
from tasks.jobs.companies import shorter_keys
from tasks.jobs.links import ats_id, page
from tasks.jobs.model import Posting
from tasks.jobs.reasons import Decision, preference, reasons
from tasks.jobs.sets import Pair, Verdicts, group, merge
from tasks.jobs.verdicts import Candidate
from tasks.large_batches import without_collecting_garbage

_MOST_COMPARED_ALL = 300
_NEIGHBOURS = 8
_MOST_WORDS_OF_A_PLACE = 2


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Every posting's opening and role, each named by the smallest pid in it, and the reasons.

    Attributes:
        merged: Postings with one cluster are one opening.
        grouped: Postings with one group are one role: the same opening, or siblings.
        why: Each posting against what stands for its cluster, each cluster against what stands for its
            group, and near misses.
    """

    merged: dict[str, str]
    grouped: dict[str, str]
    why: tuple[Decision, ...]


@without_collecting_garbage()
def find_duplicates(postings: Iterable[Posting], parted: Collection[Pair] = ()) -> Duplicates:
    """Merge what is one opening and group what is one role. Pids must be unique.

    Args:
        postings: All that are to be compared, in any order.
        parted: Pids that a person said are two openings: they are never merged.
    """
    candidates = {posting.pid: Candidate(posting) for posting in sorted(postings, key=lambda one: one.pid)}
    verdicts = Verdicts(candidates, sorted(_pairs(list(candidates.values()))), parted)
    openings = merge(candidates, verdicts)
    roles = group(candidates, verdicts, openings)
    return Duplicates(openings.named(), roles.named(), tuple(reasons(candidates, verdicts, openings, roles)))


def preferred(postings: Sequence[Posting]) -> Posting:
    """The posting that stands for an opening: the employer's own, then the fullest, then the oldest."""
    return postings[0] if len(postings) == 1 else min(map(Candidate, postings), key=preference).posting


def application_link(copies: Sequence[Posting]) -> str:
    """Where to apply for the opening that these are: the employer's own link if one of them has it.

    That is a link into the employer's applicant tracking system, or else one that leads away from a board's
    own page. A board that wants people to apply on its page is not passed by with its own postings.
    """
    in_order = sorted(map(Candidate, copies), key=preference)
    links = [(where_to_apply(one.posting), one.page) for one in in_order]
    own = [link for link, _ in links if ats_id(link)]
    elsewhere = [link for link, board_page in links if page(link) not in {"", board_page}]
    return next(iter((*own, *elsewhere, *(link for link, _ in links if link))), "")


def _pairs(candidates: Collection[Candidate]) -> set[Pair]:
    """The pairs worth comparing: they share a requisition, a page, or an employer and a title's words."""
    employers = {one.company for one in candidates}
    buckets: defaultdict[Hashable, list[Candidate]] = defaultdict(list)
    for one in candidates:
        for key in _keys(one, employers):
            buckets[key].append(one)
    return {
        (min(one.pid, other.pid), max(one.pid, other.pid))
        for bucket in buckets.values()
        for one, other in _compared(bucket)
    }


def _keys(one: Candidate, employers: Container[str]) -> set[Hashable]:
    keys: set[Hashable] = set(one.requisitions)
    if one.page:
        keys.add(one.page)
    if one.posting.source_id:
        keys.add((one.posting.source, one.posting.source_id))
    named = [name for name in (one.company, *shorter_keys(one.posting.company)) if name and name in employers]
    titles = [one.title, one.short_title, one.title.without_signs()]
    titles += [one.title.without_last(count) for count in range(1, _MOST_WORDS_OF_A_PLACE + 1)]
    keys.update((name, title.key) for name in named for title in titles)
    keys.update((name, one.short_title.letters) for name in named)
    return keys


def _compared(bucket: list[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """All pairs of a bucket; of a crowded one, each with its neighbours by place and time."""
    if len(bucket) <= _MOST_COMPARED_ALL:
        yield from combinations(bucket, 2)
        return
    in_order = sorted(bucket, key=lambda one: (one.posting.location, one.day or 0.0, one.pid))
    for at, one in enumerate(in_order):
        for other in in_order[at + 1 : at + 1 + _NEIGHBOURS]:
            yield one, other
