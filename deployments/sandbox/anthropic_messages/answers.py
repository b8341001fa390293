"""Answers that make sense: what the form asks for, from what stands under the same names in the question.

The question's words are searched for JSON. A list that the form asks for is the question's own list of that
name, item by item; an item's `text` is reworded, lightly and without a new fact in it. What the question
does not have is empty.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAINER = (
    (re.compile(r"\bsuccessfully ", re.IGNORECASE), ""),
    (re.compile(r"\bin order to\b", re.IGNORECASE), "to"),
    (re.compile(r"\butili[sz]ed\b"), "used"),
    (re.compile(r"\butili[sz]ing\b"), "using"),
    (re.compile(r"\bas well as\b"), "and"),
    (re.compile(r"\ba number of\b"), "several"),
    (re.compile(r"\.$"), ""),
)


def sensible(schema: Mapping[str, Any], asked: str) -> Any:
    """A value that fits the schema, made of what is in the question."""
    known: dict[str, Any] = {}
    for found in _json_in(asked):
        _collect(found, known)
    return _filled(schema, schema, known)


def reworded(text: str) -> str:
    """The same in plainer words."""
    for wordy, plain in _PLAINER:
        text = wordy.sub(plain, text)
    return text[:1].upper() + text[1:]


def _json_in(text: str) -> Iterator[Any]:
    """Every JSON object in the text that is in no other."""
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        try:
            found, at = decoder.raw_decode(text, at)
        except ValueError:
            at += 1
        else:
            yield found


def _collect(value: Any, known: dict[str, Any]) -> None:
    """What stands under which name: of several, the first."""
    if isinstance(value, dict):
        for name, part in value.items():
            known.setdefault(name, part)
        for part in value.values():
            _collect(part, known)


_EMPTY = {"array": [], "string": "", "integer": 0, "number": 0, "boolean": False}


def _filled(schema: Any, root: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    schema = _resolved(schema, root)
    if "anyOf" in schema:
        options = schema["anyOf"]
        return None if {"type": "null"} in options else _filled(options[0], root, known)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") != "object":
        return _EMPTY.get(schema.get("type", "null"))
    return {
        name: _named(name, part, root, known)
        for name, part in schema.get("properties", {}).items()
        if name in schema.get("required", ()) or name in known
    }


def _named(name: str, schema: Any, root: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    given, schema = known.get(name), _resolved(schema, root)
    if schema.get("type") == "array" and isinstance(given, list):
        items = _resolved(schema.get("items", {}), root)
        if items.get("type") == "object":
            return [_filled(items, root, each) for each in given if isinstance(each, dict)]
        return [each for each in given if isinstance(each, str)]
    if schema.get("type") == "string" and isinstance(given, str):
        return reworded(given) if name == "text" else given
    return _filled(schema, root, known)


def _resolved(schema: Any, root: Mapping[str, Any]) -> dict[str, Any]:
    while isinstance(schema, dict) and "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema if isinstance(schema, dict) else {}
