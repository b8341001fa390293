"""Everything that comes from the environment, read and checked in one place.

`README.md` has the table. A provider whose key is missing is the sandbox's.
"""

import hmac
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tasks.errors import SettingsError
from tasks.values import Scope, Slug

Port = Annotated[int, Field(ge=1, le=65_535)]


def _comma_divided(value: object) -> object:
    """The trimmed parts of a text divided by commas; anything else as it is."""
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


def _parts(secrets: SecretStr) -> tuple[str, ...]:
    return tuple(part.strip() for part in secrets.get_secret_value().split(",") if part.strip())


def _with_a_part(secrets: SecretStr) -> SecretStr:
    if not _parts(secrets):
        raise ValueError("there is nothing between its commas")
    return secrets


_CLOUDFLARE_GATEWAY = re.compile(r"https://gateway\.ai\.cloudflare\.com/v1/[^/]+/[^/]+")

Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_comma_divided)]
Secrets = Annotated[SecretStr, AfterValidator(_with_a_part)]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]
Addresses = Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_comma_divided)]
Host = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"), AfterValidator(str.lower)]
Hosts = Annotated[tuple[Host, ...], NoDecode, BeforeValidator(_comma_divided)]

SANDBOX_FEEDS = (
    "remote-jobs",
    "categories/remote-programming-jobs",
    "categories/remote-design-jobs",
    "categories/remote-customer-support-jobs",
)
SANDBOX_PRICE_ID = "price_caddie_monitor"
SANDBOX_MAIL_SECRET = "whsec_c2FuZGJveCBtYWlsIGlzIG5vIHNlY3JldA=="  # noqa: S105  no secret: mail that goes nowhere
SANDBOX_WEBHOOK_SECRET = "whsec_sandbox_caddie_knows_and_so_may_everybody"  # noqa: S105  no secret: made-up money


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
    prefect_api_url: Address | None = Field(
        None, description="API of a Prefect server; without it the local stack starts one"
    )
    workflows_auth_token: SecretStr | None = Field(
        None, description="the one-token set-up: this bearer token may do everything for CADDIE_TENANT"
    )
    allowed_origins: Origins = Field((), description="web origins that CORS lets in, divided by commas")
    stripe_secret_key: SecretStr | None = Field(None, description="Stripe's key; without it the sandbox")
    stripe_api_base: Address | None = Field(None, description="where Stripe's API is, if not at Stripe")
    stripe_price_id: str | None = Field(None, description="price of one monitor; needed with a Stripe key")
    checkout_success_url: Address | None = Field(
        None, description="page after paying; needed with a Stripe key"
    )
    checkout_cancel_url: Address | None = Field(
        None, description="page after turning back at Checkout; needed with a Stripe key"
    )
    stripe_webhook_secret: Secrets | None = Field(
        None,
        description="what Stripe signs its webhooks with; several, divided by commas, while one is rolled;"
        " needed with a Stripe key",
    )
    resend_api_key: SecretStr | None = Field(
        None, description="Resend's key; without it mails go into the sandbox's inbox"
    )
    resend_api_url: Address | None = Field(None, description="where Resend's API is, if not at Resend")
    resend_from: str | None = Field(
        None, description='who mails come from, such as "Caddie <tee@example.com>"; needed with a Resend key'
    )
    resend_webhook_secret: Secrets | None = Field(
        None,
        description="what Resend signs its webhooks with; several, divided by commas, while one is rolled",
    )
    tee_time_api_url: Address | None = Field(
        None, description="the tee-time source (GET {url}/tee-times); without it the sandbox's"
    )
    lgg_api_url: Address | None = Field(
        None, description="an outside scheduler of monitors (LGG); without it Caddie checks them itself"
    )
    lgg_api_key: SecretStr | None = Field(None, description="bearer key of LGG_API_URL; needed with it")
    public_url: Address | None = Field(
        None, description="where customers reach the door, for links in mails; without it the local door"
    )
    caddie_link_secret: Secrets | None = Field(
        None,
        description="what links in mails are signed with; several, divided by commas: the first signs, all"
        " are good; without it one made from WORKFLOWS_AUTH_TOKEN",
    )
    github_token: SecretStr | None = Field(
        None,
        description="GitHub's token; without it and GITHUB_API_URL the sandbox",
    )
    github_api_url: Address | None = Field(None, description="where GitHub's REST API is, if not at GitHub")
    remoteok_url: Address | None = Field(
        None, description="Remote OK's API (https://remoteok.com/api); without it the sandbox's"
    )
    weworkremotely_urls: Addresses = Field(
        (),
        description="We Work Remotely's feeds, divided by commas"
        " (https://weworkremotely.com/remote-jobs.rss and its categories'); without them the sandbox's",
    )
    geocoder_url: Address | None = Field(
        None, description="service asked for ZIP codes that the built-in table lacks (GET {url}/us/{zip})"
    )

    anthropic_api_key: SecretStr | None = Field(
        None, description="Anthropic's key; without it the built-in engine reads and writes résumés alone"
    )
    anthropic_model: str = Field("claude-sonnet-5-5", description="the model that is asked")
    anthropic_base_url: Address | None = Field(
        None, description="where Anthropic's API is, if not at Anthropic; wins over the gateway"
    )
    cloudflare_ai_gateway_url: Address | None = Field(
        None, description="Cloudflare AI Gateway in front of Anthropic's API, its path included"
    )
    supabase_url: Address | None = Field(
        None, description="Supabase project whose storage holds uploaded files; without it the sandbox's"
    )
    supabase_service_role_key: SecretStr | None = Field(
        None, description="service role key of SUPABASE_URL; needed with it"
    )
    file_hosts: Hosts = Field(
        (), description="other hosts that a file may be fetched from by https, divided by commas"
    )

    @model_validator(mode="after")
    def _a_real_stripe_needs_its_price_and_pages(self) -> Self:
        if self.stripe_secret_key is not None:
            needed = (
                "stripe_price_id",
                "stripe_webhook_secret",
                "checkout_success_url",
                "checkout_cancel_url",
            )
            missing = [name.upper() for name in needed if getattr(self, name) is None]
            if missing:
                raise ValueError(f"STRIPE_SECRET_KEY is set, so {', '.join(missing)} must be too")
        return self

    @model_validator(mode="after")
    def _a_real_resend_needs_a_sender(self) -> Self:
        if self.resend_api_key is not None and self.resend_from is None:
            raise ValueError("RESEND_API_KEY is set, so RESEND_FROM must be too")
        return self

    @model_validator(mode="after")
    def _an_outside_scheduler_needs_its_key(self) -> Self:
        if self.lgg_api_url is not None and self.lgg_api_key is None:
            raise ValueError("LGG_API_URL is set, so LGG_API_KEY must be too")
        return self

    @model_validator(mode="after")
    def _a_real_file_storage_needs_its_key(self) -> Self:
        if self.supabase_url is not None and self.supabase_service_role_key is None:
            raise ValueError("SUPABASE_URL is set, so SUPABASE_SERVICE_ROLE_KEY must be too")
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

    @property
    def payments_are_live(self) -> bool:
        """Whether it is real money: Stripe's live mode rather than its test mode or the sandbox."""
        key = self.stripe_secret_key
        return key is not None and key.get_secret_value().startswith(("sk_live_", "rk_live_"))

    @property
    def stripe_webhook_secrets(self) -> tuple[str, ...]:
        """What a webhook of Stripe's, or of the sandbox's, may be signed with."""
        if self.stripe_webhook_secret is None:
            return () if self.payments_are_real else (SANDBOX_WEBHOOK_SECRET,)
        return _parts(self.stripe_webhook_secret)

    @property
    def mail_is_real(self) -> bool:
        """Whether mails go to people rather than into the sandbox's inbox."""
        return self.resend_api_key is not None

    @property
    def resend_webhook_secrets(self) -> tuple[str, ...]:
        """What a webhook of Resend's, or of the sandbox's, may be signed with."""
        if self.resend_webhook_secret is None:
            return () if self.mail_is_real else (SANDBOX_MAIL_SECRET,)
        return _parts(self.resend_webhook_secret)

    @property
    def mail_url(self) -> str:
        """Where Resend's API, or the sandbox's, answers."""
        at_home = "https://api.resend.com" if self.mail_is_real else f"{self.sandbox_url}/resend"
        return (self.resend_api_url or at_home).rstrip("/")

    @property
    def mail_from(self) -> str:
        """Who mails come from."""
        return self.resend_from or "Caddie <caddie@example.com>"

    @property
    def language_model_url(self) -> str:
        """Where every call to the language model goes: `/v1/messages` comes after it."""
        gateway = (self.cloudflare_ai_gateway_url or "").rstrip("/")
        if _CLOUDFLARE_GATEWAY.fullmatch(gateway):
            gateway += "/anthropic"  # Cloudflare shows a gateway's address without its provider
        return (self.anthropic_base_url or gateway or "https://api.anthropic.com").rstrip("/")

    @property
    def remoteok_address(self) -> str:
        """Where Remote OK's API, or the sandbox's, answers."""
        return self.remoteok_url or f"{self.sandbox_url}/job-boards/remoteok/api"

    @property
    def weworkremotely_addresses(self) -> tuple[str, ...]:
        """Where We Work Remotely's feeds, or the sandbox's, are."""
        at_home = f"{self.sandbox_url}/job-boards/weworkremotely"
        return self.weworkremotely_urls or tuple(f"{at_home}/{feed}.rss" for feed in SANDBOX_FEEDS)

    @property
    def tee_times_url(self) -> str:
        """Where the tee-time source answers."""
        return (self.tee_time_api_url or f"{self.sandbox_url}/tee-time-source").rstrip("/")

    @property
    def file_storage_url(self) -> str:
        """Where Supabase's storage API, or the sandbox's, answers."""
        project = self.supabase_url or f"{self.sandbox_url}/supabase"
        return f"{project.rstrip('/')}/storage/v1"

    @property
    def files_folder(self) -> Path:
        """Where files of Caddie's own lie, for every worker and the door."""
        return self.caddie_home / "files"

    @property
    def repositories_are_real(self) -> bool:
        """Whether repositories are GitHub's rather than the sandbox's."""
        return self.github_token is not None or self.github_api_url is not None

    @property
    def github_url(self) -> str:
        """Where GitHub's REST API, or the sandbox's, answers."""
        at_home = "https://api.github.com" if self.github_token is not None else f"{self.sandbox_url}/github"
        return (self.github_api_url or at_home).rstrip("/")

    @property
    def public_address(self) -> str:
        """Where customers reach the door, without a slash at the end."""
        return (self.public_url or self.webhook_url).rstrip("/")

    @property
    def link_secrets(self) -> tuple[str, ...]:
        """What links in mails may be signed with; the first one signs.

        Raises:
            SettingsError: There is nothing to sign with.
        """
        if self.caddie_link_secret is not None:
            return _parts(self.caddie_link_secret)
        if self.workflows_auth_token is None:
            raise SettingsError("Links in mails cannot be signed: set CADDIE_LINK_SECRET")
        token = self.workflows_auth_token.get_secret_value()
        return (hmac.digest(token.encode(), b"caddie link secret", "sha256").hex(),)


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
