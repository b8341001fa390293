"""What Remote OK hides in descriptions: a word to mention, and a tag that is the caller's own address.

"Please mention the word **X** and tag RMTkyLjAuMi4x when applying …": behind the R stands, in base64, the
address of whoever asked the API. Neither may be stored, scored or shown.
"""

import base64
import binascii
import ipaddress
import re

_BETA = r"this\s+is\s+a\s+beta\s+feature\s+to\s+avoid\s+spam\s+applicants\.?"
_SEARCH = r"companies\s+can\s+search\s+these\s+words\s+to\s+find\s+applicants\s+that\s+read\s+this"
_HUMAN = r"(?:\s+and\s+see\s+they.{0,8}re\s+human)?\.?"
_MENTION = r"[Mm]ention(?:ing)?\s+the\s+word\s+\S+(?:\s+\S+)?\s+and\s+(?:the\s+)?tag\s+#?R\S+"
_TAGGED = re.compile(r"tag\s+#?R")
_SENTENCE = re.compile(
    rf"(?:[Pp]lease\s+{_MENTION}|{_MENTION})[^.\n]*\.?(?:\s*(?i:{_BETA}|{_SEARCH}{_HUMAN}))*"
)
_EMPTY_LINES = re.compile("\n\n\n+")
# In base64, what begins with a digit, a colon or a letter from A to F begins with one of these.
_TAG = re.compile(r"R(?<!\wR)([MNOQRYZ][A-Za-z0-9+/_-]{8,63}={0,2})(?![A-Za-z0-9+/=])")
_MARKED_TAG = re.compile(rf"\(?#?{_TAG.pattern}\)?")


def without_honeypot(text: str) -> str:
    """The plain text without the sentence and its follow-ups, and without any tag that hides an address."""
    before = ""
    while before != text:
        before = text
        if _TAGGED.search(text):
            text = _SENTENCE.sub("", text)
        if any(_hides_an_address(found[1]) for found in _TAG.finditer(text)):
            text = _MARKED_TAG.sub(lambda found: "" if _hides_an_address(found[1]) else found[0], text)
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _hides_an_address(encoded: str) -> bool:
    try:
        bare = encoded.rstrip("=")
        decoded = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_").decode("ascii")
        ipaddress.ip_address(decoded.strip())
    except (binascii.Error, ValueError):
        return False
    return True
