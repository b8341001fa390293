"""The rows that reading a résumé changes: the résumé's own, its person's profile, and what changed there.

The functions take an open connection and open nothing, so that what belongs together commits together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import Insert, insert

from tasks.database.tables import profile_changes, profiles, resumes
from tasks.errors import ForeignResumeError
from tasks.resumes.merging import Merged
from tasks.resumes.parsing_results import FileType
from tasks.resumes.profile import Profile
from tasks.values import FileUrl, ResumeId, Scope, UserId

SOURCE: Final = "resume-parsing"
_profiles, _resumes, _changes = profiles.c, resumes.c, profile_changes.c
_COLUMNS = [_profiles[field.name] for field in fields(Profile)]
_ONE_SOURCE = ["tenant", "environment", "source", "source_id"]
_LISTS = ("portfolio_urls", "skills", "experience", "education")

Status = Literal["parsed", "needs_ocr", "failed"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A résumé that somebody has uploaded."""

    user_id: UserId
    resume_id: ResumeId
    file_url: FileUrl
    file_type: FileType


@dataclass(frozen=True, slots=True)
class ResumeEnd:
    """What became of reading a résumé, by the names of its columns."""

    status: Status
    error_message: str | None = None
    parsed_content: str | None = None
    structured_data: Mapping[str, Any] | None = None
    engine: str | None = None


def claim_resume(connection: Connection, scope: Scope, upload: Upload) -> None:
    """Note where the résumé's file is; an app without rows of its own gets one here.

    A link's query is left out: it may hold a signature that opens the file.

    Raises:
        ForeignResumeError: The résumé is another user's.
    """
    place = urlsplit(upload.file_url)
    file = {
        "original_file_name": unquote(place.path).rpartition("/")[2] or None,
        "original_file_url": place._replace(query="", fragment="").geturl(),
        "original_file_type": upload.file_type,
    }
    connection.execute(
        insert(resumes)
        .values(
            tenant=scope.tenant,
            environment=scope.environment,
            resume_id=upload.resume_id,
            user_id=upload.user_id,
            **file,
        )
        .on_conflict_do_nothing(index_elements=["tenant", "environment", "resume_id"])
    )
    lock_resume(connection, upload.user_id, upload.resume_id)
    connection.execute(update(resumes).where(_resumes.resume_id == upload.resume_id).values(file))


def lock_resume(connection: Connection, user_id: UserId, resume_id: ResumeId) -> None:
    """Have the résumé's row to ourselves until the transaction ends.

    Raises:
        ForeignResumeError: The résumé is another user's, or there is none.
    """
    owner = connection.execute(
        select(_resumes.user_id).where(_resumes.resume_id == resume_id).with_for_update()
    ).scalar_one_or_none()
    if owner != user_id:
        raise ForeignResumeError(f"The résumé {resume_id} is not one of the user {user_id}: check both ids")


def end_resume(connection: Connection, user_id: UserId, resume_id: ResumeId, end: ResumeEnd) -> None:
    """Note what became of it; a résumé of somebody else is left alone."""
    connection.execute(
        update(resumes)
        .where(_resumes.resume_id == resume_id, _resumes.user_id == user_id)
        .values(**asdict(end), parsed_at=func.now(), updated_at=func.now())
    )


def fail_resume(connection: Connection, user_id: UserId, resume_id: ResumeId, reason: str) -> None:
    """Note why it could not be read; what an earlier reading yielded stays."""
    connection.execute(
        update(resumes)
        .where(_resumes.resume_id == resume_id, _resumes.user_id == user_id)
        .values(status="failed", error_message=reason, updated_at=func.now())
    )


def lock_profile(connection: Connection, scope: Scope, user_id: UserId) -> Profile:
    """The user's profile, to ourselves until the transaction ends; an empty one is made if there is none."""
    connection.execute(
        insert(profiles)
        .values(tenant=scope.tenant, environment=scope.environment, user_id=user_id)
        .on_conflict_do_nothing(index_elements=["tenant", "environment", "user_id"])
    )
    row = connection.execute(select(*_COLUMNS).where(_profiles.user_id == user_id).with_for_update()).one()
    return _profile(row)


def find_profile(connection: Connection, user_id: UserId) -> Profile | None:
    """The user's profile as it is now; None if there is none."""
    row = connection.execute(select(*_COLUMNS).where(_profiles.user_id == user_id)).one_or_none()
    return None if row is None else _profile(row)


def _profile(row: Row[Any]) -> Profile:
    held = row._asdict()
    lists = {name: tuple(held[name]) if isinstance(held[name], list) else () for name in _LISTS}
    more, edited = held["more"], held["edited_by_hand"]
    others = {
        "more": more if isinstance(more, dict) else None,
        "edited_by_hand": frozenset(
            name for name in (edited if isinstance(edited, list) else ()) if isinstance(name, str)
        ),
    }
    return Profile(**held | lists | others)


def written_by_readings(connection: Connection, user_id: UserId) -> Mapping[str, Any]:
    """By field, what reading a résumé wrote there, where that was the last run to write it."""
    applied = connection.execute(
        select(_changes.source, _changes.diff)
        .where(_changes.user_id == user_id, _changes.state == "applied")
        .order_by(_changes.created_at, _changes.id)
    ).all()
    last = {change["field"]: (source, change["after"]) for source, diff in applied for change in diff}
    return {field: after for field, (source, after) in last.items() if source == SOURCE}


def save_profile(connection: Connection, user_id: UserId, merged: Merged) -> None:
    """Write the columns that changed."""
    columns = {change.field.partition(".")[0] for change in merged.changes}
    values = {name: getattr(merged.profile, name) for name in columns}
    connection.execute(
        update(profiles).where(_profiles.user_id == user_id).values(**values, updated_at=func.now())
    )


Diff = Sequence[Mapping[str, Any]]


def keep_changes(connection: Connection, scope: Scope, user_id: UserId, source_id: str, diff: Diff) -> None:
    """Keep what one reading has changed: one row for each, with what a repeat of it has still found added."""
    row = _change(scope, user_id, source_id, "applied", diff)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=_ONE_SOURCE, set_={"diff": _changes.diff + row.excluded.diff}
        )
    )


def propose_changes(
    connection: Connection, scope: Scope, user_id: UserId, source_id: str, diff: Diff
) -> None:
    """Keep what one reading would change if the person agrees; a repeat finds the same."""
    row = _change(scope, user_id, source_id, "proposed", diff)
    connection.execute(row.on_conflict_do_nothing(index_elements=_ONE_SOURCE))


def _change(scope: Scope, user_id: UserId, source_id: str, state: str, diff: Diff) -> Insert:
    return insert(profile_changes).values(
        tenant=scope.tenant,
        environment=scope.environment,
        user_id=user_id,
        source=SOURCE,
        source_id=source_id,
        state=state,
        diff=list(diff),
    )


def count_changes(connection: Connection, source_id: str) -> int:
    """How many fields one reading has changed, its repeats included."""
    changed = connection.execute(
        select(func.jsonb_array_length(_changes.diff)).where(
            _changes.source == SOURCE, _changes.source_id == source_id
        )
    ).scalar_one_or_none()
    return changed or 0
