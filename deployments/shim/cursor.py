"""Where a page of a list ended: opaque to callers, and good for the same list alone."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self
from uuid import UUID

_CHECK_BYTES = 8


class BadCursorError(ValueError):
    """Not a cursor of ours, or one of another list."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A run's place in every list: by start, then by id, the latest first."""

    start_at: datetime
    id: UUID

    def cursor(self, filters: str) -> str:
        """The position as callers hand it back.

        Args:
            filters: What the list is narrowed by, in a form that is equal for equal lists.
        """
        place = json.dumps([self.start_at.isoformat(), str(self.id)]).encode()
        return urlsafe_b64encode(_check(place, filters) + place).decode()

    @classmethod
    def from_cursor(cls, cursor: str, filters: str) -> Self:
        """The position that a cursor holds.

        Raises:
            BadCursorError: It was tampered with, or is of another list.
        """
        try:
            kept = urlsafe_b64decode(cursor.encode("ascii"))
            check, place = kept[:_CHECK_BYTES], kept[_CHECK_BYTES:]
            if check != _check(place, filters):
                raise BadCursorError
            start_at, run_id = json.loads(place)
            return cls(datetime.fromisoformat(start_at), UUID(run_id))
        except ValueError as malformed:
            raise BadCursorError from malformed


def _check(place: bytes, filters: str) -> bytes:
    return sha256(filters.encode() + b"\x00" + place).digest()[:_CHECK_BYTES]
