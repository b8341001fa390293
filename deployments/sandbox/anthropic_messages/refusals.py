"""What Anthropic says when it refuses (https://platform.claude.com/docs/en/api/errors)."""


class AnthropicRefusal(Exception):  # noqa: N818 (a refusal is an answer here, not an accident)
    """An error answer in Anthropic's own form."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        """What is refused and why."""
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message

    def body(self, request_id: str) -> dict[str, object]:
        """The JSON body."""
        error = {"type": self.kind, "message": self.message}
        return {"type": "error", "error": error, "request_id": request_id}


def invalid(message: str) -> AnthropicRefusal:
    """The call is not as it must be."""
    return AnthropicRefusal(400, "invalid_request_error", message)


def no_key() -> AnthropicRefusal:
    """There is no API key in the call."""
    return AnthropicRefusal(401, "authentication_error", "a Bearer token or x-api-key header is required")


def too_large() -> AnthropicRefusal:
    """The call is larger than 32 MB."""
    return AnthropicRefusal(413, "request_too_large", "Request exceeds the maximum size")


def throttled() -> AnthropicRefusal:
    """More calls or tokens than the organization may use."""
    return AnthropicRefusal(429, "rate_limit_error", "This request would exceed your rate limit")


def broken() -> AnthropicRefusal:
    """The API broke."""
    return AnthropicRefusal(500, "api_error", "Internal server error")


def overloaded() -> AnthropicRefusal:
    """Too many people ask at once."""
    return AnthropicRefusal(529, "overloaded_error", "Overloaded")
