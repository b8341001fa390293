"""What an answer's headers say of how soon the next call may come.

`RateLimit-Remaining` and `RateLimit-Reset` (seconds), also with `X-` before them
(https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-06.html).
"""

from collections.abc import Mapping

_LONGEST = 3_600.0


def pause_asked(headers: Mapping[str, str]) -> float:
    """Seconds to leave the provider alone: 0.0 while calls remain, or if nothing sensible is said."""
    said = _said(headers)
    if said.get("ratelimit-remaining") != "0":
        return 0.0
    try:
        seconds = float(said.get("ratelimit-reset", "0"))
    except ValueError:
        return 0.0
    # Some give the moment instead of the seconds until it; nobody means more than an hour.
    return seconds if 0.0 <= seconds <= _LONGEST else 1.0


def is_limit_known(headers: Mapping[str, str]) -> bool:
    """Whether the answer says how many calls remain at all."""
    return "ratelimit-remaining" in _said(headers)


def _said(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower().removeprefix("x-"): value.strip() for name, value in headers.items()}
