from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.sandbox.tee_time_source.world import courses_near, miles_between, offers_of
from tests.sandbox_server import Clock, Sandbox, Stage

DAY = "2027-05-01"
BOSTON = {"lat": "42.3601", "lng": "-71.0589"}
AREA = {**BOSTON, "radius_miles": "25", "date_from": DAY, "date_to": DAY}
HOUR = 3600
SEED = "a test"
HERE = {"latitude": 42.3601, "longitude": -71.0589}
BY_HAND = {"id": "mine", "course_id": 7, "starts_at": f"{DAY}T07:10:00-04:00", **HERE}


def ask(sandbox: Sandbox, /, **changes: object) -> httpx.Response:
    query = httpx.QueryParams(AREA)
    for name, value in changes.items():
        query = query.remove(name)
        for each in value if isinstance(value, list) else [value]:
            query = query.add(name, str(each))
    return httpx.get(f"{sandbox.url}/tee-time-source/tee-times", params=query)


def ask_again(before: httpx.Response) -> httpx.Response:
    return httpx.get(before.url, headers={"if-none-match": before.headers["etag"]})


def offered(sandbox: Sandbox, **changes: object) -> list[dict[str, Any]]:
    return list(ask(sandbox, **changes).raise_for_status().json()["tee_times"])


def ids(sandbox: Sandbox, **changes: object) -> list[str]:
    return [each["id"] for each in offered(sandbox, **changes)]


def turn(sandbox: Sandbox, switch: str, **values: object) -> dict[str, Any]:
    method = "PUT" if switch == "_manner" else "POST"
    answer = httpx.request(method, f"{sandbox.url}/tee-time-source/{switch}", json=values)
    return dict(answer.raise_for_status().json()) if switch != "_faults" else {}


def clear_faults(sandbox: Sandbox) -> None:
    httpx.delete(f"{sandbox.url}/tee-time-source/_faults").raise_for_status()


def counted(sandbox: Sandbox) -> dict[str, Any]:
    return dict(httpx.get(f"{sandbox.url}/tee-time-source/_state").raise_for_status().json()["calls"])


def test_some_dozens_of_courses_lie_around_a_city_each_with_its_zone_and_a_lasting_id() -> None:
    courses = list(courses_near(42.3601, -71.0589, 25, SEED))
    assert 12 <= len(courses) <= 60
    assert len({course.id for course in courses}) == len(courses)
    assert {course.zone for course in courses} == {"America/New_York"}
    beside = list(courses_near(42.40, -71.20, 25, SEED))
    assert len(set(courses) & set(beside)) > 10


@settings(max_examples=50)
@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(1, 60))
def test_an_area_has_all_the_courses_within_its_radius_and_no_other(
    latitude: float, longitude: float, radius: float
) -> None:
    wide = {
        course
        for course in courses_near(latitude, longitude, 75, SEED)
        if miles_between(latitude, longitude, course.latitude, course.longitude) <= radius
    }
    assert set(courses_near(latitude, longitude, radius, SEED)) == wide


def test_an_area_over_the_date_line_has_the_courses_of_both_sides() -> None:
    fiji = list(courses_near(-16.8, 180.0, 40, SEED))
    assert {course.longitude > 0 for course in fiji} == {True, False}
    assert fiji == sorted(courses_near(-16.8, -180.0, 40, SEED), key=fiji.index)


def test_tee_times_are_by_the_clocks_of_their_course_over_a_change_of_the_clocks() -> None:
    [course, *_] = courses_near(42.3601, -71.0589, 25, SEED)
    for day, offset in ((date(2027, 3, 13), -5), (date(2027, 3, 14), -4), (date(2027, 11, 7), -5)):
        for offer in offers_of(course, day, SEED):
            local = datetime.fromtimestamp(offer.starts, ZoneInfo(course.zone))
            assert (local.date(), local.hour * 60 + local.minute) == (day, offer.minute)
            assert f"{offset:+03d}:00" in offer.text


def test_an_answer_has_all_fields_and_comes_in_order_of_time(sandbox: Sandbox) -> None:
    tee_times = offered(sandbox)
    assert 40 <= len(tee_times) <= 200
    assert set(tee_times[0]) == {
        *("id", "course_id", "course_name", "latitude", "longitude", "starts_at", "players_available"),
        *("price_cents", "currency", "holes", "hot_deal", "booking_url"),
    }
    starts = [datetime.fromisoformat(each["starts_at"]) for each in tee_times]
    assert starts == sorted(starts)
    assert {start.date().isoformat() for start in starts} == {DAY}
    assert httpx.get(tee_times[0]["booking_url"]).status_code == 200


def test_filters_keep_what_fits(sandbox: Sandbox) -> None:
    everything = offered(sandbox)

    def expected(keep: Any) -> list[str]:
        return [each["id"] for each in everything if keep(each)]

    def clock(each: dict[str, Any]) -> str:
        return str(each["starts_at"])[11:16]

    assert ids(sandbox, players=3) == expected(lambda each: each["players_available"] >= 3)
    assert ids(sandbox, time_from=7, time_to=9) == expected(lambda each: "07:00" <= clock(each) <= "09:00")
    assert ids(sandbox, time_from="07:20", time_to="07:50") == expected(
        lambda each: "07:20" <= clock(each) <= "07:50"
    )
    courses = [everything[0]["course_id"], everything[-1]["course_id"]]
    assert ids(sandbox, course_id=courses) == expected(lambda each: each["course_id"] in courses)
    assert set(ids(sandbox, radius_miles=5)) < set(ids(sandbox))
    assert ids(sandbox, date_to="2027-05-02")[: len(everything)] == ids(sandbox)


@pytest.mark.parametrize(
    "changes",
    [
        {"lat": 91},
        {"lng": "east"},
        {"radius_miles": 0},
        {"radius_miles": 500},
        {"date_from": "May 1"},
        {"date_to": "2027-04-30"},
        {"date_to": "2027-08-01"},
        {"time_from": 25},
        {"time_to": "7:99"},
        {"players": 0},
        {"cursor": "nonsense"},
        {"cursor": "ä"},
        {"color": "red"},
        {"lat": []},
    ],
)
def test_a_question_that_is_none_is_refused(sandbox: Sandbox, changes: dict[str, object]) -> None:
    answer = ask(sandbox, **changes)
    assert answer.status_code == 422
    assert next(iter(changes)) in answer.json()["error"] or "date" in answer.json()["error"]


def test_pages_are_the_answer_in_parts(sandbox: Sandbox) -> None:
    everything = ids(sandbox)
    turn(sandbox, "_manner", page_size=7)
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        content = ask(sandbox, **cursor).json()
        found += [each["id"] for each in content["tee_times"]]
        if "next_cursor" not in content:
            break
        assert len(content["tee_times"]) == 7
        cursor = {"cursor": content["next_cursor"]}
    assert found == everything


def test_what_has_not_changed_is_not_sent_again(sandbox: Sandbox) -> None:
    first = ask(sandbox)
    again = ask_again(first)
    assert (again.status_code, again.content) == (304, b"")
    turn(sandbox, "_openings", add=[BY_HAND])
    changed = ask_again(first)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    turn(sandbox, "_manner", etags=False)
    assert "etag" not in ask(sandbox).headers
    assert counted(sandbox)["not_modified"] == 1


def test_nothing_comes_or_goes_while_the_clock_stands_still(sandbox: Sandbox, clock: Clock) -> None:
    before = ids(sandbox)
    clock.now += 12 * HOUR
    assert ids(sandbox) == before


def test_tee_times_come_and_go_as_the_clock_is_moved_and_come_back_with_it(sandbox: Sandbox) -> None:
    beginning = ids(sandbox)
    assert turn(sandbox, "_clock", advance_seconds=HOUR) == {"seconds": HOUR}
    later = ids(sandbox)
    assert set(later) - set(beginning)
    assert set(beginning) - set(later)
    assert turn(sandbox, "_clock", set=0) == {"seconds": 0}
    assert ids(sandbox) == beginning
    for wrong in ({}, {"set": 1, "advance_seconds": 1}, {"set": -1}):
        answer = httpx.post(f"{sandbox.url}/tee-time-source/_clock", json=wrong)
        assert answer.status_code == 422


def test_what_has_begun_is_not_offered(sandbox: Sandbox, clock: Clock) -> None:
    everything = ids(sandbox)
    noon = datetime(2027, 5, 1, 16, tzinfo=UTC)
    clock.now = int(noon.timestamp())
    left = offered(sandbox)
    assert 0 < len(left) < len(everything)
    assert all(datetime.fromisoformat(each["starts_at"]) > noon for each in left)


def test_a_test_can_say_exactly_what_is_offered(sandbox: Sandbox) -> None:
    answer = turn(sandbox, "_openings", made_up=False, add=[BY_HAND, BY_HAND | {"id": "far", "latitude": 45}])
    assert answer == {"made_up": False, "openings": ["mine", "far"]}
    [mine] = offered(sandbox)
    assert (mine["id"], mine["course_id"], mine["starts_at"]) == ("mine", 7, BY_HAND["starts_at"])
    assert (mine["players_available"], mine["price_cents"], mine["holes"]) == (4, 4900, 18)
    assert ids(sandbox, time_from=8) == []
    assert ids(sandbox, lat=45) == ["far"]
    turn(
        sandbox, "_openings", add=[{"id": "anywhere", "starts_at": f"{DAY}T10:00:00-04:00"}], remove=["mine"]
    )
    assert ids(sandbox) == ["anywhere"]
    assert ids(sandbox, lat=20) == ["anywhere"]
    httpx.delete(f"{sandbox.url}/tee-time-source/_openings").raise_for_status()
    assert len(ids(sandbox)) > 40


def test_a_made_up_tee_time_can_be_taken_out_and_put_back(sandbox: Sandbox) -> None:
    before = offered(sandbox)
    turn(sandbox, "_openings", remove=[before[0]["id"]])
    assert offered(sandbox) == before[1:]
    turn(sandbox, "_openings", add=[before[0] | {"price_cents": 1}])
    assert [each["price_cents"] for each in offered(sandbox)[:1]] == [1]


def test_a_restart_forgets_neither_the_clock_nor_what_was_put_in(
    tmp_path: Path, clock: Clock, stage: Stage
) -> None:
    sandbox = stage.play(tmp_path, clock)
    turn(sandbox, "_clock", advance_seconds=5 * HOUR)
    turn(sandbox, "_openings", add=[BY_HAND], remove=ids(sandbox)[:1])
    before = offered(sandbox)
    sandbox = stage.play(tmp_path, clock)
    assert [each["id"] for each in before] == ids(sandbox)


@pytest.mark.parametrize(
    ("kind", "status"),
    [("down", 503), ("throttled", 429), ("rubbish", 200), ("broken_entry", 200), ("slow", 200)],
)
def test_one_area_can_go_wrong_while_others_go_right(sandbox: Sandbox, kind: str, status: int) -> None:
    right = ask(sandbox, lat=43).content
    whole = ask(sandbox).content
    area = {name: float(value) for name, value in BOSTON.items()}
    turn(sandbox, "_faults", kind=kind, retry_after=9, seconds=0.01, **area)
    wrong = ask(sandbox)
    assert wrong.status_code == status
    assert (wrong.headers.get("retry-after") == "9") == (status != 200)
    assert (wrong.content == whole) == (kind == "slow")
    assert ask(sandbox, lat=43).content == right
    clear_faults(sandbox)
    assert ask(sandbox).content == whole


def test_an_answer_can_be_cut_off_so_many_times(sandbox: Sandbox) -> None:
    turn(sandbox, "_faults", kind="cut_off", count=2)
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            ask(sandbox)
    assert ask(sandbox).status_code == 200


def test_a_slow_answer_comes_when_the_fault_is_cleared(sandbox: Sandbox) -> None:
    turn(sandbox, "_faults", kind="slow", seconds=600)
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(ask, sandbox)
        while counted(sandbox)["calls"] == 0:
            pass
        clear_faults(sandbox)
        assert slow.result(10).status_code == 200


def test_more_calls_than_a_second_takes_are_throttled(sandbox: Sandbox) -> None:
    turn(sandbox, "_manner", per_second=2)
    answers = [ask(sandbox, radius_miles=1) for _ in range(7)]
    assert Counter(answer.status_code for answer in answers)[429] > 0
    assert {answer.headers["retry-after"] for answer in answers if answer.status_code == 429} == {"1"}


def test_calls_are_counted_by_area_until_they_are_forgotten(sandbox: Sandbox) -> None:
    ask(sandbox)
    ask(sandbox)
    ask(sandbox, lat=43)
    seen = counted(sandbox)
    assert (seen["calls"], seen["areas"]) == (3, {"42.3601,-71.0589": 2, "43.0000,-71.0589": 1})
    httpx.delete(f"{sandbox.url}/tee-time-source/_calls").raise_for_status()
    assert counted(sandbox)["calls"] == 0


def test_a_person_moves_the_clock_and_sees_what_comes_of_it(sandbox: Sandbox) -> None:
    page = f"{sandbox.url}/tee-time-source/offers"
    area = {**BOSTON, "radius_miles": "25", "day": DAY}
    before = httpx.get(page, params=area).text
    assert "0 days 00:00" in before
    moved = httpx.post(f"{sandbox.url}/tee-time-source/clock", params=area, data={"move": "6 hours"})
    assert moved.status_code == 303
    after = httpx.get(moved.headers["location"]).text
    assert "0 days 06:00" in after
    assert f'value="{DAY}"' in after
    assert before.count("<tr>") != after.count("<tr>")
    assert httpx.get(page).status_code == 200
    assert httpx.get(page, params=area | {"lat": "north"}).status_code == 400
