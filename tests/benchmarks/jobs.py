"""Ten thousand postings read, mended and compared, beside the comparison of all with all.

`make bench`, or `python -m tests.benchmarks.jobs`. The postings are the sandbox's, on two boards with their
quirks, from as many made-up worlds as it takes. The baseline is what duplicate finders usually do: a fuzzy
ratio of employer, title and place (rapidfuzz) for every pair, measured on a thousand postings and reckoned
for more by the number of pairs.
"""

import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from urllib.parse import urlsplit

from rapidfuzz import fuzz
from rich.console import Console
from rich.table import Table

from deployments.sandbox.job_boards import shapes
from deployments.sandbox.job_boards.world import openings_at
from tasks.jobs.boards.terms import BOARDS_BY_NAME
from tasks.jobs.duplicates import find_duplicates
from tasks.jobs.mending import mend_all
from tasks.jobs.model import Posting, RawPosting

SIZES = (1_000, 10_000)
BASELINE_SIZE = 1_000
MOST_SECONDS = 10.0
LEAST_TIMES_FASTER = 20.0
MOST_GROWTH = 2.0
MOST_MEGABYTES = 600.0
ALIKE = 90
_NOW = 1_800_000_000.0


def answers() -> Iterator[tuple[str, bytes]]:
    """Answers of both boards, world after world."""
    world = 0
    while True:
        openings = openings_at(_NOW, f"world {world}")
        yield "remoteok", shapes.remoteok(openings, f"https://{world}.example", "192.0.2.1")
        yield "weworkremotely", shapes.weworkremotely(openings, f"https://{world}.example", "remote-jobs")
        world += 1


def read(size: int, given: list[tuple[str, bytes]]) -> list[RawPosting]:
    """The first postings of the answers."""
    return [raw for board, answer in given for raw in BOARDS_BY_NAME[board].parse(answer).postings][:size]


def numbered(postings: tuple[Posting, ...]) -> list[Posting]:
    """Each under ids of its own, and with the employers of its own world: worlds share both."""
    return [
        replace(
            one, pid=str(number), source_id=str(number), company=f"{one.company} {urlsplit(one.url).hostname}"
        )
        for number, one in enumerate(postings)
    ]


def all_with_all(postings: list[Posting]) -> float:
    """Seconds for a fuzzy ratio of every pair."""
    told = [f"{one.company} {one.title} {one.location}".lower() for one in postings]
    began = time.process_time()
    sum(fuzz.token_set_ratio(one, other) > ALIKE for one, other in combinations(told, 2))
    return time.process_time() - began


@dataclass(frozen=True)
class Taken:
    """Seconds of one core, in all but `all_with_all` for these very postings."""

    reading: float
    mending: float
    comparing: float
    all_with_all: float

    @property
    def all_of_it(self) -> float:
        return self.reading + self.mending + self.comparing


def measured(size: int) -> Taken:
    """What so many postings take."""
    given = [answer for answer, _ in zip(answers(), range(size // 40), strict=False)]
    began = time.process_time()
    raws = read(size, given)
    was_read = time.process_time()
    postings, _ = mend_all(raws)
    was_mended = time.process_time()
    chosen = numbered(postings)
    found = find_duplicates(chosen)
    done = time.process_time()
    assert len(found.merged) == size
    baseline = all_with_all(chosen[:BASELINE_SIZE]) * (size / BASELINE_SIZE) ** 2
    return Taken(was_read - began, was_mended - was_read, done - was_mended, baseline)


def main() -> None:
    """Measure, print one table, and say whether it holds what is promised."""
    table = Table(title="postings of two boards, without the network, in seconds of one core")
    for column in ("postings", "read", "mended", "compared", "ms each", "all with all", "times faster"):
        table.add_column(column, justify="right")
    taken = {size: measured(size) for size in SIZES}
    for size, each in taken.items():
        table.add_row(
            f"{size:,}",
            f"{each.reading:.2f}",
            f"{each.mending:.2f}",
            f"{each.comparing:.2f}",
            f"{1_000 * each.all_of_it / size:.2f}",
            f"{each.all_with_all:.1f}",
            f"{each.all_with_all / each.comparing:.0f}",
        )
    few, many = (taken[size] for size in SIZES)
    growth = (many.all_of_it / SIZES[1]) / (few.all_of_it / SIZES[0])
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console = Console(width=120)
    console.print(table)
    console.print(
        f"a posting costs {growth:.2f} times as much among {SIZES[1]:,}; {megabytes:.0f} MB at most"
    )
    broken = [
        told
        for told, is_so in {
            f"{SIZES[1]:,} postings take {many.all_of_it:.1f} s": many.all_of_it > MOST_SECONDS,
            f"{growth:.2f} times the cost": growth > MOST_GROWTH,
            "too little faster than all with all": many.all_with_all < LEAST_TIMES_FASTER * many.comparing,
            f"{megabytes:.0f} MB": megabytes > MOST_MEGABYTES,
        }.items()
        if is_so
    ]
    if broken:
        sys.exit("not as promised: " + "; ".join(broken))


if __name__ == "__main__":
    main()
