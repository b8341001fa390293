"""Many people and many postings at once: the same fits, the same order, as one by one."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.fitting import fitting_of, weigh_offer
from tasks.jobs.matches import match_postings, score_of
from tasks.jobs.mending import mend
from tasks.jobs.model import Posting, RawPosting
from tasks.jobs.offers import offer_of
from tasks.jobs.ranking import best_for_each
from tasks.jobs.seeking import Seeker, Wishes, seeker_of
from tasks.json_resume import profile_from_json
from tasks.matching.rarity import rarity_among

SKILLS = ("Python", "SQL", "Power BI or Tableau", "Patient care", "Teamwork", "Kiln firing", "AWS, Docker")
TITLES = (
    "Senior Data Analyst",
    "Nurse",
    "Datenanalyst (m/w/d)",
    "Head of Sales",
    "Potter",
    "Manager, Data",
    "",
)
PLACES = (
    "",
    "Remote",
    "Remote (US only)",
    "Berlin, Germany",
    "Austin, TX",
    "Worldwide",
    "Europe",
    "On-site in Madrid, Spain",
)
HOMES: tuple[dict[str, str], ...] = (
    {},
    {"city": "Berlin", "countryCode": "DE"},
    {"city": "Austin", "region": "Texas", "countryCode": "US"},
)
LANGUAGES: tuple[list[dict[str, str]], ...] = (
    [],
    [{"language": "German"}],
    [{"language": "English"}, {"language": "Spanish"}],
)
some = st.lists(st.sampled_from(SKILLS), unique=True, max_size=4)


@st.composite
def postings(draw: st.DrawFn) -> list[Posting]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        text = ["Requirements:", *draw(some), "Nice to have:", *draw(some)]
        text += draw(
            st.lists(
                st.sampled_from(
                    [
                        "5 years of experience",
                        "Fluent German is required",
                        "You must be able to work EST time zone.",
                        "We fire clay pots.",
                        "This is an unpaid position.",
                        "The position has been filled.",
                    ]
                )
            )
        )
        posted = draw(st.none() | st.integers(0, 3))
        raw = RawPosting(
            source="",
            source_id="",
            title=draw(st.sampled_from(TITLES)),
            description="\n".join(text),
            places=(draw(st.sampled_from(PLACES)),),
            posted=None if posted is None else datetime(2026, 5, 1, tzinfo=UTC) + timedelta(days=posted),
        )
        made.append(mend(raw, f"p{number}").posting)
    return made


@st.composite
def seekers(draw: st.DrawFn) -> Seeker:
    profile = {
        "basics": {
            "label": draw(st.sampled_from(TITLES)),
            "location": draw(st.sampled_from(HOMES)),
            "summary": "I fire clay pots.",
        },
        "work": [
            {"position": draw(st.sampled_from(TITLES)), "startDate": draw(st.sampled_from(["2015", "2024"]))}
        ],
        "skills": [{"name": one} for one in draw(some)],
        "languages": draw(st.sampled_from(LANGUAGES)),
    }
    wishes = Wishes(
        roles=tuple(draw(st.lists(st.sampled_from(TITLES), max_size=1))),
        places=draw(st.sampled_from([(), ("Spain",)])),
        arrangement=draw(st.sampled_from([None, "remote"])),
    )
    return seeker_of(profile_from_json(profile), date(2026, 6, 1), wishes)


@given(st.lists(seekers(), max_size=3), postings(), st.integers(0, 4))
def test_all_at_once_gives_what_one_by_one_gives(
    people: list[Seeker], given_: list[Posting], most: int
) -> None:
    offers = [offer_of(posting) for posting in given_]
    rarity = rarity_among([offer.asks for offer in offers])
    ranked = best_for_each(people, offers, rarity, most)
    assert len(ranked) == len(people)
    for seeker, best in zip(people, ranked, strict=True):
        one_by_one = [one for one in match_postings(seeker, given_) if one.eligible][:most]
        assert [offers[one.offer].pid for one in best] == [one.pid for one in one_by_one]
        assert [score_of(one.fit) for one in best] == [one.score for one in one_by_one]
        for one in best:
            assert abs(one.fit - fitting_of(seeker, weigh_offer(offers[one.offer], rarity)).fit) < 1e-9
