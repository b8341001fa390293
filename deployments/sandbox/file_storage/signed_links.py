"""The token of a signed link: a JSON Web Token (HS256) that names one file and the end of its time."""

import base64
import hmac
import json
from collections.abc import Mapping

from deployments.sandbox.file_storage import refusals

_SECRET = b"the sandbox's links open made-up files alone"
_HEADER = {"alg": "HS256", "typ": "JWT"}


def sign(path: str, now: int, expires_in: int) -> str:
    """A token that opens the file at `bucket/path` for that many seconds."""
    claims: dict[str, object] = {"url": path, "iat": now, "exp": now + expires_in}
    signed = f"{_part(_HEADER)}.{_part(claims)}"
    return f"{signed}.{_signature(signed)}"


def verify(token: str, path: str, now: int) -> None:
    """Raise StorageRefusal unless the token opens this file now."""
    signed, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(signed).encode(), signature.encode(errors="replace")):
        raise refusals.wrong_signature()
    encoded = signed.rpartition(".")[2]
    claims = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    if claims["url"] != path:
        raise refusals.wrong_signature()
    if claims["exp"] <= now:
        raise refusals.expired()


def _part(content: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _signature(signed: str) -> str:
    digest = hmac.digest(_SECRET, signed.encode(errors="replace"), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
