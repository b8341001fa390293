"""The few passages of a long text that can say where one works, and who may."""

from ahocorasick_rs import AhoCorasick

_WORDS = (
    "remote",
    "hybrid",
    "on-site",
    "onsite",
    "office",
    "from home",
    "anywhere",
    "worldwide",
    "reside",
    "residing",
    "located",
    "based",
    "live in",
    "living in",
    "to work in",
    "candidates",
    "applicants",
    "people in",
    "people from",
    "only",
    "restricted to",
    "citizen",
)
_FINDER = AhoCorasick([spelled for word in _WORDS for spelled in (word, word.capitalize(), word.upper())])
_AROUND = 130


def telling_passages(text: str) -> str:
    """The lines, or their parts, around words such as `remote` and `based`, in the text's order."""
    passages: list[str] = []
    begun, done = 0, 0
    for _, start, end in _FINDER.find_matches_as_indexes(text):
        line_starts, line_ends = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        first = max(line_starts, start - _AROUND)
        last = min(len(text) if line_ends < 0 else line_ends, end + _AROUND)
        if first > done:
            passages.append(text[begun:done])
            begun = first
        done = max(done, last)
    return "\n".join(filter(None, [*passages, text[begun:done]]))
