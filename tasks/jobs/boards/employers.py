"""Employers that are told by nothing but the address of their board."""

import re
from urllib.parse import unquote, urlsplit


def employer_in(url: str) -> str:
    """The employer that a link to one of its postings names: `north-wind` is `North Wind`."""
    first = unquote(urlsplit(url).path).strip("/").split("/")[0]
    name = " ".join(re.split(r"[-_ ]+", first)).strip()
    return name.title() if name.islower() else name
