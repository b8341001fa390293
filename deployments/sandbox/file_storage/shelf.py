"""Every file of the sandbox's project, and the buckets they lie in."""

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from deployments.sandbox.file_storage import refusals
from deployments.sandbox.journal import Journal

MOST_BYTES = 50 * 1024 * 1024  # what a Supabase project takes unless it is told otherwise
_NAME = re.compile(r"[\w!.*'()/&$@=;:+,? -]+", re.ASCII)
_AT_FIRST = "resumes"


class Bucket(BaseModel):
    """Where files lie together."""

    model_config = ConfigDict(frozen=True)

    name: str
    public: bool = False


class StoredObject(BaseModel):
    """One file: what it is, and by which hash its content is found."""

    model_config = ConfigDict(frozen=True)

    bucket: str
    path: str
    media_type: str
    size: int
    sha256: str
    created: int

    @property
    def place(self) -> str:
        """`bucket/path`."""
        return f"{self.bucket}/{self.path}"


class Change(BaseModel):
    """One line of the journal."""

    model_config = ConfigDict(frozen=True)

    bucket: Bucket | None = None
    put: StoredObject | None = None
    removed: str | None = None


class Shelf:
    """The project as its folder remembers it; a private bucket `resumes` is there from the start."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        """Take up where the journal ends; `clock` gives Unix seconds."""
        self._contents = folder / "contents"
        self._journal = Journal(folder / "files.jsonl", Change)
        self._clock = clock
        self.buckets: dict[str, Bucket] = {_AT_FIRST: Bucket(name=_AT_FIRST)}
        self._objects: dict[str, StoredObject] = {}
        self.calls: Counter[str] = Counter()
        for change in self._journal.replay():
            self._apply(change)

    @property
    def now(self) -> int:
        """Unix seconds."""
        return int(self._clock())

    def make_bucket(self, bucket: Bucket) -> None:
        """Have a bucket. Raises StorageRefusal if it is there already."""
        if not _NAME.fullmatch(bucket.name) or "/" in bucket.name:
            raise refusals.wrong_key()
        if bucket.name in self.buckets:
            raise refusals.duplicate()
        self._commit(Change(bucket=bucket))

    def put(self, place: str, content: bytes, media_type: str, *, upsert: bool) -> StoredObject:
        """Have a file at `bucket/path`. Raises StorageRefusal."""
        bucket, _, path = place.partition("/")
        if bucket not in self.buckets:
            raise refusals.no_bucket()
        if not _NAME.fullmatch(path) or not all(path.split("/")):
            raise refusals.wrong_key()
        if len(content) > MOST_BYTES:
            raise refusals.too_large()
        if place in self._objects and not upsert:
            raise refusals.duplicate()
        digest = hashlib.sha256(content).hexdigest()
        self._write(digest, content)
        made = StoredObject(
            bucket=bucket,
            path=path,
            media_type=media_type,
            size=len(content),
            sha256=digest,
            created=self.now,
        )
        self._commit(Change(put=made))
        return made

    def remove(self, place: str) -> StoredObject:
        """Have it no more. Raises StorageRefusal if it is not there."""
        removed = self.find(place)
        self._commit(Change(removed=place))
        return removed

    def find(self, place: str) -> StoredObject:
        """The file at `bucket/path`. Raises StorageRefusal if there is none."""
        found = self._objects.get(place)
        if found is None:
            raise refusals.no_object()
        return found

    def content(self, found: StoredObject) -> bytes:
        """What is in it."""
        return (self._contents / found.sha256).read_bytes()

    def objects(self, prefix: str = "") -> list[StoredObject]:
        """The files whose `bucket/path` begins so, oldest first."""
        return [found for place, found in self._objects.items() if place.startswith(prefix)]

    def _write(self, digest: str, content: bytes) -> None:
        self._contents.mkdir(parents=True, exist_ok=True)
        draft = self._contents / f".{secrets.token_hex(8)}"
        draft.write_bytes(content)
        draft.replace(self._contents / digest)

    def _commit(self, change: Change) -> None:
        self._journal.append(change)
        self._apply(change)

    def _apply(self, change: Change) -> None:
        if change.bucket is not None:
            self.buckets[change.bucket.name] = change.bucket
        if change.put is not None:
            self._objects.pop(change.put.place, None)
            self._objects[change.put.place] = change.put
        if change.removed is not None:
            self._objects.pop(change.removed, None)
