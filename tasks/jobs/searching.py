"""Asking one board, address by address, and keeping what it gives. One that fails fails no other."""

from collections import Counter
from datetime import UTC, datetime

from tasks.database.sessions import all_tenants
from tasks.errors import ChangedBoardError, ProviderRefusedError, ProviderUnavailableError
from tasks.jobs import board_rows, posting_rows
from tasks.jobs.board_rows import KnownAnswer
from tasks.jobs.boards.drift import FillRates, drifted, fill_rates, why_quarantined
from tasks.jobs.boards.page import BoardPage
from tasks.jobs.boards.terms import Board
from tasks.jobs.discovery import SearchedAddress, SearchedBoard
from tasks.jobs.mending import Mend, mend_all
from tasks.providers import boards
from tasks.providers.boards import BoardAnswer


class BoardSearch:
    """One board's search as far as it has come."""

    def __init__(self, board: Board) -> None:
        """Ask nothing yet."""
        self._board = board
        self._searched: list[SearchedAddress] = []
        self._mends: Counter[Mend] = Counter()
        self._new = 0
        self.unavailable: list[ProviderUnavailableError] = []
        """What may go away if the same addresses are asked again."""

    def ask(self, address: str) -> None:
        """Ask it, unless it was asked within the board's least interval. Raises nothing that boards do."""
        with all_tenants() as connection:
            known = board_rows.known_answer(connection, self._board.name, address)
        if not self._board.is_due(known.asked_at, datetime.now(UTC)):
            found = known.rates.postings if known.rates else 0
            self._searched.append(SearchedAddress(address=address, found=found, rates=known.rates))
            return
        try:
            answer = boards.fetch(address, known.version)
        except ProviderUnavailableError as error:
            self.unavailable.append(error)
            self._fault(address, str(error))
        except ProviderRefusedError as error:
            self._fault(address, str(error))
        else:
            self._take(address, known, answer)

    def told(self) -> SearchedBoard:
        """What came of it."""
        return SearchedBoard(
            board=self._board.name,
            label=self._board.label,
            addresses=tuple(self._searched),
            new=self._new,
            mends=dict(sorted(self._mends.items())),
        )

    def _fault(self, address: str, fault: str) -> None:
        self._searched.append(SearchedAddress(address=address, asked=True, fault=fault))

    def _take(self, address: str, known: KnownAnswer, answer: BoardAnswer) -> None:
        if answer.content is None:
            self._keep_unchanged(address, known)
            return
        try:
            page = self._board.parse(answer.content)
        except ChangedBoardError as error:
            self._quarantine(address, answer.content, str(error))
            return
        rates = fill_rates(page)
        why = why_quarantined(rates, known.rates)
        if why:
            self._quarantine(address, answer.content, f"{self._board.label}: {why}")
        else:
            self._keep(address, known, answer, (page, rates))

    def _keep_unchanged(self, address: str, known: KnownAnswer) -> None:
        with all_tenants() as connection:
            posting_rows.one_at_a_time(connection)
            posting_rows.see_again(connection, self._board.name, known.answered_at)
            board_rows.keep_unchanged(connection, self._board.name, address)
        found = known.rates.postings if known.rates else 0
        self._searched.append(SearchedAddress(address=address, asked=True, found=found, rates=known.rates))

    def _quarantine(self, address: str, content: bytes, why: str) -> None:
        with all_tenants() as connection:
            board_rows.quarantine(connection, self._board.name, address, content, why)
        self._fault(address, why)

    def _keep(
        self, address: str, known: KnownAnswer, answer: BoardAnswer, read: tuple[BoardPage, FillRates]
    ) -> None:
        page, rates = read
        mended, mends = mend_all(page.postings)
        with all_tenants() as connection:
            posting_rows.one_at_a_time(connection)
            self._new += posting_rows.store(connection, self._board.name, mended)
            posting_rows.forget(connection, self._board.name, self._board.retention)
            board_rows.keep_answer(connection, self._board.name, address, answer, rates)
        self._mends.update(mends)
        self._searched.append(
            SearchedAddress(
                address=address,
                asked=True,
                changed=True,
                found=rates.postings,
                left_out=rates.left_out,
                drifted=drifted(rates, known.rates),
                rates=rates,
            )
        )
