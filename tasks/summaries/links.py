"""Addresses in mails that let who has the mail choose what they get: signed, without a login, for ever.

A token is URL-safe base64 of 16 bytes of an HMAC-SHA-256 and the person it is for: tenant, environment and
user, each ended by a NUL.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tasks.values import Scope, UserId

LONGEST_TOKEN: Final = 400
_MAC_BYTES: Final = 16
_PURPOSE: Final = b"caddie mail preferences link 1\x00"


@dataclass(frozen=True, slots=True)
class PreferenceLinks:
    """Where one person chooses what they get. GET shows a page and changes nothing; POST does it."""

    preferences: str
    unsubscribe: str

    @property
    def headers(self) -> Mapping[str, str]:
        """What lets a mail client unsubscribe by itself (RFC 2369, RFC 8058)."""
        return {
            "List-Unsubscribe": f"<{self.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


@dataclass(frozen=True, slots=True)
class Person:
    """Whose mails a link is about."""

    scope: Scope
    user_id: UserId


def preference_links(person: Person, secret: str, public_url: str) -> PreferenceLinks:
    """The links for a mail to this person.

    Args:
        person: Whom it goes to.
        secret: What links are signed with: `settings().link_secrets[0]`.
        public_url: Where customers reach the door: `settings().public_address`.
    """
    token = preference_token(person, secret)
    address = f"{public_url.rstrip('/')}/mail/{token}"
    return PreferenceLinks(preferences=address, unsubscribe=f"{address}/unsubscribe")


def preference_token(person: Person, secret: str) -> str:
    """The part of a link that says who, and proves that we said it."""
    names = (person.scope.tenant, person.scope.environment, person.user_id)
    signed = b"".join(name.encode() + b"\x00" for name in names)
    return urlsafe_b64encode(_mac(signed, secret) + signed).decode().rstrip("=")


def read_preference_token(token: str, secrets: Iterable[str]) -> Person | None:
    """Whom a token is for; None if none of the secrets signed it."""
    if not token.isascii() or len(token) > LONGEST_TOKEN:
        return None
    try:
        content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    mac, signed = content[:_MAC_BYTES], content[_MAC_BYTES:]
    if not any(hmac.compare_digest(mac, _mac(signed, secret)) for secret in secrets):
        return None
    tenant, environment, user_id, _ = signed.decode().split("\x00")
    return Person(Scope.of(tenant, environment), UserId(user_id))


def _mac(signed: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), _PURPOSE + signed, "sha256")[:_MAC_BYTES]
