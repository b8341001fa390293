"""What the environment says wrongly is named at the start, and never shown."""

import pytest

from tasks.errors import SettingsError
from tasks.settings import settings


def complaint(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        settings.__wrapped__()
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_API_BASE", "localhost:12111"),
        ("PUBLIC_URL", "app.example.com"),
        ("GITHUB_API_URL", "https://two words"),
        ("REMOTEOK_URL", "ftp://remoteok.example"),
        ("WEWORKREMOTELY_URLS", "https://one.example, two.example"),
        ("CADDIE_LINK_SECRET", ","),
        ("STRIPE_WEBHOOK_SECRET", " , "),
        ("CADDIE_WEBHOOK_PORT", "99999"),
    ],
)
def test_a_malformed_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert name in complaint(monkeypatch, name, value)


def test_no_value_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "hunter2" not in complaint(monkeypatch, "PUBLIC_URL", "ftp://ann:hunter2@example.com")


def test_all_that_is_malformed_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LGG_API_URL", "nowhere")
    said = complaint(monkeypatch, "GEOCODER_URL", "nobody")
    assert "LGG_API_URL" in said
    assert "GEOCODER_URL" in said
