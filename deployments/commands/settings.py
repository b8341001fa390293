"""`caddie settings`."""

from dataclasses import dataclass

from pydantic import JsonValue, SecretStr

from deployments.commands.output import print_json, print_table
from tasks.settings import Settings
from tasks.settings import settings as read_settings


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as people may see it: a secret's value is never in it."""

    name: str
    value: JsonValue
    is_set: bool
    description: str


@dataclass(frozen=True, slots=True)
class Provider:
    """Who plays a provider's part."""

    role: str
    is_real: bool
    by: str
    stand_in: str = "sandbox"


@dataclass(frozen=True, slots=True)
class _Overview:
    settings: list[Setting]
    providers: list[Provider]


def settings(*, json: bool = False) -> None:
    """Show every setting, and which providers are real and which the sandbox plays. Prints no secret.

    Args:
        json: As `{"settings": [{name, value, is_set, description}],
            "providers": [{role, is_real, by, stand_in}]}`.
    """
    present = read_settings()
    overview = _Overview(_described(present), _providers(present))
    if json:
        print_json(overview)
        return
    print_table(
        ("provider", "", "by"),
        [(one.role, "real" if one.is_real else one.stand_in, one.by) for one in overview.providers],
    )
    print()
    print_table(
        ("setting", "value", "what it is"),
        [
            (one.name, "-" if one.value is None else str(one.value), one.description)
            for one in overview.settings
        ],
    )


def _described(present: Settings) -> list[Setting]:
    return [
        Setting(
            name.upper(),
            _shown(getattr(present, name)),
            name in present.model_fields_set,
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def _shown(value: object) -> JsonValue:
    match value:
        case None | int():
            return value
        case SecretStr():
            return "(set)"
        case tuple():
            return ", ".join(map(str, value)) or None
        case _:
            return str(value)


def _providers(present: Settings) -> list[Provider]:
    payments = present.stripe_api_base or (
        "https://api.stripe.com" if present.payments_are_real else present.sandbox_url
    )
    return [
        Provider("payments", present.payments_are_real, payments),
        Provider("mail", present.mail_is_real, present.mail_url),
        Provider("files", present.supabase_url is not None, present.file_storage_url),
        Provider("repositories", present.repositories_are_real, present.github_url),
        Provider("job board Remote OK", present.remoteok_url is not None, present.remoteok_address),
        Provider(
            "job board We Work Remotely",
            bool(present.weworkremotely_urls),
            present.weworkremotely_addresses[0],
        ),
        Provider("tee times", present.tee_time_api_url is not None, present.tee_times_url),
        _language_model(present),
    ]


def _language_model(present: Settings) -> Provider:
    """Without a key nobody is asked, the sandbox neither: what it makes up must never pass for a model's."""
    if present.anthropic_api_key is None:
        return Provider("language model", False, "nobody: the built-in engine works alone", "none")
    is_real = not present.language_model_url.startswith(present.sandbox_url)
    return Provider("language model", is_real, present.language_model_url)
