"""A call of `POST /v1/messages` as it must be (https://platform.claude.com/docs/en/api/messages).

Stricter than the documentation here and there: what only older versions of the API take is refused.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from deployments.sandbox.anthropic_messages import refusals

LARGEST_BODY = 32 * 1024 * 1024
_REMOVED = ("temperature", "top_k", "top_p")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _CacheControl(_Part):
    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] = "5m"


class TextBlock(_Part):
    """Words."""

    type: Literal["text"]
    text: Annotated[str, Field(min_length=1)]
    cache_control: _CacheControl | None = None


class _Base64Source(_Part):
    type: Literal["base64"]
    media_type: Literal["application/pdf"]
    data: str


class DocumentBlock(_Part):
    """A PDF."""

    type: Literal["document"]
    source: _Base64Source
    title: str | None = None
    context: str | None = None
    cache_control: _CacheControl | None = None


class _Turn(_Part):
    role: Literal["user", "assistant"]
    content: str | list[Annotated[TextBlock | DocumentBlock, Field(discriminator="type")]]


class _Format(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    type: Literal["json_schema"]
    json_schema: dict[str, JsonValue] = Field(alias="schema")


class _OutputConfig(_Part):
    format: _Format | None = None
    effort: Literal["low", "medium", "high"] | None = None


class Call(_Part):
    """One call that the API would take."""

    model: Annotated[str, Field(min_length=1)]
    max_tokens: Annotated[int, Field(ge=1, le=128_000)]
    messages: Annotated[list[_Turn], Field(min_length=1)]
    system: str | list[TextBlock] = ""
    output_config: _OutputConfig | None = None
    metadata: dict[str, str] | None = None
    stream: Literal[False] = False

    @property
    def asked(self) -> str:
        """The words of its last turn."""
        content = self.messages[-1].content
        if isinstance(content, str):
            return content
        return "\n".join(block.text for block in content if isinstance(block, TextBlock))

    @property
    def documents(self) -> list[bytes]:
        """The PDFs of its last turn."""
        content = self.messages[-1].content
        blocks = [] if isinstance(content, str) else content
        return [base64.b64decode(block.source.data) for block in blocks if isinstance(block, DocumentBlock)]

    @property
    def schema_asked(self) -> dict[str, JsonValue] | None:
        """The form that the answer must have, if it must have one."""
        shape = self.output_config and self.output_config.format
        return shape.json_schema if shape else None


def read_call(headers: Mapping[str, str], body: bytes) -> Call:
    """The call. Raises AnthropicRefusal where Anthropic would."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if not headers.get("x-api-key", "").strip() and not (scheme.lower() == "bearer" and token.strip()):
        raise refusals.no_key()
    if not headers.get("anthropic-version"):
        raise refusals.invalid("anthropic-version: header is required")
    if len(body) > LARGEST_BODY:
        raise refusals.too_large()
    try:
        call = Call.model_validate_json(body)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = "no longer supported" if where in _REMOVED else first["msg"]
        raise refusals.invalid(f"{where}: {said}") from None
    if call.messages[-1].role == "assistant":
        raise refusals.invalid("messages: the last turn must be the user's")
    try:
        pdfs = call.documents
    except binascii.Error:
        raise refusals.invalid("messages: a document is no base64") from None
    if not all(pdf.startswith(b"%PDF-") for pdf in pdfs):
        raise refusals.invalid("messages: a document is no PDF")
    if call.schema_asked is not None:
        _check_schema(call.schema_asked)
    return call


def _check_schema(schema: Any) -> None:
    """Each object must say that it has no other properties than those that it names."""
    if isinstance(schema, list):
        for part in schema:
            _check_schema(part)
    elif isinstance(schema, dict):
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
            raise refusals.invalid(
                "output_config.format.schema: for 'object' type, 'additionalProperties' must be false"
            )
        for part in schema.values():
            _check_schema(part)
