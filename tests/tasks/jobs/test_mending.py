import base64
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.honeypots import without_honeypot
from tasks.jobs.languages import language_of
from tasks.jobs.mending import mend, mend_all
from tasks.jobs.model import Posting, RawPosting, Salary
from tasks.plain_text import one_line, plain_text
from tests.tasks.jobs.postings import BODY


def raw(**changes: Any) -> RawPosting:
    ordinary: dict[str, Any] = {
        "source": "remoteok",
        "source_id": "1",
        "title": "Data Engineer",
        "company": "Meadowlark",
        "description": f"<p>{BODY}</p>",
        "url": "https://board.example/1",
    }
    return RawPosting(**(ordinary | changes))


def mended(**changes: Any) -> Posting:
    return mend(raw(**changes)).posting


def trap(address: str) -> str:
    tag = "R" + base64.b64encode(address.encode()).decode()
    return (
        f"<br/><br/>Please mention the word **LANTERN** and tag {tag} when applying to show you read the job"
        f" post completely (#{tag}). This is a beta feature to avoid spam applicants. Companies can search"
        " these words to find applicants that read this and see they're human."
    )


@pytest.mark.parametrize("address", ["192.0.2.1", "203.0.113.250", "2001:db8::ff00:42:8329"])
def test_the_honeypot_goes_and_with_it_the_callers_address(address: str) -> None:
    found = mend(raw(description=f"<p>{BODY}</p>{trap(address)}"))
    assert found.posting.description == BODY
    assert found.mends == ("honeypot",)


def test_an_address_in_base64_goes_whatever_is_written_around_it() -> None:
    tag = "R" + base64.b64encode(b"198.51.100.7").decode()
    assert without_honeypot(f"Write to us. Code #{tag}") == "Write to us. Code"
    assert without_honeypot("Ask for Rmadillo and mention the word of mouth.") == (
        "Ask for Rmadillo and mention the word of mouth."
    )


def test_text_below_a_honeypot_stays() -> None:
    assert without_honeypot(plain_text(f"Above.{trap('192.0.2.1')}<p>Below.</p>")) == "Above.\n\nBelow."


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("&lt;p&gt;Twice&lt;/p&gt;", "Twice"),
        ("&amp;lt;p&amp;gt;Thrice&amp;lt;/p&amp;gt;", "Thrice"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<script>alert(1)</script>Text<style>p{}</style>", "Text"),
        ("MÃ¡laga\u00e2\u0080\u0099s cafÃ©", "Málaga’s café"),
        ("Java, List<String> and 3 < 4", "Java, List<String> and 3 < 4"),
        ("a\u202ebc\u200b\x00d", "abcd"),
    ],
)
def test_markup_entities_and_mojibake_become_text(given_text: str, expected: str) -> None:
    assert plain_text(given_text) == expected


def test_a_place_that_was_cut_is_found_whole_in_the_body() -> None:
    found = mend(raw(places=("Halifax, ",), description=f"Halifax, NS, Canada, B3H 1A1<br><br>{BODY}"))
    assert found.posting.location == "Halifax, NS, Canada"
    assert found.mends == ("place recovered",)
    found = mend(raw(places=("Málaga,",), description=f"Málaga, Andalucía, Spain<br>{BODY}"))
    assert found.posting.location == "Málaga, Andalucía, Spain"


def test_a_place_that_is_nowhere_whole_loses_its_comma_alone() -> None:
    found = mend(raw(places=("Halifax, ",)))
    assert (found.posting.location, found.mends) == ("Halifax", ("place cut",))


def test_flags_before_countries_go() -> None:
    assert mended(places=("🇦🇷 Argentina", "🇧🇷 Brazil")).location == "Argentina; Brazil"


@pytest.mark.parametrize(
    ("numbers", "text", "expected"),
    [
        ((0, 0), "", None),
        ((-5, 10**12), "", None),
        ((60_000, 80_000), "", Salary(Decimal(60_000), Decimal(80_000))),
        ((0, 80_000), "", Salary(Decimal(80_000), Decimal(80_000))),
        ((60_000, 80_000), "We pay $60,000 to $80,000 per year.", (60_000, 80_000, "USD", "year")),
        ((60, 80), "We pay $60,000 to $80,000 per year.", (60_000, 80_000, "USD", "year")),
        ((21, 24), "It is €21 - €24 an hour.", (21, 24, "EUR", "hour")),
        ((21, 24), "A team of 21 and a town of 24.", (21, 24, None, None)),
        ((60_000, 80_000), "We have 60,000 users a day.", (60_000, 80_000, None, "day")),
    ],
)
def test_a_unit_of_pay_is_told_or_stays_unknown(numbers: tuple[int, int], text: str, expected: Any) -> None:
    low, high = map(Decimal, numbers)
    salary = mended(salary_min=low, salary_max=high, description=text).salary
    if isinstance(expected, tuple):
        expected = Salary(Decimal(expected[0]), Decimal(expected[1]), *expected[2:])
    assert salary == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$60k–$72k", (60_000, 72_000, "USD", None)),
        ("50-75 € /hour", (50, 75, "EUR", "hour")),
        ("£40,000", (40_000, 40_000, "GBP", None)),
        ("$14/hour", (14, 14, "USD", "hour")),
        ("60.000 € pro Jahr", (60_000, 60_000, "EUR", "year")),
        ("$40- $60k", (40_000, 60_000, "USD", None)),
    ],
)
def test_pay_in_words_is_read(text: str, expected: tuple[int, int, str, str]) -> None:
    salary = mended(salary_text=text).salary
    assert salary is not None
    assert (int(salary.lowest), int(salary.highest), salary.currency, salary.period) == expected


@pytest.mark.parametrize("text", ["", "-", "competitive", "DOE", "see below"])
def test_words_without_numbers_pay_nothing_known(text: str) -> None:
    assert mended(salary_text=text).salary is None


def test_employer_and_role_are_split_where_the_board_writes_both_into_the_title() -> None:
    found = mended(title="Meadowlark: Engineer: Data | Remote", company="", company_in_title=True)
    assert (found.company, found.title) == ("Meadowlark", "Engineer: Data")
    assert mended(title="Engineer: Data").title == "Engineer: Data"


@pytest.mark.parametrize(
    ("changes", "value", "words"),
    [
        ({"arrangement": "hybrid"}, "hybrid", "the board says hybrid"),
        ({"places": ("Remote - US",)}, "remote", "Remote - US"),
        ({"title": "Data Engineer (Hybrid)"}, "hybrid", "Data Engineer (Hybrid)"),
        ({"description": "This role is fully remote. Hm."}, "remote", "role is fully remote"),
        (
            {"description": "You are three days a week in our office."},
            "hybrid",
            "three days a week in our office",
        ),
        ({"description": "This is not a remote position, sorry."}, "on_site", "not a remote position, sorry"),
        ({"board_is_remote": True}, "remote", "the board lists remote work alone"),
    ],
)
def test_where_one_works_is_told_with_the_words_that_show_it(
    changes: dict[str, Any], value: str, words: str
) -> None:
    found = mended(**changes).arrangement
    assert found is not None
    assert (found.value, found.words) == (value, words)


def test_where_one_works_is_unknown_when_nothing_says_it() -> None:
    assert mended().arrangement is None


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({"places": ("USA Only",)}, ["US"]),
        ({"places": ("Europe Only",), "worldwide": True}, ["europe"]),
        ({"description": "Candidates must be based in Canada or the UK."}, ["CA", "GB"]),
        ({"description": "You must be authorized to work in the United States."}, ["US"]),
        ({"title": "Data Engineer (US only)"}, ["US"]),
        ({"description": "Only candidates located in the UK will be considered."}, ["GB"]),
        ({"description": "This role is restricted to U.S. citizens."}, ["US"]),
        ({"description": "You must be a Canadian citizen."}, []),
        ({"description": "U.S. citizenship is required"}, ["US"]),
        ({"description": "Duties include but are not restricted to calls in Germany."}, []),
        ({"worldwide": True}, ["worldwide"]),
        ({"places": ("Anywhere in the World",)}, ["worldwide"]),
        ({"description": "Applicants from the EU are encouraged to apply."}, []),
        ({}, []),
    ],
)
def test_who_may_apply_is_told_or_unknown(changes: dict[str, Any], values: list[str]) -> None:
    assert [found.value for found in mended(**changes).eligibility] == values


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        ("Wir suchen eine Person, die mit uns die Daten der Kunden pflegt und für das Team da ist.", "de"),
        ("Nous cherchons une personne pour notre équipe, avec le sens du service et de la qualité.", "fr"),
        ("Python SQL Kafka", None),
    ],
)
def test_the_language_is_known_by_little_words(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_mends_are_counted() -> None:
    cut = raw(places=("Halifax,",))
    _, counted = mend_all([cut, cut, raw(title="Data Engineer | Remote")])
    assert counted == {"place cut": 2, "decoration": 1}


PIECES = [
    *"ab <>&;/pli=\"'\n#",
    "\u202e",
    "\u00c3\u00b3",
    "\u00e2\u0080\u0099",
    "<p>",
    "&lt;",
    "&amp;",
    "<br>",
]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(st.one_of(MARKUP, st.text(max_size=80)))
def test_what_is_plain_text_stays_as_it_is(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once
    assert one_line(one_line(text)) == one_line(text)


@given(
    st.builds(
        raw,
        title=st.one_of(MARKUP, st.sampled_from(["A: B | Remote", "B | Remote | Remote"])),
        description=st.one_of(MARKUP, st.just(trap("192.0.2.7")), st.text(max_size=80)),
        places=st.tuples(st.one_of(st.text(max_size=20), st.sampled_from(["Halifax, ", "🇩🇰 Denmark"]))),
        salary_min=st.one_of(st.none(), st.decimals(allow_nan=True)),
        company_in_title=st.booleans(),
    )
)
def test_mending_twice_is_mending_once(given_posting: RawPosting) -> None:
    once = mend(given_posting).posting
    again = mend(
        raw(
            title=once.title,
            company=once.company,
            description=once.description,
            places=tuple(once.location.split("; ")),
        )
    ).posting
    assert (again.title, again.company, again.location, again.description) == (
        once.title,
        once.company,
        once.location,
        once.description,
    )
