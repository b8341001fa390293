"""What GitHub answered. It is public and the same for every tenant, so no row belongs to one."""

from sqlalchemy import Column, PrimaryKeyConstraint, SmallInteger, Table, Text

from tasks.database.tables.base import metadata, moment

github_answers = Table(
    "github_answers",
    metadata,
    Column("api", Text, nullable=False, comment="where it was asked: GitHub, or the sandbox"),
    Column("path", Text, nullable=False, comment="with its query, and `raw` after it for a file's own bytes"),
    Column("status", SmallInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("etag", Text, comment="to ask with the next time"),
    Column("as_of", Text, comment="the push up to which it holds: until the next one nothing is asked"),
    Column("following", Text, comment="the next page"),
    moment("asked_at"),
    PrimaryKeyConstraint("api", "path"),
)
