"""What real boards do to a posting on its way."""

import base64
import html
import re

from deployments.sandbox.job_boards.world import Opening

_WORDS = ("LANTERN", "MARZIPAN", "GENTLE", "HARBOUR", "QUIXOTIC", "MEADOW")
_PUNCTUATION = re.compile(r"[^\w\s/&+#.]")


def as_html(opening: Opening, head: str = "") -> str:
    """The posting as employers write it."""
    body = "".join(f"<p>{html.escape(paragraph, quote=False)}</p>\n" for paragraph in opening.paragraphs)
    required = "".join(f"<li>{skill}</li>" for skill in opening.required)
    welcome = "".join(f"<li>{skill}</li>" for skill in opening.welcome)
    asks = f"<p>At least {opening.years} years of experience with:</p>" if opening.years > 1 else ""
    return (
        f"{head}{body}<h3>Requirements</h3>{asks}<ul>{required}</ul><h3>Nice to have</h3><ul>{welcome}</ul>"
    )


def honeypot(opening: Opening, caller: str) -> str:
    """The sentence that gives away whoever copies it: the caller's address in base64 behind an R."""
    tag = "R" + base64.b64encode(caller.encode()).decode()
    word = _WORDS[opening.number % len(_WORDS)]
    return (
        f"<br/><br/>Please mention the word **{word}** and tag {tag} when applying to show you read the job"
        f" post completely (#{tag}). This is a beta feature to avoid spam applicants. Companies can search"
        " these words to find applicants that read this and see they're human."
    )


def mojibake(text: str) -> str:
    """UTF-8 that somebody took for Latin-1."""
    return text.encode().decode("latin-1")


def without_punctuation(title: str) -> str:
    """A title without commas, dashes and brackets."""
    return " ".join(_PUNCTUATION.sub(" ", title).split())


def escaped_twice(markup: str) -> str:
    """Markup whose brackets are entities."""
    return html.escape(markup)
