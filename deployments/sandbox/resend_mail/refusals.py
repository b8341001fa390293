"""What Resend says when it refuses (https://resend.com/docs/api-reference/errors)."""


class ResendRefusal(Exception):  # noqa: N818 (a refusal is an answer here, not an accident)
    """An error answer in Resend's own form."""

    def __init__(self, status: int, name: str, message: str) -> None:
        """What is refused and why."""
        super().__init__(message)
        self.status = status
        self.name = name
        self.message = message

    def body(self) -> dict[str, str | int]:
        """The JSON body."""
        return {"statusCode": self.status, "name": self.name, "message": self.message}


def invalid(message: str) -> ResendRefusal:
    """A field that is there is not as it must be."""
    return ResendRefusal(422, "validation_error", message)


def missing_field(field: str) -> ResendRefusal:
    """A field is not there."""
    return ResendRefusal(422, "missing_required_field", f"Missing `{field}` field.")


def no_key() -> ResendRefusal:
    """There is no API key in the call."""
    return ResendRefusal(401, "missing_api_key", "Missing API key in the authorization header")


def wrong_key() -> ResendRefusal:
    """The API key is none."""
    return ResendRefusal(403, "invalid_api_key", "API key is invalid (the sandbox takes re_...)")


def wrong_idempotency_key() -> ResendRefusal:
    """The idempotency key is empty or too long."""
    return ResendRefusal(400, "invalid_idempotency_key", "The key must be between 1-256 chars")


def other_payload() -> ResendRefusal:
    """An idempotency key came back with another body."""
    return ResendRefusal(
        409, "invalid_idempotent_request", "This key was used within the last 24 hours with another payload"
    )


def key_in_use() -> ResendRefusal:
    """An idempotency key came back while its first request is at work."""
    return ResendRefusal(
        409, "concurrent_idempotent_requests", "The first request with this key is still at work"
    )


def too_many_requests(per_second: int) -> ResendRefusal:
    """More calls than a second takes."""
    return ResendRefusal(
        429,
        "rate_limit_exceeded",
        f"Too many requests. You can only make {per_second} requests per second.",
    )


def quota_used_up() -> ResendRefusal:
    """No more mails today."""
    return ResendRefusal(429, "daily_quota_exceeded", "You have reached your daily email sending quota.")


def not_found(what: str) -> ResendRefusal:
    """There is none."""
    return ResendRefusal(404, "not_found", f"{what} not found")


def broken() -> ResendRefusal:
    """Resend broke while it was at work."""
    return ResendRefusal(500, "application_error", "An unexpected error occurred")
