"""A thousand people held against ten thousand postings, beside a loop over people.

`make bench`, or `python -m tests.benchmarks.job_matching`. People are made up, postings are those of the
sandbox's boards, mended. Scoring is measured from matrices that are made once a run; making them and reading
postings and profiles are told apart. The baseline holds one person against one posting, again and again, by
the same formula: measured on a few people and reckoned for all.
"""

import gc
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from rich.console import Console
from rich.table import Table

from deployments.made_people import made_person
from tasks.jobs.duplicates import find_duplicates
from tasks.jobs.fitting import fitting_of, weigh_offer
from tasks.jobs.mending import mend_all
from tasks.jobs.offers import Offer, offers_of
from tasks.jobs.ranking import Meeting
from tasks.jobs.seeking import Seeker, seeker_of
from tasks.json_resume import profile_from_json
from tasks.matching.rarity import Rarity, rarity_among
from tests.benchmarks.jobs import answers, numbered, read

PEOPLE, POSTINGS, MOST = 1_000, 10_000, 20
TIMES_MORE = 10
IN_THE_LOOP = 3
CORES = 2
MOST_SECONDS, LEAST_TIMES_FASTER, MOST_GROWTH, MOST_MEGABYTES = 0.5, 20.0, 1.5, 400.0
MOST_SECONDS_OF_ALL = 10.0
TODAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, and of all cores."""

    clock: float
    cores: float


def taken(work: Callable[[], object]) -> Taken:
    gc.collect()
    clock, cores = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - clock, time.process_time() - cores)


def seekers() -> list[Seeker]:
    found = []
    for number in range(PEOPLE):
        made = asdict(made_person("bench", number))
        basics = {"label": made["headline"], "summary": made["summary"], "location": made["location"]}
        profile = {"basics": basics, "work": made["experience"], "skills": made["skills"]} | made["more"]
        found.append(seeker_of(profile_from_json(profile), TODAY))
    return found


def one_by_one(people: list[Seeker], offers: list[Offer], rarity: Rarity) -> None:
    """The loop that is the baseline."""
    weighed = [weigh_offer(offer, rarity) for offer in offers]
    for seeker in people:
        sorted((fitting_of(seeker, posting).fit for posting in weighed), reverse=True)[:MOST]


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure, print one table, and say whether it holds what is promised."""
    table = Table(title=f"{PEOPLE:,} people, {POSTINGS:,} postings, the best {MOST} each")
    for column in ("", "seconds by the clock", "seconds of all cores"):
        table.add_column(column, justify="right" if column else "left")

    def told(what: str, of: Taken) -> Taken:
        table.add_row(what, f"{of.clock:.2f}", f"{of.cores:.2f}")
        return of

    given = [answer for answer, _ in zip(answers(), range(POSTINGS // 40), strict=False)]
    kept: dict[str, list[Offer]] = {}

    def prepare() -> None:
        postings = numbered(mend_all(read(POSTINGS, given))[0])
        find_duplicates(postings)
        kept["offers"] = offers_of(postings)

    whole = told("postings: read, mended, compared, understood", taken(prepare))
    people = seekers()
    told("profiles: understood", taken(seekers))
    offers = kept["offers"]
    rarity = rarity_among([offer.asks for offer in offers])
    before = megabytes()
    made = told("matrices: made", taken(lambda: Meeting(people, offers, rarity)))
    meeting = Meeting(people, offers, rarity)
    meeting.best(MOST)
    scored = told("scored", min((taken(lambda: meeting.best(MOST)) for _ in range(3)), key=lambda t: t.cores))
    grown = megabytes() - before
    few = people[:IN_THE_LOOP]
    loop = taken(lambda: one_by_one(few, offers, rarity))
    looped = told(
        "scored one by one", Taken(*(PEOPLE / IN_THE_LOOP * each for each in (loop.clock, loop.cores)))
    )
    many = [replace(offer, pid=f"{offer.pid} {copy}") for copy in range(TIMES_MORE) for offer in offers]
    large = Meeting(people, many, rarity)
    larger = told(f"scored, of {TIMES_MORE * POSTINGS:,} postings", taken(lambda: large.best(MOST)))

    growth = larger.cores / scored.cores / TIMES_MORE
    faster = looped.cores / scored.cores
    pipeline = whole.cores + made.cores + scored.cores
    console = Console(width=110)
    console.print(table)
    console.print(
        f"{faster:.0f} times as fast as one by one; {TIMES_MORE} times the postings cost {growth:.2f} times"
        f" as much each; {grown:.0f} MB; from raw postings to everybody's best: {pipeline:.1f} s of one core"
    )
    broken = [
        what
        for what, is_so in {
            f"scored in {scored.cores / CORES:.2f} s": scored.cores / CORES > MOST_SECONDS,
            f"{faster:.0f} times as fast": faster < LEAST_TIMES_FASTER,
            f"{growth:.2f} times the cost": growth > MOST_GROWTH,
            f"{grown:.0f} MB": grown > MOST_MEGABYTES,
            f"{whole.cores:.1f} s for the postings": whole.cores > MOST_SECONDS_OF_ALL,
        }.items()
        if is_so
    ]
    if broken:
        sys.exit("not as promised: " + "; ".join(broken))


if __name__ == "__main__":
    main()
