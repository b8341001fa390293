"""Stripe's request parameters: what is taken, and how what is not taken is refused.

The few that the sandbox acts on are typed here; others that Stripe has are taken and left alone.
"""

import re
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from deployments.sandbox.stripe_checkout.contract import refuse_unknown
from deployments.sandbox.stripe_checkout.form import Tree
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal, unknown_parameter
from tasks.values import EmailAddress

ModelT = TypeVar("ModelT", bound=BaseModel)


def _as_list(value: object) -> object:
    """A branch whose names are indexes is a list; anything else is left to be refused."""
    if isinstance(value, dict) and all(re.fullmatch(r"[0-9]{1,9}", name) for name in value):
        return [item for _, item in sorted(value.items(), key=lambda pair: int(pair[0]))]
    return value


def _digits_only(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise PydanticCustomError("parameter_invalid_integer", "Invalid integer: {given}", {"given": value})
    return value


def _web_page(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and value.isprintable()
    except ValueError:
        usable = False
    if not usable:
        raise PydanticCustomError("url_invalid", "Not a valid URL")
    return value


def _email(value: str) -> str:
    try:
        return EmailAddress(value)
    except ValueError:
        raise PydanticCustomError(
            "email_invalid", "Invalid email address: {given}", {"given": value}
        ) from None


def _within_limits(metadata: dict[str, str]) -> dict[str, str]:
    """Limits from https://docs.stripe.com/api/metadata; an empty value unsets its key."""
    if len(metadata) > 50:  # noqa: PLR2004 (Stripe's limits, each said once, here)
        raise PydanticCustomError("metadata_invalid", "You cannot have more than 50 keys in metadata")
    for name, value in metadata.items():
        if len(name) > 40:  # noqa: PLR2004
            raise PydanticCustomError("metadata_invalid", "Metadata keys must be at most 40 characters")
        if len(value) > 500:  # noqa: PLR2004
            raise PydanticCustomError("metadata_invalid", "Metadata values must be at most 500 characters")
    return {name: value for name, value in metadata.items() if value}


Integer = Annotated[int, BeforeValidator(_digits_only)]
Text = Annotated[str, Field(min_length=1, max_length=5000)]
Url = Annotated[Text, AfterValidator(_web_page)]
Email = Annotated[Text, AfterValidator(_email)]
Metadata = Annotated[dict[str, str], AfterValidator(_within_limits)]


class _Parameters(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class LineItem(_Parameters):
    """One thing to buy, by the id of its price."""

    price: Text
    quantity: Annotated[Integer, Field(ge=1, le=999_999)]


class AttachedData(_Parameters):
    """What the payment or the subscription will carry."""

    metadata: Metadata = {}


class NewSession(_Parameters):
    """`POST /v1/checkout/sessions`."""

    mode: Literal["payment", "subscription"]
    line_items: Annotated[
        tuple[LineItem, ...], BeforeValidator(_as_list), Field(min_length=1, max_length=100)
    ]
    success_url: Url
    cancel_url: Url | None = None
    client_reference_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    customer: Text | None = None
    customer_email: Email | None = None
    expires_at: Integer | None = None
    metadata: Metadata = {}
    payment_intent_data: AttachedData | None = None
    subscription_data: AttachedData | None = None
    allow_promotion_codes: bool | None = None
    billing_address_collection: Text | None = None
    customer_creation: Literal["always", "if_required"] | None = None
    locale: Text | None = None
    payment_method_collection: Literal["always", "if_required"] | None = None
    submit_type: Text | None = None
    ui_mode: Literal["hosted_page"] = "hosted_page"


class NewRefund(_Parameters):
    """`POST /v1/refunds`."""

    amount: Integer | None = None
    charge: Text | None = None
    metadata: Metadata = {}
    payment_intent: Text | None = None
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None


class Between(_Parameters):
    """A range of Unix seconds."""

    gt: Integer | None = None
    gte: Integer | None = None
    lt: Integer | None = None
    lte: Integer | None = None

    def holds(self, moment: int) -> bool:
        """Whether a moment lies in the range."""
        return (
            (self.gt is None or moment > self.gt)
            and (self.gte is None or moment >= self.gte)
            and (self.lt is None or moment < self.lt)
            and (self.lte is None or moment <= self.lte)
        )


def _exactly(value: object) -> object:
    return {"gte": value, "lte": value} if isinstance(value, str) else value


class Page(BaseModel):
    """Which part of a list, newest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: Annotated[Integer, Field(ge=1, le=100)] = 10
    starting_after: Text | None = None
    ending_before: Text | None = None
    created: Annotated[Between, BeforeValidator(_exactly)] = Between()


class OfCustomer(_Parameters):
    """By the address that the customer gave."""

    email: Text


class SessionList(Page):
    """`GET /v1/checkout/sessions`."""

    customer: Text | None = None
    customer_account: Text | None = None
    customer_details: OfCustomer | None = None
    payment_intent: Text | None = None
    payment_link: Text | None = None
    status: Literal["open", "complete", "expired"] | None = None
    subscription: Text | None = None


class EventList(Page):
    """`GET /v1/events`."""

    delivery_success: bool | None = None
    type: Text | None = None
    types: Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(max_length=20)] | None = None


class Nothing(BaseModel):
    """A call without parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_CONTRACTS: dict[type[BaseModel], type[Any]] = {
    NewSession: SessionCreateParams,
    NewRefund: RefundCreateParams,
}


def read_parameters(tree: Tree, model: type[ModelT]) -> ModelT:
    """The typed parameters of a call.

    Raises:
        StripeRefusal: 400, with the parameter at fault.
    """
    if model in _CONTRACTS:
        refuse_unknown(tree, _CONTRACTS[model])
    if "expand" in tree:
        raise StripeRefusal(400, "The sandbox expands nothing", param="expand")
    try:
        return model.model_validate(tree)
    except ValidationError as invalid:
        raise _refusal(invalid.errors()[0]) from None


def _refusal(error: ErrorDetails) -> StripeRefusal:
    first, *rest = [str(part) for part in error["loc"]] or ["?"]
    name = first + "".join(f"[{part}]" for part in rest)
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return unknown_parameter(name)
    code: str | None = None
    message = f"Invalid {name}: {error['msg']}"
    if kind == "missing":
        code, message = "parameter_missing", f"Missing required param: {name}."
    elif kind == "string_too_short":
        code, message = "parameter_invalid_empty", f"You passed an empty string for '{name}'."
    elif kind == "literal_error":
        message = f"Invalid {name}: must be one of {context['expected']}"
    elif kind == "bool_parsing":
        message = f"Invalid boolean: {given}"
    elif kind in {"tuple_type", "list_type"}:
        message = "Invalid array"
    elif kind in {"model_type", "dict_type"}:
        message = "Invalid object"
    elif kind in {"parameter_invalid_integer", "email_invalid", "url_invalid"}:
        code, message = kind, error["msg"]
    return StripeRefusal(400, message, code=code, param=name)
