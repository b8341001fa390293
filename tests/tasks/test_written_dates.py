import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.written_dates import Period, find_periods, read_date, read_period


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Sept. 2018", "2018-09"),
        ("January 15, 2020", "2020-01-15"),
        ("03/2019", "2019-03"),
        ("2019-03", "2019-03"),
        ("2020-05-01", "2020-05-01"),
        ("15.01.2020", "2020-01-15"),
        ("enero de 2021", "2021-01"),
        ("März 2017", "2017-03"),
        ("août 2016", "2016-08"),
        ("set 2018", "2018-09"),
        ("ottobre 2018", "2018-10"),
        ("fevereiro de 2018", "2018-02"),
        ("maart 2018", "2018-03"),
        ("May '19", "2019-05"),
        ("Summer 2019", "2019"),
        ("(2020)", "2020"),
        ("20XX", None),
        ("present", None),
        ("2019 – 2020", None),
        ("in 2020 already", None),
        ("", None),
    ],
)
def test_a_date_is_as_exact_as_the_text(text: str, date: str | None) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Jan 2020 – Present", Period("2020-01", None, open=True)),
        ("03/2019 – heute", Period("2019-03", None, open=True)),
        ("enero de 2019 – actualidad", Period("2019-01", None, open=True)),
        ("desde enero de 2019 hasta la actualidad", Period("2019-01", None, open=True)),
        ("Septembre 2016 à aujourd’hui", Period("2016-09", None, open=True)),
        ("dal 2019 ad oggi", Period("2019", None, open=True)),
        ("janeiro de 2019 até o momento", Period("2019-01", None, open=True)),
        ("augustus 2019 t/m heden", Period("2019-08", None, open=True)),
        ("seit 03/2019", Period("2019-03", None, open=True)),
        ("Jan – Mar 2020", Period("2020-01", "2020-03")),
        ("06/19 – 08/21", Period("2019-06", "2021-08")),
        ("2014-18", Period("2014", "2018")),
        ("2019/20", Period("2019", "2020")),
        ("von 2012 bis 2014", Period("2012", "2014")),
        ("15.01.2020 – 31.12.2021", Period("2020-01-15", "2021-12-31")),
        ("May 2022", Period(end="2022-05")),
        ("January 20XX - Current", Period(open=True)),
        ("a sentence of 2019 words", None),
    ],
)
def test_a_period_is_read_in_seven_languages(text: str, period: Period | None) -> None:
    assert read_period(text) == period


def test_a_period_is_found_where_it_stands() -> None:
    text = "Analyst, Acme (Jan 2020 – Feb 2021), London"
    found = find_periods(text)
    assert [text[one.first : one.last] for one in found] == ["Jan 2020 – Feb 2021"]


@pytest.mark.parametrize(
    "text", ["1234 Main Street", "+1 (555) 201-9200", "grew it by 2019%", "v2020.1", "10k-20k"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_periods(text) == ()


@given(st.integers(1950, 2059), st.integers(1, 12))
def test_every_month_of_every_year_reads_back(year: int, month: int) -> None:
    assert read_date(f"{month:02}/{year}") == f"{year}-{month:02}" == read_date(f"{year}-{month:02}")


@given(st.text(alphabet="0123456789 /.-–'’abcdejnprsuyJFMAM"))
def test_no_text_is_refused(text: str) -> None:
    for one in find_periods(text):
        assert 0 <= one.first < one.last <= len(text)


def test_months_have_all_their_names() -> None:
    written = ("May 2020", "mayo 2020", "Okt. 2020", "déc 2020", "nothing 2020")
    assert [read_date(text) for text in written] == ["2020-05", "2020-05", "2020-10", "2020-12", None]
