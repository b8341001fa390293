import pytest

from tasks.errors import UnknownZipCodeError
from tasks.providers.geocoder import Point, locate, time_zone_at
from tasks.values import ZipCode


@pytest.mark.parametrize(
    ("zip_code", "zone"),
    [
        ("02134", "America/New_York"),
        ("94103-1234", "America/Los_Angeles"),
        ("85001", "America/Phoenix"),
        ("96813", "Pacific/Honolulu"),
        ("00901", "America/Puerto_Rico"),
    ],
)
def test_a_zip_code_has_a_point_and_the_zone_of_that_point(zip_code: str, zone: str) -> None:
    assert time_zone_at(locate(ZipCode(zip_code))) == zone


@pytest.mark.parametrize("zip_code", ["09007", "96201"])
def test_a_military_post_office_lies_nowhere(zip_code: str) -> None:
    with pytest.raises(UnknownZipCodeError, match="military"):
        locate(ZipCode(zip_code))


@pytest.mark.parametrize("zip_code", ["00000", "77352", "99999"])
def test_an_unknown_zip_code_is_never_the_point_zero(zip_code: str) -> None:
    with pytest.raises(UnknownZipCodeError, match="not known"):
        locate(ZipCode(zip_code))


def test_a_point_at_sea_has_no_zone_to_play_in() -> None:
    assert time_zone_at(Point(30.0, -40.0)) is None
    assert time_zone_at(Point(0.0, 0.0)) is None


@pytest.mark.parametrize("point", [(90.1, 0.0), (0.0, -180.1), (float("nan"), 0.0), (0.0, float("inf"))])
def test_what_lies_nowhere_is_no_point(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Point(*point)
