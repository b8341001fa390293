"""From what boards send as text to what people read: one pass is enough, another changes nothing."""

import html
import re
from functools import lru_cache

import ftfy
from ftfy.badness import is_bad
from selectolax.lexbor import LexborHTMLParser

_TAGS = (
    "a|abbr|article|b|blockquote|body|br|button|center|code|div|dd|dl|dt|em|figure|font|footer|h[1-6]|head|header|hr|html"
    "|i|iframe|img|input|label|li|link|main|meta|nav|ol|o:p|p|pre|s|script|section|small|span|strong|style|sub|sup|table"
    "|tbody|td|textarea|tfoot|th|thead|title|tr|u|ul|svg|video"
)
_TAG = re.compile(rf"<(?:/?(?:{_TAGS})(?:\s[^<>]*)?/?|!--.*?--|!doctype[^<>]*)>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&(?:amp;)*lt;/?(?:{_TAGS})\b", re.IGNORECASE)
_BLOCKS = "p|div|h[1-6]|ul|ol|dl|dd|dt|tr|table|section|article|blockquote|pre|header|footer"
_LINE_ENDS = re.compile(rf"<(?=(?:br|/?(?:{_BLOCKS}))[\s/>])", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<(script|style|noscript|template|svg|iframe|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_INVISIBLE = re.compile(
    "[\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\ud800-\udfff]"
)
# What UTF-8 looks like in Latin-1 or Windows-1252: a letter of its first byte's, then signs of the others'.
_WINDOWS = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_SECOND = "[\u0080-\u00bf" + "".join(map(chr, _WINDOWS)) + "]"
_TWICE_ENCODED = re.compile(
    rf"[\u00c2-\u00df]{_SECOND}|[\u00e0-\u00ef]{_SECOND}{{2}}|[\u00f0-\u00f4]{_SECOND}{{3}}"
)
_MAY_BE_MOJIBAKE = re.compile(
    rf"[\u0080-\u009f\u00c2-\u00f4\u0102-\u017e](?:(?<=[\u0080-\u009f])|{_SECOND}|[\u02c6-\u02dd])"
)
_ODD_BLANK = re.compile(r"[^\S\n ]")
_BLANKS = re.compile("  +")
_EMPTY_LINES = re.compile("\n\n\n+")
_MOST_PASSES = 12


def plain_text(text: str) -> str:
    """The text without markup, entities, mojibake and invisible controls; a line for each block or item."""
    return _until_nothing_changes(text)


def one_line(text: str) -> str:
    """The same on one line: a title, a name, a place."""
    is_plain = text.isprintable() and "<" not in text and "&" not in text and not has_mojibake(text)
    return " ".join((text if is_plain else _until_nothing_changes(text)).split())


@lru_cache(maxsize=64)
def has_mojibake(text: str) -> bool:
    """Whether the text was decoded wrongly somewhere on its way: `GdaÅ„sk`."""
    return not text.isascii() and bool(_MAY_BE_MOJIBAKE.search(text)) and is_bad(text)


def is_escaped_twice(text: str) -> bool:
    """Whether markup stands in the text as entities: `&lt;p&gt;`."""
    return "&" in text and bool(_ESCAPED_TAG.search(text))


def _until_nothing_changes(text: str) -> str:
    for _ in range(_MOST_PASSES):
        cleaned = _pass(text)
        if cleaned == text:
            return cleaned
        text = cleaned
    return _pass(_TAG.sub(" ", text).replace("&", " "))


def _pass(text: str) -> str:
    if has_mojibake(text):
        text = _encoded_once(text)
    if "<" in text and _TAG.search(text):
        text = _without_markup(text)
    elif "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return _tidied(text)


def _tidied(text: str) -> str:
    """Without invisible controls, needless blanks and empty lines. Most texts need little of it."""
    if not text.replace("\n", " ").isprintable():
        text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = _ODD_BLANK.sub(" ", text)
    text = _BLANKS.sub(" ", text).replace(" \n", "\n").replace("\n ", "\n")
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _encoded_once(text: str) -> str:
    """The text without mojibake: what was plainly encoded twice is decoded, ftfy sees to the rest."""
    text = _TWICE_ENCODED.sub(_decoded, text)
    return ftfy.fix_encoding(text) if has_mojibake(text) else text


def _decoded(found: re.Match[str]) -> str:
    try:
        return found[0].translate(_WINDOWS).encode("latin-1").decode()
    except UnicodeDecodeError:
        return found[0]


def _without_markup(markup: str) -> str:
    lined = _ITEM.sub("\n- ", _LINE_ENDS.sub("\n<", _HIDDEN.sub(" ", markup)))
    body = LexborHTMLParser(lined).body
    return "" if body is None else body.text()
