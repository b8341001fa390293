"""The outbox of mails: each is a row, frozen to the letter, before the mail provider is called.

A row is made in the transaction of what it tells of. Its key is unique, and is the provider's
idempotency key too, so a mail whose sending was cut short is sent again without being doubled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import mails
from tasks.values import EmailAddress, Scope


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person.

    Attributes:
        key: Unique for ever, at most 256 characters: the second mail with it is the first one.
        kind: What it is about, for people and figures: `monitor-confirmation`.
        subject: One line.
        headers: Beside what every mail has, such as `List-Unsubscribe`.
    """

    key: str
    kind: str
    recipient: EmailAddress
    subject: str
    html: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def enqueue(connection: Connection, scope: Scope, mail: Mail) -> bool:
    """Have the mail sent once the connection's transaction has committed; False if its key is known."""
    return enqueue_all(connection, [(scope, mail)]) == 1


def enqueue_all(connection: Connection, mailed: Sequence[tuple[Scope, Mail]]) -> int:
    """As `enqueue`, for many at once; how many of them are new."""
    if not mailed:
        return 0
    rows: list[dict[str, Any]] = [
        {
            "tenant": scope.tenant,
            "environment": scope.environment,
            "key": mail.key,
            "kind": mail.kind,
            "recipient": mail.recipient,
            "subject": mail.subject,
            "html": mail.html,
            "text": mail.text,
            "headers": dict(mail.headers),
        }
        for scope, mail in mailed
    ]
    added = insert(mails).on_conflict_do_nothing(index_elements=["key"]).returning(mails.c.id)
    return len(connection.execute(added, rows).all())
