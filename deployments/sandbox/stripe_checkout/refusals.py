"""What Stripe says when it refuses (https://docs.stripe.com/api/errors)."""

from typing import Literal

ErrorType = Literal["api_error", "idempotency_error", "invalid_request_error"]


class StripeRefusal(Exception):  # noqa: N818 (a refusal is an answer here, not an accident)
    """An error answer in Stripe's own form."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        error_type: ErrorType = "invalid_request_error",
    ) -> None:
        """What is refused and why."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param
        self.error_type = error_type

    def body(self) -> dict[str, dict[str, str]]:
        """The JSON body."""
        error = {"message": self.message, "type": self.error_type}
        if self.code is not None:
            error |= {"code": self.code, "doc_url": f"https://stripe.com/docs/error-codes/{self.code}"}
        if self.param is not None:
            error["param"] = self.param
        return {"error": error}


def no_such(kind: str, wanted: str, *, param: str = "id", status: int = 404) -> StripeRefusal:
    """Nothing has this id: 404 where it stands in the path, 400 in a parameter."""
    return StripeRefusal(status, f"No such {kind}: '{wanted}'", code="resource_missing", param=param)


def unknown_parameter(param: str) -> StripeRefusal:
    """Stripe has no such parameter, or has it no more."""
    return StripeRefusal(400, f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def unknown_url(method: str, path: str) -> StripeRefusal:
    """The sandbox has no such call."""
    return StripeRefusal(404, f"Unrecognized request URL ({method}: {path}).")


def no_key() -> StripeRefusal:
    """There is no API key in the call."""
    return StripeRefusal(
        401, "You did not provide an API key: send it in the Authorization header, 'Bearer sk_test_...'."
    )


def wrong_key(key: str) -> StripeRefusal:
    """The API key is none of the sandbox's."""
    shown = f"{key[:8]}{'*' * 8}" if key.startswith(("sk_live_", "sk_test_", "rk_live_")) else "********"
    return StripeRefusal(401, f"Invalid API Key provided: {shown} (the sandbox takes sk_test_...)")


def other_parameters(key: str) -> StripeRefusal:
    """An idempotency key came back with another request."""
    return StripeRefusal(
        400,
        "Keys for idempotent requests can only be used with the same parameters they were first used with."
        f" Try using a key other than '{key}' if you meant to execute a different request.",
        error_type="idempotency_error",
    )


def key_in_use(key: str) -> StripeRefusal:
    """An idempotency key came back while its first request is at work."""
    return StripeRefusal(
        409,
        f"There is currently another in-progress request using this Idempotent Key: {key}."
        " Please try again later.",
        code="idempotency_key_in_use",
        error_type="idempotency_error",
    )


def too_many_requests() -> StripeRefusal:
    """Stripe throttles."""
    return StripeRefusal(429, "Too many requests hit the API too quickly.", code="rate_limit")


def broken() -> StripeRefusal:
    """Stripe broke while it was at work."""
    return StripeRefusal(500, "An unknown error occurred.", error_type="api_error")
