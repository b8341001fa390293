"""Addresses that let who has a mail change the monitor it is about: signed, without a login.

A token is 33 bytes in URL-safe base64: the monitor's id, a letter for the action, and 16 bytes of an
HMAC-SHA-256 over both. So it fits one action of one monitor, and is 44 characters without padding.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

CustomerAction = Literal["pause", "resume", "cancel"]

TOKEN_LENGTH: Final = 44
_LETTERS: Final[dict[CustomerAction, bytes]] = {"pause": b"p", "resume": b"r", "cancel": b"c"}
_ACTIONS: Final = {letter: action for action, letter in _LETTERS.items()}
_ID_BYTES, _SIGNED_BYTES, _MAC_BYTES = 16, 17, 16
_PURPOSE = b"caddie monitor link 1\x00"


@dataclass(frozen=True, slots=True)
class ActionLinks:
    """Where each action of one monitor is asked for. GET shows a page, POST does it."""

    pause: str
    resume: str
    cancel: str


def action_links(preference_id: UUID, secret: str, public_url: str) -> ActionLinks:
    """The links for a mail about this monitor.

    Args:
        preference_id: The monitor's user search preference.
        secret: What links are signed with: `settings().link_secrets[0]`.
        public_url: Where customers reach the door: `settings().public_address`.
    """

    def link(action: CustomerAction) -> str:
        return f"{public_url.rstrip('/')}/m/{link_token(preference_id, action, secret)}"

    return ActionLinks(pause=link("pause"), resume=link("resume"), cancel=link("cancel"))


def link_token(preference_id: UUID, action: CustomerAction, secret: str) -> str:
    """The last part of a link."""
    signed = preference_id.bytes + _LETTERS[action]
    return urlsafe_b64encode(signed + _mac(signed, secret)).decode()


def read_link_token(token: str, secrets: Iterable[str]) -> tuple[UUID, CustomerAction] | None:
    """Which monitor a token is for, and what it lets one do; None if none of the secrets signed it."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        content = urlsafe_b64decode(token)
    except ValueError:
        return None
    signed, mac = content[:_SIGNED_BYTES], content[_SIGNED_BYTES:]
    action = _ACTIONS.get(signed[_ID_BYTES:])
    if action is None or not any(hmac.compare_digest(mac, _mac(signed, secret)) for secret in secrets):
        return None
    return UUID(bytes=signed[:_ID_BYTES]), action


def _mac(signed: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), _PURPOSE + signed, "sha256")[:_MAC_BYTES]
