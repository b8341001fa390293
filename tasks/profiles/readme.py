"""The skills that a README names where it speaks of its own stack: under a heading for that, or in a badge.

Everywhere else a README speaks of other things too: what it searches for, imports, competes with.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from tasks.matching.skills import skills_in
from tasks.profiles.skill_names import skill_named

_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-+)\s*$")
_HTML_HEADING = re.compile(r"<h([1-6])[^>]{0,300}>(.{0,300}?)</h\1>", re.IGNORECASE | re.DOTALL)
_FENCE = re.compile(r"^\s{0,3}(```|~~~)")
_STACK = re.compile(
    r"(the\s+)?((our|my|full|tech(nical|nology)?|software|core|main|key|project)\s+)*"
    r"(stack|tech|technology|technologies|built\s+(with|using|on)|made\s+with|powered\s+by|tools?)"
    r"(\s*(and|&|/|,)?\s*(stack|tools?|technologies|frameworks?|libraries|tech|languages?|used|overview))*",
    re.IGNORECASE,
)
_BADGE = re.compile(r"https?://img\.shields\.io/badge/([^)\s\"'>?]{1,200})", re.IGNORECASE)
_MARKUP = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,500}\)|<[^>]{1,500}>|https?://\S+|`{1,3}")
_LINK = re.compile(r"\[([^\]]{0,300})\]\([^)]{0,500}\)")
_ITEM_ENDS = re.compile(r"\s[-–—:]\s|[:|,;·•()/]|\s+(?:and|with|for|plus|&|\+)\s+|\s[–—-]\s|\*\*|__")
_VERSION = re.compile(r"\s+v?\d[\w.+]*$")
_LONGEST_ITEM = 40
_LONGEST, _LONGEST_LINE, _LONGEST_TITLE = 300_000, 1_000, 100


def skills_in_readme(text: str) -> tuple[str, ...]:
    """What it names as its stack, in the order of the text: Markdown, or anything else that is text."""
    text = text[:_LONGEST]
    named = [skill_named(name) for name in (*_badges(text), *_stack_items(text))]
    return tuple(dict.fromkeys(skill for skill in named if skill is not None))


def _badges(text: str) -> Iterator[str]:
    """The names on badges that somebody drew: `label-colour` or `label-message-colour`."""
    for found in _BADGE.finditer(text):
        plain = unquote(found[1]).replace("--", "\0").replace("__", "\1")
        label = plain.split("-")[0].replace("_", " ").replace("\0", "-").replace("\1", "_")
        yield label.strip()


def _stack_items(text: str) -> Iterator[str]:
    for line in _stack_lines(text):
        plain = _LINK.sub(r"\1", _MARKUP.sub(" ", line))
        for item in _ITEM_ENDS.split(plain):
            name = _VERSION.sub("", item.strip(" \t*-+_#.[]\"'>✅✔"))
            if 0 < len(name) <= _LONGEST_ITEM:
                yield name
        yield from (mention.skill for mention in skills_in(plain))


def _stack_lines(text: str) -> Iterator[str]:
    """The lines under headings that speak of a stack, down to the next heading of the same rank."""
    rank: int | None = None
    fenced = False
    for line, following in _with_next(_HTML_HEADING.sub(_as_markdown, text).splitlines()):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            continue
        if heading := _heading(line, following):
            level, title = heading
            if rank is None or level <= rank:
                rank = level if _is_stack(title) else None
        elif rank is not None and not _UNDERLINE.match(line):
            yield line


def _with_next(lines: list[str]) -> Iterator[tuple[str, str]]:
    short = [line[:_LONGEST_LINE] for line in lines]
    return zip(short, [*short[1:], ""], strict=True)


def _as_markdown(found: re.Match[str]) -> str:
    return f"\n{'#' * int(found[1])} {' '.join(found[2].split())}\n"


def _heading(line: str, following: str) -> tuple[int, str] | None:
    if found := _HEADING.match(line):
        return len(found[1]), found[2]
    under = _UNDERLINE.match(following)
    if under and line.strip() and not line.lstrip().startswith(("-", "*", "|", ">")):
        return (1 if under[1][0] == "=" else 2), line.strip()
    return None


def _is_stack(title: str) -> bool:
    if len(title) > _LONGEST_TITLE:
        return False
    plain = re.sub(r"[^\w\s&/,+]", " ", _LINK.sub(r"\1", re.sub(r"<[^>]+>|:\w+:", " ", title)))
    return _STACK.fullmatch(" ".join(plain.split())) is not None
