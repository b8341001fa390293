"""What boards answered: the last good answer of each address, and the last one that could not be trusted."""

import gzip
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import board_answers
from tasks.jobs.boards.drift import FillRates
from tasks.providers.boards import BoardAnswer, Version

_answers = board_answers.c


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """What an address said last.

    Attributes:
        asked_at: When it was asked last and answered, well or badly.
        answered_at: When its last good answer came.
    """

    version: Version
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    rates: FillRates | None = None


NOTHING_KNOWN = KnownAnswer(Version())


def known_answer(connection: Connection, board: str, address: str) -> KnownAnswer:
    """What is known of an address; nothing if it was never asked."""
    wanted = select(
        _answers.etag, _answers.last_modified, _answers.asked_at, _answers.answered_at, _answers.rates
    ).where(_answers.board == board, _answers.address == address)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return NOTHING_KNOWN
    return KnownAnswer(
        version=Version(row.etag, row.last_modified),
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        rates=None if row.rates is None else FillRates(**row.rates),
    )


def keep_answer(
    connection: Connection, board: str, address: str, answer: BoardAnswer, rates: FillRates
) -> None:
    """A good answer, to be asked with the next time."""
    _keep(
        connection,
        board,
        address,
        answered_at=func.now(),
        etag=answer.version.etag,
        last_modified=answer.version.last_modified,
        rates=asdict(rates),
        answer=gzip.compress(answer.content or b"", mtime=0),
        quarantined=None,
        quarantined_why=None,
        quarantined_at=None,
    )


def keep_unchanged(connection: Connection, board: str, address: str) -> None:
    """It was asked, and its last good answer still holds."""
    _keep(connection, board, address, answered_at=func.now())


def quarantine(connection: Connection, board: str, address: str, content: bytes, why: str) -> None:
    """An answer that cannot be trusted: kept for a look, and the last good one stays."""
    _keep(
        connection,
        board,
        address,
        quarantined=gzip.compress(content, mtime=0),
        quarantined_why=why,
        quarantined_at=func.now(),
    )


def _keep(connection: Connection, board: str, address: str, **values: object) -> None:
    row = insert(board_answers).values(board=board, address=address, **values)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["board", "address"], set_={"asked_at": func.now(), **values}
        )
    )
