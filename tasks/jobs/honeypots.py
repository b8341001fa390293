"""What Remote OK hides in descriptions: a word to mention, and a tag that is the caller's own address.

"Please mention the word **X** and tag RMTkyLjAuMi4x when applying …": behind the R stands, in base64, the
address of whoever asked the API. Neither may be stored, scored or shown.
"""

import base64
import binascii
import ipaddress
import re

_SENTENCE = re.compile(
    r"\s*(?:please\s+)?mention(?:ing)?\s+the\s+word\s+\S+(?:\s+\S+)?\s+and\s+(?:the\s+)?tag\s+#?R\S+.*?"
    r"(?:find\s+applicants\s+that\s+read\s+this\s+and\s+see\s+they.{0,8}re\s+human\.?"
    r"|beta\s+feature\s+to\s+avoid\s+spam\s+applicants\.?"
    r"|\(\s*#R[^)\s]*\s*\)\.?"
    r"|read\s+the\s+job\s+post\s+completely\.?"
    r"|(?=\n)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_REST = re.compile(
    r"\s*(?:\(\s*#?\s*\)\.?|this\s+is\s+a\s+beta\s+feature\s+to\s+avoid\s+spam\s+applicants\.?"
    r"|companies\s+can\s+search\s+these\s+words\s+to\s+find\s+applicants\s+that\s+read\s+this"
    r"(?:\s+and\s+see\s+they.{0,8}re\s+human)?\.?)",
    re.IGNORECASE,
)
_TAG = re.compile(r"\(?#?\bR([A-Za-z0-9+/_-]{9,64}={0,2})(?![A-Za-z0-9+/=])\)?")


def without_honeypot(text: str) -> str:
    """The plain text without the sentence and its follow-ups, and without any tag that hides an address."""
    before = None
    while before != text:
        before = text
        text = _TAG.sub(
            lambda found: "" if _hides_an_address(found[1]) else found[0], _SENTENCE.sub("", text)
        )
        if text != before:
            text = _REST.sub("", text)
    return text.strip()


def _hides_an_address(encoded: str) -> bool:
    try:
        bare = encoded.rstrip("=")
        decoded = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_").decode("ascii")
        ipaddress.ip_address(decoded.strip())
    except (binascii.Error, ValueError):
        return False
    return True
