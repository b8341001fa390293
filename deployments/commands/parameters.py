"""Workflow parameters as people type them at a prompt: pure, no I/O."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import JsonValue, TypeAdapter, ValidationError

Schema = Mapping[str, JsonValue]
_JSON = TypeAdapter[JsonValue](JsonValue)


def check_assignment(typed: str) -> None:
    """Raise ValueError unless it reads `name=value` or `outer.inner=value`."""
    name, divided, _ = typed.partition("=")
    if not divided or not all(part.strip() for part in name.split(".")):
        raise ValueError(f"{typed!r} should read name=value, or outer.inner=value")


def parameters(assignments: Iterable[str], schema: Schema) -> dict[str, JsonValue]:
    """What the assignments say together.

    A value is JSON, or else a text. Where the workflow's schema wants a text and no number it is a text
    whatever it looks like, so that the ZIP code 94103 stays one.

    Args:
        assignments: Each as `check_assignment` allows it; a later one wins over an earlier.
        schema: The JSON schema of the workflow's parameters.
    """
    given: dict[str, JsonValue] = {}
    for assignment in assignments:
        name, _, typed = assignment.partition("=")
        *outer, inner = name.split(".")
        place = given
        for part in outer:
            child = place.get(part)
            if not isinstance(child, dict):
                child = {}
                place[part] = child
            place = child
        place[inner] = _value(typed, _types_at((*outer, inner), schema))
    return given


def _value(typed: str, types: frozenset[str]) -> JsonValue:
    if "string" in types and not types & {"integer", "number"}:
        quoted = typed.startswith('"') and typed.endswith('"') and len(typed) > 1
        if not quoted:
            return typed
    try:
        return _JSON.validate_json(typed)
    except ValidationError:
        return typed


def _types_at(path: tuple[str, ...], schema: Schema) -> frozenset[str]:
    """Which JSON types the schema allows there; none if it does not say."""
    places = list(_alternatives(schema, schema))
    for part in path:
        children = [_mapping(_mapping(place.get("properties")).get(part)) for place in places]
        places = [place for child in children for place in _alternatives(child, schema)]
    return frozenset(str(place["type"]) for place in places if "type" in place)


def _alternatives(place: Schema, root: Schema) -> Iterator[Schema]:
    """The place itself and everything that its `$ref`, `anyOf` and the like lead to."""
    yield place
    reference = place.get("$ref")
    if isinstance(reference, str):
        target = root
        for part in reference.removeprefix("#/").split("/"):
            target = _mapping(target.get(part))
        yield from _alternatives(target, root)
    for word in ("anyOf", "oneOf", "allOf"):
        several = place.get(word)
        for one in several if isinstance(several, list) else ():
            yield from _alternatives(_mapping(one), root)


def _mapping(value: JsonValue) -> Schema:
    return value if isinstance(value, dict) else {}
