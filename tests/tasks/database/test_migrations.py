from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, text

from tasks.database.migrate import migrate
from tasks.database.sessions import driver_url
from tasks.database.tables import CUSTOMER_TABLES, metadata
from tests.databases import Cluster, Database


def differences(url: str) -> list[object]:
    """What the tables in the code have that the database's have not, and the reverse."""
    with create_engine(driver_url(url), poolclass=NullPool).connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def test_migrations_from_zero_make_the_tables_that_the_code_names(postgres: Cluster) -> None:
    empty = postgres.empty()
    assert differences(empty.owner_url)
    migrate(empty.owner_url)
    assert differences(empty.owner_url) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database.owner_url)
    assert differences(database.owner_url) == []


def test_every_customer_table_forces_row_level_security(database: Database) -> None:
    forced = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    with create_engine(driver_url(database.admin_url), poolclass=NullPool).connect() as connection:
        assert set(connection.scalars(forced)) == {table.name for table in CUSTOMER_TABLES}
