"""A workflow's parameters against its deployment's JSON schema: spelling, then every rule at once.

Three keywords of ours stand in flows' models (`json_schema_extra`) because JSON Schema has no words for them:
`x-caddie-after: <sibling>` (the number is greater than that property), `x-caddie-not-past: true`
(the date is not over everywhere in the United States) and `x-caddie-scope: <scope>` (a parameter that only a
token with that scope may set to something else than its default).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from deployments.shim.problems import MOST_ERRORS, FieldError
from deployments.shim.spelling import camel

_LAST_US_ZONE = timezone(timedelta(hours=-11))  # Pago Pago, American Samoa
_LONGEST_NAME = 100
_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_FORMATS = {
    "date": "a date such as 2025-10-11",
    "date-time": "a date and time such as 2025-10-11T07:30:00Z",
    "uuid": "a UUID",
}
_BOUNDS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minProperties": "must have at least {} entries",
    "maxProperties": "must have at most {} entries",
}

_formats = FormatChecker(formats=())


@_formats.checks("date", ValueError)
def _is_date(value: object) -> bool:
    # fromisoformat alone takes 20251011 and week dates too.
    return not isinstance(value, str) or date.fromisoformat(value).isoformat() == value


@_formats.checks("date-time", ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value) is not None


@_formats.checks("uuid", ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or UUID(value) is not None


class AmbiguousSpellingError(ValueError):
    """One parameter was sent in two spellings."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class ParameterSchema:
    """What one workflow takes."""

    def __init__(self, schema: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
        """Make Prefect's schema as strict as a door has to be.

        Args:
            schema: A deployment's `parameter_openapi_schema`.
            defaults: The deployment's own values for parameters that a run does not name.
        """
        self._schema: dict[str, Any] = _strict({"type": "object", "properties": {}} | dict(schema))
        self._defaults = defaults

    def folded(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters in the workflow's own spelling; keys of free-form objects stay as they are.

        Raises:
            AmbiguousSpellingError: A parameter was sent in both spellings.
        """
        folded = self._fold(params, self._schema, "")
        assert isinstance(folded, dict)
        return folded

    def misfits(self, params: Mapping[str, Any], now: datetime) -> list[FieldError]:
        """Every rule that folded parameters break, at most MOST_ERRORS; empty if they fit.

        Args:
            params: As `folded` gives them.
            now: An aware moment, for dates that must not be over.
        """
        checker = _validator(now.astimezone(_LAST_US_ZONE).date())(self._schema, format_checker=_formats)
        broken = checker.iter_errors({**self._defaults, **params})
        wrong = (told for error in broken for told in _told(error))
        return list(islice(dict.fromkeys(wrong), MOST_ERRORS))

    def scopes_needed(self, params: Mapping[str, Any]) -> list[str]:
        """The scopes that a token must have to start a run with these folded parameters."""
        guarded = {
            name: rules["x-caddie-scope"]
            for name, rules in self._schema["properties"].items()
            if "x-caddie-scope" in rules and params.get(name, rules.get("default")) != rules.get("default")
        }
        return sorted(set(guarded.values()))

    def _fold(self, value: Any, schema: Mapping[str, Any], path: str) -> Any:
        if isinstance(value, Mapping):
            sent: Mapping[str, Any] = value
            properties = self._properties(schema)
            in_camel_case = {camel(name): name for name in properties}
            folded: dict[str, Any] = {}
            for key, part in sent.items():
                name = key if key in properties else in_camel_case.get(key, key)
                here = f"{path}.{name}" if path else name
                if name in folded:
                    raise AmbiguousSpellingError(here)
                folded[name] = self._fold(part, properties.get(name, {}), here)
            return folded
        if isinstance(value, list):
            items = [branch["items"] for branch in self._branches(schema) if "items" in branch]
            return [self._fold(part, {"anyOf": items}, f"{path}.{at}") for at, part in enumerate(value)]
        return value

    def _properties(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for branch in self._branches(schema):
            for name, part in branch.get("properties", {}).items():
                found[name] = {"anyOf": [found[name], part]} if name in found else part
        return found

    def _branches(self, schema: Any, seen: frozenset[str] = frozenset()) -> Iterator[Mapping[str, Any]]:
        """A schema and all that it may stand for, through `$ref`, `anyOf` and their kind."""
        if not isinstance(schema, Mapping):
            return
        yield schema
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            yield from self._branches(self._at(reference), seen | {reference})
        for combined in ("anyOf", "oneOf", "allOf"):
            for branch in schema.get(combined, ()):
                yield from self._branches(branch, seen)

    def _at(self, reference: str) -> Any:
        part: Any = self._schema
        for step in reference.removeprefix("#/").split("/"):
            part = part.get(step, {})
        return part


def _strict(schema: Any) -> Any:
    """A copy in which models take no unknown keys and `$` means the end, not a newline before it."""
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    strict = {key: _strict(part) for key, part in schema.items()}
    if isinstance(strict.get("properties"), dict) and strict.get("type", "object") == "object":
        strict.setdefault("additionalProperties", False)
    pattern = strict.get("pattern")
    if isinstance(pattern, str) and pattern.endswith("$") and not pattern.endswith(r"\$"):
        strict["pattern"] = pattern[:-1] + r"\Z"
    return strict


def _child(name: str, message: str, keyword: str) -> ValidationError:
    return ValidationError(message, path=(name,), validator=keyword, validator_value=None)


def _required(
    _: Validator, names: Sequence[str], instance: Any, __: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(instance, Mapping):
        yield from (_child(name, "is required", "required") for name in names if name not in instance)


def _additional(
    validator: Validator, allowed: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if allowed is not False:
        yield from _plain("additionalProperties", validator, allowed, instance, schema)
    elif isinstance(instance, Mapping):
        unknown = (name for name in instance if name not in schema.get("properties", {}))
        yield from (_child(name, "is no parameter here", "additionalProperties") for name in unknown)


def _items(
    validator: Validator, items: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    # A list that is too long says so itself; a look at each of its items would only cost time.
    if isinstance(instance, list) and len(instance) <= schema.get("maxItems", len(instance)):
        yield from _plain("items", validator, items, instance, schema)


def _properties(
    validator: Validator, properties: Mapping[str, Any], instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    yield from _plain("properties", validator, properties, instance, schema)
    if not isinstance(instance, Mapping):
        return
    for name, rules in properties.items():
        sibling = rules.get("x-caddie-after") if isinstance(rules, Mapping) else None
        if sibling is None:
            continue
        value = instance.get(name, rules.get("default"))
        floor = instance.get(sibling, properties.get(sibling, {}).get("default"))
        if _is_number(value) and _is_number(floor) and value <= floor:
            yield _child(name, f"must be greater than {sibling}", "x-caddie-after")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(
    keyword: str, validator: Validator, value: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    yield from Draft202012Validator.VALIDATORS[keyword](validator, value, instance, schema) or ()


@lru_cache(maxsize=2)
def _validator(today: date) -> type[Validator]:
    def not_past(
        _: Validator, wanted: object, instance: Any, __: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        is_day = wanted is True and isinstance(instance, str) and _formats.conforms(instance, "date")
        if is_day and date.fromisoformat(instance) < today:
            yield ValidationError("is in the past")

    rules = {
        "required": _required,
        "additionalProperties": _additional,
        "items": _items,
        "properties": _properties,
        "x-caddie-not-past": not_past,
    }
    made: type[Validator] = extend(Draft202012Validator, rules)
    return made


def _told(error: ValidationError) -> Iterator[FieldError]:
    """What a broken rule means to the person who sent the value. It never repeats the value."""
    if error.validator in {"anyOf", "oneOf"} and error.context:
        yield from _nearest(error)
        return
    yield FieldError(field=_field(error), message=_message(error))


def _nearest(error: ValidationError) -> Iterator[FieldError]:
    """The errors of the branches whose type is right, or else all the types that would have been."""
    by_branch: dict[object, list[ValidationError]] = {}
    for nested in error.context or ():
        by_branch.setdefault(nested.relative_schema_path[0], []).append(nested)
    fitting = [
        branch
        for branch in by_branch.values()
        if not any(wrong.validator == "type" and not wrong.relative_path for wrong in branch)
    ]
    if len(fitting) == 1:
        for wrong in fitting[0]:
            yield from _told(wrong)
        return
    kinds = [
        wrong.validator_value
        for branch in by_branch.values()
        for wrong in branch
        if wrong.validator == "type" and isinstance(wrong.validator_value, str)
    ]
    expected = " or ".join(_TYPES.get(kind, kind) for kind in dict.fromkeys(kinds))
    yield FieldError(field=_field(error), message=f"must be {expected or 'of another form'}")


def _field(error: ValidationError) -> str:
    return ".".join(str(part)[:_LONGEST_NAME] for part in error.absolute_path) or "params"


def _message(error: ValidationError) -> str:
    keyword, rule = str(error.validator), error.validator_value
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    if keyword in _BOUNDS:
        return _BOUNDS[keyword].format(rule)
    if keyword == "type":
        kinds = rule if isinstance(rule, list) else [str(rule)]
        return "must be " + " or ".join(_TYPES.get(kind, kind) for kind in kinds)
    if keyword == "format":
        return f"must be {_FORMATS.get(str(rule), rule)}"
    if keyword == "pattern":
        return f"must be {schema.get('x-caddie-expected', 'of the form that the schema shows')}"
    if keyword in {"enum", "const"}:
        choices = rule if isinstance(rule, list) else [rule]
        return "must be " + " or ".join(str(choice) for choice in choices)
    return error.message if keyword in _OUR_WORDS or error.validator is None else f"breaks the rule {keyword}"


_OUR_WORDS = frozenset({"required", "additionalProperties", "x-caddie-after", "x-caddie-not-past"})
