"""The folder that holds a local stack's state: who runs it, where it answers, its token, its logs."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tasks.errors import TerminalError


class StackRunningError(TerminalError):
    """Another process runs a stack on this state folder."""


class NoStackError(TerminalError):
    """Something needs a running stack and there is none."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a running stack answers: what `stack.json` holds.

    `webhook`, `prefect` and `sandbox` are base URLs (Prefect's API is under `/api`). psycopg takes both
    database URLs as they are: the first is the application's role, the second sees all rows and is None
    where the database is not the stack's own.
    """

    webhook: str
    prefect: str
    sandbox: str
    database_url: str
    admin_database_url: str | None
    token: str

    @property
    def prefect_api(self) -> str:
        """What PREFECT_API_URL must be to talk to this stack."""
        return f"{self.prefect}/api"

    def as_json(self) -> str:
        """One line, as it stands in `stack.json`: what is not there is left out."""
        return json.dumps({name: value for name, value in asdict(self).items() if value is not None})

    @classmethod
    def from_json(cls, line: str) -> "Addresses":
        """The addresses that `as_json` wrote."""
        return cls(**({"admin_database_url": None} | json.loads(line)))


class StateFolder:
    """$CADDIE_HOME. Made if it is not there; a file with a secret is its owner's alone."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        self.logs = self.path / "logs"
        self.postgres = self.path / "postgres"
        self.prefect_home = self.path / "prefect-home"
        self.results = self.path / "results"
        self._lock = self.path / "lock"
        self._addresses = self.path / "stack.json"
        self._token = self.path / "token"

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Hold the folder for one stack. The kernel lets go of it when this process dies, however it does.

        Raises:
            StackRunningError: Another process holds it.
        """
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock.open("a+") as lock:
            if not _acquire(lock.fileno()):
                lock.seek(0)
                raise StackRunningError(
                    f"A stack already runs on {self.path} (process {lock.read().strip() or 'unknown'}):"
                    " use that one, stop it, or set CADDIE_HOME to another folder"
                )
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            self._addresses.unlink(missing_ok=True)
            try:
                yield
            finally:
                self._addresses.unlink(missing_ok=True)
                lock.truncate(0)

    def announce(self, addresses: Addresses) -> None:
        """Write `stack.json`: from now on the stack is ready."""
        _write_private(self._addresses, addresses.as_json() + "\n")

    def retract(self) -> None:
        """Remove `stack.json`: from now on the stack is not to be used."""
        self._addresses.unlink(missing_ok=True)

    def addresses(self) -> Addresses:
        """Where the stack that runs on this folder answers.

        Raises:
            NoStackError: None runs, or it is not ready yet.
        """
        advice = "start one with `caddie up` (or `make up`), or set CADDIE_HOME to its folder"
        try:
            with self._lock.open("a+") as lock:
                if _acquire(lock.fileno()):  # nobody holds it: a killed stack left its stack.json behind
                    raise NoStackError(f"No stack runs on {self.path}: {advice}")
            return Addresses.from_json(self._addresses.read_text())
        except FileNotFoundError:
            raise NoStackError(f"No stack is ready on {self.path}: {advice}") from None

    def token(self) -> str:
        """The bearer token of this folder's stacks: made once, then the same after every restart."""
        try:
            return self._token.read_text().strip()
        except FileNotFoundError:
            token = secrets.token_urlsafe(32)
            _write_private(self._token, token + "\n")
            return token


def _acquire(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_private(path: Path, text: str) -> None:
    """Put the whole text there at once, readable by its owner alone."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
