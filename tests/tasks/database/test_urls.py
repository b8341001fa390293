import pytest

from tasks.database.sessions import driver_url
from tasks.errors import SettingsError


@pytest.mark.parametrize(
    "url", ["", "nonsense", "postgresql://app:secret@host:port/x", "postgresql://u@[::1/x"]
)
def test_what_is_no_url_is_said_without_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match="is no URL such as") as told:
        driver_url(url)
    assert "secret" not in str(told.value)
