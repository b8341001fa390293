"""GitHub's answers in our own table: what was not pushed to since is not asked again."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from tasks.database.sessions import transaction
from tasks.database.tables import github_answers
from tasks.providers.repositories import Kept
from tasks.values import Scope

LONGEST_KEPT = 1_000_000
"""Characters; what is longer is asked anew."""

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
        """The answer that was kept last."""
        columns = [_answers.status, _answers.body, _answers.etag, _answers.as_of, _answers.following]
        found = select(*columns).where(_answers.api == self._api, _answers.path == key)
        with transaction(self._scope) as connection:
            row = connection.execute(found).one_or_none()
        return None if row is None else Kept(*row)

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
