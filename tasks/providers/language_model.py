"""Questions to Anthropic's model, answered in a form that the question brings with it.

There is no answer without ANTHROPIC_API_KEY: the sandbox's stand-in is asked only where ANTHROPIC_BASE_URL
names it, so that what it makes up never passes for a model's.

Facts: https://platform.claude.com/docs/en/api/messages and /docs/en/build-with-claude/structured-outputs.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from typing import Generic, TypeVar

import anthropic
from anthropic.types import DocumentBlockParam, TextBlockParam
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from tasks.errors import (
    ModelRefusalError,
    OddAnswerError,
    ProviderBusyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    SettingsError,
    TruncatedAnswerError,
    UnfitAnswerError,
)
from tasks.providers.model_prices import Tokens
from tasks.providers.retry_after import retry_after_seconds
from tasks.settings import settings

LONGEST_ANSWER = 16_000
"""Tokens, what the model thinks before it answers included."""

_SECONDS = anthropic.Timeout(120.0, connect=5.0)
_OVERLOADED = 529
_NOTHING_CAME_OF_IT = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, _OVERLOADED)
_MAY_COME_LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY)
_CUT_OFF = ("max_tokens", "model_context_window_exceeded")

FormT = TypeVar("FormT", bound=BaseModel)
_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


@dataclass(frozen=True, slots=True)
class Question(Generic[FormT]):
    """What is asked, and the form that the answer must have.

    Attributes:
        system: Who the model is here and which rules hold: nothing that a stranger wrote.
        text: What it works on. Strangers' words in it are data, and should be marked as such.
        form: The answer's shape. A `dict` in it would always come back empty: use lists of pairs.
        pdf: A document to look at, of at most 100 pages, not encrypted.
    """

    system: str
    text: str
    form: type[FormT]
    pdf: bytes | None = None


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it can be kept: JSON that some form fits, from which model, for how many tokens."""

    values: JsonValue
    model: str
    tokens: Tokens


def is_there() -> bool:
    """Whether a model can be asked at all."""
    return settings().anthropic_api_key is not None


def fingerprint(question: Question[FormT]) -> str:
    """SHA-256, in hex, of all that an answer depends on: who is asked, what, and in which form."""
    asked = {
        "where": settings().language_model_url,
        "model": settings().anthropic_model,
        "system": question.system,
        "text": question.text,
        "form": question.form.model_json_schema(),
        "pdf": None if question.pdf is None else sha256(question.pdf).hexdigest(),
    }
    return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def ask(question: Question[FormT]) -> RawAnswer:
    """One call, which is billed each time; its answer fits the question's form.

    Raises:
        ProviderBusyError: Throttled or overloaded; nothing came of it and it may be asked again.
        ProviderUnavailableError: Outcome unknown or the API broke; may be asked again.
        OddAnswerError: A 200 that is no message (retryable).
        ModelRefusalError: The model declines (terminal), as are the next two.
        TruncatedAnswerError: The answer is longer than an answer may be.
        UnfitAnswerError: The answer is not in the form.
        ProviderRefusedError: The API will refuse the same call again: a bad key, model or document.
        SettingsError: ANTHROPIC_API_KEY is not set.
    """
    with _our_errors():
        answer = _client().messages.with_raw_response.create(
            model=settings().anthropic_model,
            max_tokens=LONGEST_ANSWER,
            system=question.system,
            messages=[{"role": "user", "content": _content(question)}],
            output_config={
                "format": {"type": "json_schema", "schema": anthropic.transform_schema(question.form)}
            },
        )
    return _read(answer.http_response.content, question.form)


def _content(question: Question[FormT]) -> list[TextBlockParam | DocumentBlockParam]:
    text: TextBlockParam = {"type": "text", "text": question.text}
    if question.pdf is None:
        return [text]
    document: DocumentBlockParam = {
        "type": "document",
        "source": {
            "type": "base64",
            "media_type": "application/pdf",
            "data": base64.b64encode(question.pdf).decode("ascii"),
        },
    }
    return [document, text]


@cache
def _client() -> anthropic.Anthropic:
    key = settings().anthropic_api_key
    if key is None:
        raise SettingsError(
            "No model can be asked: ANTHROPIC_API_KEY is not set (see README, Language model)"
        )
    return anthropic.Anthropic(
        api_key=key.get_secret_value(),
        base_url=settings().language_model_url,
        timeout=_SECONDS,
        # The SDK would sleep as long as any Retry-After says; the step's policy retries, bounded and seen.
        max_retries=0,
    )


class _Usage(BaseModel):
    input_tokens: int
    output_tokens: int
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None


class _Block(BaseModel):
    type: str
    text: str = ""


class _Message(BaseModel):
    """As much of a message as is read. The SDK's own takes any 200 for one."""

    model: str
    stop_reason: str
    content: list[_Block]
    usage: _Usage


def _read(body: bytes, form: type[BaseModel]) -> RawAnswer:
    try:
        message = _Message.model_validate_json(body)
    except ValidationError:
        raise OddAnswerError("The model's API answered with something that is no message") from None
    if message.stop_reason == "refusal":
        raise ModelRefusalError("The model declined to answer")
    if message.stop_reason in _CUT_OFF:
        raise TruncatedAnswerError(f"The model's answer was cut off ({message.stop_reason})")
    written = "".join(block.text for block in message.content if block.type == "text")
    try:
        values = _JSON.validate_json(written)
        form.model_validate(values)
    except ValidationError as misfit:
        where = sorted({".".join(str(part) for part in error["loc"]) for error in misfit.errors()})
        raise UnfitAnswerError(
            f"The model's answer is not in the form asked for: {', '.join(where)[:300] or 'no JSON'}"
        ) from None
    used = message.usage
    cached = (used.cache_creation_input_tokens or 0) + (used.cache_read_input_tokens or 0)
    return RawAnswer(values, message.model, Tokens(used.input_tokens + cached, used.output_tokens))


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except anthropic.APIStatusError as error:
        raise _translated(error) from error
    except anthropic.APIConnectionError as error:
        cause = str(error.__cause__ or error)[:300]
        raise ProviderUnavailableError(f"The model's API could not be reached: {cause}") from error
    except (anthropic.APIError, ValueError) as error:
        # The SDK raises what its JSON parser raises when a 200 promises JSON and brings none.
        raise OddAnswerError(
            f"The model's API answered with what cannot be read: {str(error)[:300]}"
        ) from error


def _translated(
    error: anthropic.APIStatusError,
) -> ProviderUnavailableError | ProviderRefusedError | SettingsError:
    status = error.status_code
    trace = f" (Anthropic's request {error.request_id})" if error.request_id else ""
    said = f"{error.message[:300]}{trace}"
    wait = retry_after_seconds(error.response.headers.get("retry-after"), datetime.now(UTC))
    if status in _NOTHING_CAME_OF_IT:
        return ProviderBusyError(f"The model is busy (HTTP {status}): {said}", retry_after=wait)
    if status in _MAY_COME_LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ProviderUnavailableError(f"The model gave no answer (HTTP {status}): {said}", retry_after=wait)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return SettingsError(f"Anthropic does not accept our key: check ANTHROPIC_API_KEY{trace}")
    if status == HTTPStatus.NOT_FOUND:
        return SettingsError(
            f"There is no such model, or no such address: check ANTHROPIC_MODEL and ANTHROPIC_BASE_URL{trace}"
        )
    return ProviderRefusedError(f"Anthropic refused (HTTP {status}): {said}")
