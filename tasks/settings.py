"""Everything that comes from the environment, read and checked in one place.

`README.md` has the table. A provider whose key is missing is the sandbox's.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tasks.errors import SettingsError
from tasks.values import Scope, Slug

Port = Annotated[int, Field(ge=1, le=65_535)]


def _comma_divided(value: object) -> object:
    """The trimmed parts of a text divided by commas; anything else as it is."""
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_comma_divided)]

SANDBOX_PRICE_ID = "price_caddie_monitor"


class Settings(BaseSettings):
    """The settings, each named as its variable. Empty variables count as not set."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    caddie_home: Path = Field(Path(".caddie"), description="folder that holds the local stack's state")
    caddie_webhook_port: Port = Field(8787, description="port of the door (the webhook shim)")
    caddie_prefect_port: Port = Field(4200, description="port of the local Prefect server and its UI")
    caddie_sandbox_port: Port = Field(8788, description="port of the sandbox that stands in for providers")
    caddie_runner: Literal["warm", "stock"] = Field(
        "warm", description="how runs start: forked from a warm process, or each by Prefect's stock worker"
    )
    caddie_tenant: Slug = Field(
        Slug("default"), description="tenant of runs that name none (UI, command line)"
    )
    caddie_environment: Slug = Field(Slug("default"), description="environment of runs that name none")
    caddie_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="how much the stack and the runs log"
    )
    caddie_rate_limit: Annotated[int, Field(ge=1)] = Field(
        600, description="requests a minute that one token may make at one door"
    )
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL for the role that runs; without it the local stack embeds one,"
        " and elsewhere the prefect-sqlalchemy block `caddie` is read",
    )
    database_owner_url: SecretStr | None = Field(
        None, description="PostgreSQL for the role that migrates; without it DATABASE_URL does both"
    )
    prefect_api_url: str | None = Field(
        None, description="API of a Prefect server; without it the local stack starts one"
    )
    workflows_auth_token: SecretStr | None = Field(
        None, description="the one-token set-up: this bearer token may do everything for CADDIE_TENANT"
    )
    allowed_origins: Origins = Field((), description="web origins that CORS lets in, divided by commas")
    stripe_secret_key: SecretStr | None = Field(None, description="Stripe's key; without it the sandbox")
    stripe_api_base: str | None = Field(None, description="where Stripe's API is, if not at Stripe")
    stripe_price_id: str | None = Field(None, description="price of one monitor; needed with a Stripe key")
    checkout_success_url: str | None = Field(None, description="page after paying; needed with a Stripe key")
    checkout_cancel_url: str | None = Field(
        None, description="page after turning back at Checkout; needed with a Stripe key"
    )
    geocoder_url: str | None = Field(
        None, description="service asked for ZIP codes that the built-in table lacks (GET {url}/us/{zip})"
    )

    @model_validator(mode="after")
    def _a_real_stripe_needs_its_price_and_pages(self) -> Self:
        if self.stripe_secret_key is not None:
            needed = ("stripe_price_id", "checkout_success_url", "checkout_cancel_url")
            missing = [name.upper() for name in needed if getattr(self, name) is None]
            if missing:
                raise ValueError(f"STRIPE_SECRET_KEY is set, so {', '.join(missing)} must be too")
        return self

    @property
    def default_scope(self) -> Scope:
        """Whose a run is that names no tenant."""
        return Scope(self.caddie_tenant, self.caddie_environment)

    @property
    def sandbox_url(self) -> str:
        """Where the local sandbox answers."""
        return f"http://127.0.0.1:{self.caddie_sandbox_port}"

    @property
    def webhook_url(self) -> str:
        """Where the local door answers."""
        return f"http://127.0.0.1:{self.caddie_webhook_port}"

    @property
    def payments_are_real(self) -> bool:
        """Whether Checkout Sessions are Stripe's own rather than the sandbox's."""
        return self.stripe_secret_key is not None


@cache
def settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        SettingsError: Names every setting that is missing or malformed, and shows no value.
    """
    try:
        return Settings()
    except ValidationError as invalid:
        problems = [
            f"{'.'.join(str(part) for part in error['loc']).upper() or 'settings'}: {error['msg']}"
            for error in invalid.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("Settings that need attention: " + "; ".join(problems)) from None
