"""What one local stack is made of and where it answers: follows from settings and state folder alone."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from deployments.embedded_postgres import EmbeddedPostgres
from deployments.state_folder import Addresses, StateFolder
from tasks.settings import Settings

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Plan:
    """A stack before it starts. What a setting points at elsewhere is not started here."""

    settings: Settings
    folder: StateFolder
    postgres: EmbeddedPostgres | None
    """None if neither our rows nor Prefect's server need one."""
    starts_prefect: bool
    prefect_api: str
    addresses: Addresses
    owner_url: str
    """Migrates; whoever runs has `addresses.database_url`."""

    @classmethod
    def of(cls, settings: Settings, folder: StateFolder) -> "Plan":
        """Embed PostgreSQL without DATABASE_URL, and Prefect's server without PREFECT_API_URL."""
        own_api = f"http://{HOST}:{settings.caddie_prefect_port}/api"
        prefect_api = (settings.prefect_api_url or own_api).rstrip("/")
        starts_prefect = prefect_api.replace("localhost", HOST) == own_api  # `caddie up` says to export it
        cluster = EmbeddedPostgres(folder.postgres)
        if settings.database_url is None:
            database_url, owner_url, admin_url = cluster.application_url, cluster.owner_url, cluster.admin_url
        else:
            database_url, admin_url = settings.database_url.get_secret_value(), None
            owner_url = (settings.database_owner_url or settings.database_url).get_secret_value()
        token = settings.workflows_auth_token
        return cls(
            settings=settings,
            folder=folder,
            postgres=cluster if starts_prefect or settings.database_url is None else None,
            starts_prefect=starts_prefect,
            prefect_api=prefect_api,
            addresses=Addresses(
                webhook=settings.webhook_url,
                prefect=prefect_api.removesuffix("/api"),
                sandbox=settings.sandbox_url,
                database_url=database_url,
                admin_database_url=admin_url,
                token=folder.token() if token is None else token.get_secret_value(),
            ),
            owner_url=owner_url,
        )

    def environment(self) -> dict[str, str]:
        """What every part finds in its environment: our settings, Prefect's, nothing of the caller's Prefect.

        Runs start in folders of their own, where no `.env` is: so each setting is spelt out.
        """
        inherited = {name: value for name, value in os.environ.items() if not self._is_callers_own(name)}
        unproxied = (os.environ.get("NO_PROXY"), HOST, "localhost")
        return (
            inherited
            | _spelt_out(self.settings)
            | {
                "CADDIE_HOME": str(self.folder.path),
                "DATABASE_URL": self.addresses.database_url,
                "WORKFLOWS_AUTH_TOKEN": self.addresses.token,
                "PATH": os.pathsep.join(
                    (str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
                ),
                "NO_PROXY": ",".join(host for host in unproxied if host),
                "DO_NOT_TRACK": "1",
                "PREFECT_API_URL": self.prefect_api,
                "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
                "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
                "PREFECT_HOME": str(self.folder.prefect_home),
                "PREFECT_LOCAL_STORAGE_PATH": str(self.folder.results),
                "PREFECT_LOGGING_LEVEL": self.settings.caddie_log_level,
            }
        )

    def _is_callers_own(self, name: str) -> bool:
        """Whether a variable is the caller's alone: a server elsewhere needs their key, ours does not."""
        if name in {"PREFECT_PROFILE", "DATABASE_OWNER_URL", "VIRTUAL_ENV"}:
            return True
        return name.startswith("PREFECT_") and self.starts_prefect


def _spelt_out(settings: Settings) -> dict[str, str]:
    named = {}
    for name in sorted(settings.model_fields_set - {"database_owner_url"}):
        match getattr(settings, name):
            case None:
                continue
            case SecretStr() as secret:
                named[name.upper()] = secret.get_secret_value()
            case tuple() as several:
                named[name.upper()] = ",".join(several)
            case value:
                named[name.upper()] = str(value)
    return named
