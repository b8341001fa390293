"""`caddie up`, `deploy` and `migrate`."""

from datetime import UTC, datetime, timedelta
from shlex import quote

from pydantic import JsonValue
from pydantic_core import to_json
from sqlalchemy import make_url

from deployments import stack
from deployments.state_folder import Addresses, NoStackError, StateFolder
from tasks.errors import SettingsError
from tasks.settings import settings


def up(*, json: bool = False) -> None:
    """Run the local stack until Ctrl-C: PostgreSQL, Prefect, a worker, the door and the sandbox.

    Args:
        json: Say where everything answers in one line of JSON, the same as in $CADDIE_HOME/stack.json.
    """
    stack.up(
        settings(), lambda addresses: print(addresses.as_json() if json else _welcome(addresses), flush=True)
    )


def deploy() -> None:
    """Make the work pool and its queues and deploy prefect.yaml, to PREFECT_API_URL or the running stack."""
    api_url = settings().prefect_api_url
    if api_url is None:
        try:
            api_url = StateFolder(settings().caddie_home).addresses().prefect_api
        except NoStackError as error:
            raise SettingsError(f"PREFECT_API_URL is not set. {error}") from None
    from deployments.deploy import deploy as deploy_to  # noqa: PLC0415  imports Prefect, which `up` does not

    deploy_to(api_url)


def migrate() -> None:
    """Bring the tables up to date as DATABASE_OWNER_URL; the role of DATABASE_URL gets rows alone."""
    runs = settings().database_url
    owns = settings().database_owner_url or runs
    if runs is None or owns is None:
        raise SettingsError("DATABASE_URL is not set (a local stack migrates its own database at each start)")
    from tasks.database import migrate as migrations  # noqa: PLC0415  imports Prefect, which `up` does not

    owner_url, runtime_url = owns.get_secret_value(), runs.get_secret_value()
    migrations.migrate(
        owner_url, runtime_role=None if owner_url == runtime_url else make_url(runtime_url).username
    )


def _welcome(addresses: Addresses) -> str:
    soon = datetime.now(UTC).date() + timedelta(days=30)
    body: JsonValue = {
        "params": {
            "email": "ann@example.com",
            "search_criteria": {"zip_code": "94103", "search_date": soon.isoformat()},
        }
    }
    return f"""
Prefect     {addresses.prefect}
The door    {addresses.webhook}/docs
Sandbox     {addresses.sandbox}
Token       {addresses.token}

To use Prefect's own commands:
  export PREFECT_API_URL={addresses.prefect_api}

To set up a tee-time monitor and get the page where it is paid:
  curl -sS {addresses.webhook}/v1/workflows/monitor-creation/runs \\
    -H 'Authorization: Bearer {addresses.token}' \\
    -H 'Content-Type: application/json' -H 'Prefer: wait=30' \\
    -d {quote(to_json(body).decode())}

Ctrl-C stops everything.
"""
