"""Bring a database from whatever it is to what this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from tasks.database.sessions import driver_url

_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
)


def migrate(owner_url: str, *, runtime_role: str | None = None, revision: str = "head") -> None:
    """Upgrade to a revision; running it again does nothing.

    Args:
        owner_url: libpq URL of the role that owns the tables.
        runtime_role: The role that the application runs as, if it is another: it gets rows, not tables.
        revision: Alembic's name for where to stop.
    """
    engine = create_engine(driver_url(owner_url))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('caddie migrations'))"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if runtime_role is not None:
            role = engine.dialect.identifier_preparer.quote(runtime_role)
            for grant in _GRANTS:
                connection.execute(text(grant.format(role=role)))
    engine.dispose()
