import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import InvalidProfileError
from tasks.json_resume import profile_from_json

_WORDS = st.sampled_from(
    ["work", "basics", "skills", "startDate", "name", "highlights", "location", "profiles"]
)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 3000)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)


def test_a_profile_may_be_written_as_people_write() -> None:
    profile = profile_from_json(
        """{
        "basics": {"name": "Ada Byrne", "location": "Cork", "profiles": ["https://example.com/ada"]},
        "work": [{"company": "Loom & Co", "title": "Weaver", "start": 2019, "endDate": "Present",
                  "location": {"city": "Cork", "countryCode": "IE"}, "highlights": "- Wove\\n- Dyed"}],
        "education": [{"degree": "BA", "school": "Old College", "startDate": "", "endDate": "Sept. 2018"}],
        "skills": ["Weaving", {"name": "Dyes", "keywords": "madder, woad"}],
        "languages": "Irish, English",
        "certifications": [{"name": "Master Weaver", "date": "März 2020"}],
        "meta": {"theme": "dropped"}
        }"""
    )
    work, course = profile.work[0], profile.education[0]
    assert (work.name, work.position, work.start_date, work.end_date) == ("Loom & Co", "Weaver", "2019", None)
    assert (work.location, work.highlights) == ("Cork, IE", ("Wove", "Dyed"))
    assert (course.study_type, course.institution, course.end_date) == ("BA", "Old College", "2018-09")
    assert [skill.name for skill in profile.skills] == ["Weaving", "Dyes"]
    assert profile.skills[1].keywords == ("madder", "woad")
    assert [one.language for one in profile.languages] == ["Irish", "English"]
    assert profile.certificates[0].date == "2020-03"
    assert profile.basics.location
    assert profile.basics.location.address == "Cork"
    assert profile.basics.profiles[0].url == "https://example.com/ada"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020", "2020"),
        ("2020-05", "2020-05"),
        ("2020-05-04", "2020-05-04"),
        ("2020-05-04T10:00:00Z", "2020-05-04"),
        ("enero 2021", "2021-01"),
        ("03/2019", "2019-03"),
        ("heute", None),
        ("aujourd'hui", None),
        ("actualidad", None),
    ],
)
def test_dates_are_taken_as_printed(written: str, read: str | None) -> None:
    assert profile_from_json({"work": [{"name": "A", "endDate": written}]}).work[0].end_date == read


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no json", "no JSON"),
        ("[1, 2]", "expected an object"),
        (b"\xff\xfe", "not UTF-8"),
        ('{"work": [{"startDate": "some day"}]}', r"work\[0\].startDate is 'some day'"),
        ('{"work": [{"name": {"first": 1}}]}', r"work\[0\].name is no good"),
        ('{"basics": 7}', "basics is no good"),
    ],
)
def test_what_cannot_be_understood_is_named(text: str | bytes, says: str) -> None:
    with pytest.raises(InvalidProfileError, match=says):
        profile_from_json(text)


@given(_JSON)
def test_no_json_breaks_it(value: object) -> None:
    try:
        profile = profile_from_json(json.dumps(value))
    except InvalidProfileError:
        return
    assert profile_from_json(profile.model_dump(mode="json", by_alias=True)) == profile
