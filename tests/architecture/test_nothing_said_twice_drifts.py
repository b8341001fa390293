"""Flows, prefect.yaml, forms, settings, policies, routes and the README say the same."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect import Flow

from deployments.shim.app import create_app
from tasks import policies
from tasks.policies import Policy
from tasks.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PREFECT_FILE: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text())
DEPLOYMENTS: dict[str, dict[str, Any]] = {each["name"]: each for each in PREFECT_FILE["deployments"]}
FLOW_MODULES = sorted(path.stem for path in (ROOT / "flows").glob("*.py") if path.stem != "__init__")


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the README's table below a heading, by their first cell without back-ticks."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    return {row[0].strip("` "): row for row in rows[2:]}


def flow_of(module: str) -> Flow[..., Any]:
    flow = getattr(importlib.import_module(f"flows.{module}"), module)
    assert isinstance(flow, Flow)
    return flow


def test_every_flow_has_a_deployment_and_the_reverse() -> None:
    assert {module.replace("_", "-") for module in FLOW_MODULES} == set(DEPLOYMENTS)


@pytest.mark.parametrize("module", FLOW_MODULES)
def test_a_flow_is_named_as_its_module_and_deployed_as_an_installed_one(module: str) -> None:
    slug = module.replace("_", "-")
    assert flow_of(module).name == slug
    assert DEPLOYMENTS[slug]["entrypoint"] == f"flows.{module}.{module}"
    assert DEPLOYMENTS[slug].get("pull", PREFECT_FILE["pull"]) == []


@pytest.mark.parametrize("module", FLOW_MODULES)
def test_a_run_can_be_taken_up_again(module: str) -> None:
    flow = flow_of(module)
    assert flow.persist_result
    assert flow.result_serializer == "json"
    assert flow.flow_run_name, "a run has a name that a person understands"


def fields(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    definitions = schema.get("definitions", {})
    for name, field in schema["properties"].items():
        yield f"{path}{name}", field
        if "$ref" in field:
            model = definitions[field["$ref"].rpartition("/")[2]]
            yield from fields(model | {"definitions": definitions}, f"{path}{name}.")


FORM_FIELDS = [
    pytest.param(field, id=f"{module}:{name}")
    for module in FLOW_MODULES
    for name, field in fields(flow_of(module).parameters.model_dump())
]


@pytest.mark.parametrize("field", FORM_FIELDS)
def test_every_field_of_a_form_is_described_bounded_and_in_its_place(field: dict[str, Any]) -> None:
    assert field.get("description")
    assert "position" in field, "a model's fields get theirs from tasks.values.in_order"
    bounds = {
        "string": {"maxLength", "enum", "format"},
        "integer": {"minimum", "enum"},
        "number": {"minimum", "enum"},
        "array": {"maxItems"},
        "boolean": {"type"},
    }
    for choice in field.get("anyOf", [field]):
        kind = choice.get("type")
        assert kind in (None, "null") or bounds[kind] & set(choice), f"{kind} without bounds"


def test_the_readme_has_every_workflow_and_no_other() -> None:
    rows = table("Workflows")
    assert set(rows) == set(DEPLOYMENTS)
    for module in FLOW_MODULES:
        row = rows[module.replace("_", "-")]
        assert row[1] == (", ".join(flow_of(module).parameters.properties) or "\N{EN DASH}")
        assert row[3] == DEPLOYMENTS[module.replace("_", "-")]["work_pool"]["work_queue_name"]


def test_the_readme_has_every_setting_with_its_default() -> None:
    documented = table("Settings")
    assert set(documented) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = "\N{EN DASH}" if field.default in (None, ()) else f"`{field.default}`"
        assert documented[name.upper()][1:] == [default, field.description]


def test_the_readme_has_every_policy_with_its_attempts() -> None:
    named = {name: policy for name, policy in vars(policies).items() if isinstance(policy, Policy)}
    assert {name: row[1] for name, row in table("Policies").items()} == {
        name: str(policy.attempts) for name, policy in named.items()
    }


def test_the_readme_has_every_route_of_the_door() -> None:
    documented = set(
        re.findall(r"`(GET|POST) (/[^`]*)`", README.split("\n## The door\n")[1].split("\n## ")[0])
    )
    served = {
        (method.upper(), path)
        for path, methods in create_app().openapi()["paths"].items()
        for method in methods
    }
    assert documented == served
