"""The `caddie` command as a person and a script meet it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from deployments.cli import app
from deployments.scratch_stack import ScratchStack, scratch_environment
from deployments.state_folder import Addresses
from tests.databases import Cluster, Database

ON_A_STACK = ["up", "demo", "deploy", "migrate", "run", "runs", "sandbox", "settings", "token", "upload"]
COMMANDS = [*ON_A_STACK, "jobs", "profile", "resume"]
SECRET = "sk_live_never_shown"


def caddie(
    *arguments: str, environment: Mapping[str, str], status: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        (sys.executable, "-m", "deployments.cli", *arguments),
        env=environment,
        cwd=environment["CADDIE_HOME"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return scratch_environment(tmp_path)


@pytest.fixture
def on_database(environment: dict[str, str], database: Database) -> dict[str, str]:
    return environment | {"DATABASE_URL": database.app_url}


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS), ("token", "create")])
def test_every_command_explains_itself(command: tuple[str, ...], environment: dict[str, str]) -> None:
    assert "Usage: caddie" in caddie(*command, "--help", environment=environment).stdout


def test_these_are_all_the_commands() -> None:
    assert sorted(name for name in app if not name.startswith("-")) == sorted(COMMANDS)


@pytest.mark.parametrize(
    "wrong",
    [
        ("fly",),
        ("run",),
        ("run", "monitor-creation", "-p", "email"),
        ("run", "monitor-creation", "-p", "=ann@example.com"),
        ("runs", "--limit", "many"),
        ("token", "create", "No Spaces"),
        ("token", "create", "ci", "--scopes", "everything"),
    ],
)
def test_wrong_use_exits_with_2_and_says_nothing_on_stdout(
    wrong: tuple[str, ...], environment: dict[str, str]
) -> None:
    assert caddie(*wrong, environment=environment, status=2).stdout == ""


@pytest.mark.parametrize("command", [("runs",), ("run", "monitor-creation"), ("token", "list"), ("deploy",)])
def test_without_a_stack_one_line_says_what_to_do(
    command: tuple[str, ...], environment: dict[str, str]
) -> None:
    failed = caddie(*command, environment=environment, status=1)
    assert failed.stdout == ""
    assert failed.stderr.count("\n") == 1
    assert "caddie up" in failed.stderr


def test_a_malformed_setting_is_one_line_that_shows_no_value(environment: dict[str, str]) -> None:
    wrong = environment | {"CADDIE_WEBHOOK_PORT": SECRET, "STRIPE_SECRET_KEY": SECRET}
    failed = caddie("settings", environment=wrong, status=1)
    assert failed.stderr.count("\n") == 1
    assert "CADDIE_WEBHOOK_PORT" in failed.stderr
    assert SECRET not in failed.stderr


def test_settings_say_which_provider_is_real_and_show_no_secret(environment: dict[str, str]) -> None:
    assert "sandbox" in caddie("settings", environment=environment).stdout
    real = environment | {
        "STRIPE_SECRET_KEY": SECRET,
        "STRIPE_PRICE_ID": "price_1",
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "CHECKOUT_SUCCESS_URL": "https://example.com/done",
        "CHECKOUT_CANCEL_URL": "https://example.com/back",
        "DATABASE_URL": f"postgresql://app:{SECRET}@db/caddie",
    }
    shown = caddie("settings", "--json", environment=real).stdout
    assert SECRET not in shown + caddie("settings", environment=real).stdout
    overview = json.loads(shown)
    assert {one["role"]: one["by"] for one in overview["providers"] if one["is_real"]} == {
        "payments": "https://api.stripe.com"
    }
    values = {one["name"]: one["value"] for one in overview["settings"]}
    assert (values["STRIPE_SECRET_KEY"], values["STRIPE_PRICE_ID"]) == ("(set)", "price_1")


def test_a_token_is_shown_once_listed_without_it_and_revoked(on_database: dict[str, str]) -> None:
    made = json.loads(
        caddie("token", "create", "ci", "--tenant", "acme", "--json", environment=on_database).stdout
    )
    assert made["name"] == "ci"

    listed = caddie("token", "list", "--tenant", "acme", "--json", environment=on_database).stdout
    [token] = json.loads(listed)
    assert made["token"] not in listed
    assert (token["tenant"], token["revoked_at"]) == ("acme", None)
    assert json.loads(caddie("token", "list", "--json", environment=on_database).stdout) == []

    again = caddie("token", "create", "ci", "--tenant", "acme", environment=on_database, status=1)
    assert "There is a token 'ci' already" in again.stderr
    assert "no token 'ci'" in caddie("token", "revoke", "ci", environment=on_database, status=1).stderr
    caddie("token", "revoke", "ci", "--tenant", "acme", environment=on_database)
    revoked = caddie("token", "list", "--tenant", "acme", "--json", environment=on_database).stdout
    assert json.loads(revoked)[0]["revoked_at"] is not None


def test_migrate_makes_an_empty_database_fit(environment: dict[str, str], postgres: Cluster) -> None:
    empty = postgres.empty()
    urls = environment | {"DATABASE_OWNER_URL": empty.owner_url, "DATABASE_URL": empty.app_url}
    caddie("migrate", environment=urls)
    caddie("migrate", environment=urls)
    assert caddie("token", "list", "--json", environment=urls).stdout.strip() == "[]"


def test_run_waits_takes_inner_parameters_and_prints_the_run(running_stack: ScratchStack) -> None:
    day = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    said = caddie(
        *("run", "monitor-creation", "--wait", "--json", "-p", "email=cli@example.com"),
        *("-p", "search_criteria.zip_code=02134", "-p", f"search_criteria.search_date={day}"),
        environment=running_stack.environment,
    )
    run = json.loads(said.stdout)
    assert (run["workflow"], run["status"]) == ("monitor-creation", "complete")
    assert run["params"]["search_criteria"]["zip_code"] == "02134"
    assert run["output"]["checkout_url"].startswith(running_stack.addresses.sandbox)

    listed = caddie("runs", "--workflow", "monitor-creation", "--json", environment=running_stack.environment)
    assert run["id"] in {one["id"] for one in json.loads(listed.stdout)}


def test_a_run_that_the_door_refuses_is_one_line_in_its_words(running_stack: ScratchStack) -> None:
    failed = caddie(
        *("run", "monitor-creation", "-p", "email=nobody"), environment=running_stack.environment, status=1
    )
    assert failed.stdout == ""
    assert failed.stderr.count("\n") == 1
    assert "search_criteria is required" in failed.stderr


def test_an_unknown_workflow_names_those_there_are(running_stack: ScratchStack) -> None:
    failed = caddie("run", "monitor-creatoin", environment=running_stack.environment, status=1)
    assert "monitor-creation" in failed.stderr


def test_a_made_token_opens_the_door_and_a_revoked_one_does_not(
    running_stack: ScratchStack, stack: Addresses
) -> None:
    token = caddie("token", "create", "visitor", environment=running_stack.environment).stdout.strip()

    def knock() -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{stack.webhook}/v1/workflows", headers=headers).status_code

    assert knock() == HTTPStatus.OK
    caddie("token", "revoke", "visitor", environment=running_stack.environment)
    assert knock() == HTTPStatus.UNAUTHORIZED


def test_deploying_again_changes_nothing(running_stack: ScratchStack, stack: Addresses) -> None:
    def deployments() -> list[tuple[str, str, str]]:
        found = httpx.post(f"{stack.prefect_api}/deployments/filter", json={}).json()
        return sorted((one["id"], one["entrypoint"], str(one["pull_steps"])) for one in found)

    before = deployments()
    caddie("deploy", environment=running_stack.environment)
    assert deployments() == before
