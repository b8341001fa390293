"""A mail as Resend takes it and shows it (https://resend.com/docs/api-reference/emails/send-email). Pure."""

import re
from collections.abc import Container
from email.utils import parseaddr
from typing import Annotated, Any
from uuid import uuid4

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError

from deployments.sandbox.resend_mail import refusals
from deployments.sandbox.resend_mail.refusals import ResendRefusal
from tasks.values import EmailAddress

MOST_RECIPIENTS = 50
MOST_IN_A_BATCH = 100


def address_in(written: str) -> str:
    """The address in `ann@example.com` or `Ann <ann@example.com>`. Raises ValueError."""
    _, address = parseaddr(written)
    return EmailAddress(address)


def _an_address(written: str) -> str:
    address_in(written)
    return written


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _one_line(value: str) -> str:
    if re.search(r"[\r\n]", value):
        raise ValueError("must be one line")
    return value


Address = Annotated[str, AfterValidator(_one_line), AfterValidator(_an_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_as_list), Field(max_length=MOST_RECIPIENTS)]
Line = Annotated[str, AfterValidator(_one_line)]
TagText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")]


class Tag(BaseModel):
    """A name and a value to find mails by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: TagText
    value: TagText


class Mail(BaseModel):
    """One mail, as it is asked for. A field that Resend does not have is refused, so that typos show."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    sender: Address = Field(alias="from")
    to: Annotated[Addresses, Field(min_length=1)]
    subject: Line
    html: str | None = None
    text: str | None = None
    bcc: Addresses = ()
    cc: Addresses = ()
    reply_to: Addresses = ()
    headers: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")], Line] = Field({})
    tags: tuple[Tag, ...] = ()
    scheduled_at: str | None = None


class Taken(BaseModel):
    """A mail that Resend has taken."""

    model_config = ConfigDict(frozen=True)

    id: str
    mail: Mail
    created: int
    key: str | None = None

    def shown(self, created_at: str) -> dict[str, JsonValue]:
        """As `GET /emails/{id}` has it."""
        mail = self.mail
        return {
            "object": "email",
            "id": self.id,
            "to": list(mail.to),
            "from": mail.sender,
            "created_at": created_at,
            "subject": mail.subject,
            "html": mail.html,
            "text": mail.text,
            "bcc": list(mail.bcc),
            "cc": list(mail.cc),
            "reply_to": list(mail.reply_to),
            "last_event": "delivered" if mail.scheduled_at is None else "scheduled",
            "scheduled_at": mail.scheduled_at,
            "tags": [tag.model_dump() for tag in mail.tags],
        }


def read_mail(asked: object, refused: Container[str]) -> Mail:
    """The mail that a call asks for.

    Args:
        asked: The JSON that came.
        refused: Addresses, in lower case, that take no mail.

    Raises:
        ResendRefusal: 422, with the field at fault.
    """
    if not isinstance(asked, dict):
        raise refusals.invalid("The mail is no object.")
    try:
        mail = Mail.model_validate(asked)
    except ValidationError as invalid:
        raise _refusal(invalid) from None
    if mail.html is None and mail.text is None:
        raise refusals.missing_field("html` or `text")
    for written in mail.to:
        if address_in(written).lower() in refused:
            raise refusals.invalid(f"Invalid `to` field. {written} takes no mail.")
    return mail


def taken(mail: Mail, now: int, key: str | None) -> Taken:
    """The mail with an id."""
    return Taken(id=str(uuid4()), mail=mail, created=now, key=key)


def _refusal(invalid: ValidationError) -> ResendRefusal:
    error: Any = invalid.errors()[0]
    field = str(error["loc"][0])
    if error["type"] == "missing":
        return refusals.missing_field(field)
    if error["type"] == "extra_forbidden":
        return refusals.invalid(f"There is no field `{field}`.")
    return refusals.invalid(f"Invalid `{field}` field. {error['msg']}")
