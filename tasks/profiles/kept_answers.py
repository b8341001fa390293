"""GitHub's answers in our own table: what was not pushed to since is not asked again."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.sessions import all_tenants, transaction
from tasks.database.tables import github_answers
from tasks.providers.repositories import Kept
from tasks.values import Scope

LONGEST_KEPT = 1_000_000
"""Characters; what is longer is asked anew."""

FORGOTTEN_AFTER = timedelta(days=90)
"""What no sync has asked for this long belongs to repositories or people that are gone."""

_NOTED_AFTER = timedelta(days=30)
_answers = github_answers.c


class KeptAnswers:
    """The answers of one API, each committed by itself: whoever comes again goes on where another stopped."""

    def __init__(self, api: str, scope: Scope) -> None:
        """Keep answers of the API at this address.

        Args:
            api: Its address, so that the sandbox's answers are never taken for GitHub's.
            scope: Who asks; answers are public, and the same for everybody.
        """
        self._api = api
        self._scope = scope

    def recall(self, key: str) -> Kept | None:
        """The answer that was kept last. That it is still in use is noted once a month."""
        this = (_answers.api == self._api, _answers.path == key)
        columns = [_answers.status, _answers.body, _answers.etag, _answers.as_of, _answers.following]
        was_long_ago = _answers.asked_at < func.now() - _NOTED_AFTER
        with transaction(self._scope) as connection:
            row = connection.execute(select(*columns, was_long_ago).where(*this)).one_or_none()
            if row is None:
                return None
            *kept, is_to_be_noted = row
            if is_to_be_noted:
                connection.execute(update(github_answers).where(*this).values(asked_at=func.now()))
        return Kept(*kept)

    def keep(self, key: str, answer: Kept) -> None:
        """Keep it in place of an older one."""
        body = answer.body.replace("\0", "")  # which PostgreSQL does not take
        if len(body) > LONGEST_KEPT:
            return
        values = {
            "status": answer.status,
            "body": body,
            "etag": answer.etag,
            "as_of": answer.as_of,
            "following": answer.following,
        }
        row = insert(github_answers).values(api=self._api, path=key, **values)
        with transaction(self._scope) as connection:
            connection.execute(
                row.on_conflict_do_update(
                    index_elements=["api", "path"], set_=values | {"asked_at": func.now()}
                )
            )


def forget_unused() -> int:
    """Drop the answers that no sync has asked for since `FORGOTTEN_AFTER`; how many they were."""
    unused = delete(github_answers).where(_answers.asked_at < func.now() - FORGOTTEN_AFTER)
    with all_tenants() as connection:
        return connection.execute(unused).rowcount
