"""The one place that opens a transaction, says whose rows it may see, and commits."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache

from sqlalchemy import URL, Connection, Engine, Executable, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tasks.errors import ProviderUnavailableError, SettingsError
from tasks.settings import settings
from tasks.values import Scope

BLOCK = "caddie"
_ROLE = text("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
_NO_URL = "DATABASE_URL or DATABASE_OWNER_URL is no URL such as postgresql://user@host:5432/name"
_ALL_TENANTS = text("SELECT set_config('caddie.all_tenants', 'on', true)")
_RETRYABLE_SQLSTATES = (
    "08",  # the connection broke
    "40",  # serialization failure, deadlock: the transaction can be run again
    "53",  # out of connections, memory or disk
    "55P03",  # a lock was not to be had in time
    "57",  # the server is stopping or starting, or cancelled the statement
)


def driver_url(url: str) -> URL:
    """A libpq URL (`postgresql://…`) as SQLAlchemy's for psycopg 3.

    Raises:
        SettingsError: It is none.
    """
    try:
        return make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):  # its text may hold the password
        raise SettingsError(_NO_URL) from None


def may_succeed_later(error: DBAPIError) -> bool:
    """Whether running the same transaction again may help (PostgreSQL's error codes, appendix A)."""
    sqlstate = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or sqlstate is None or sqlstate.startswith(_RETRYABLE_SQLSTATES)


def runtime_url() -> URL:
    """Where the application's rows are: DATABASE_URL, or the prefect-sqlalchemy block `caddie`.

    Raises:
        SettingsError: There is neither.
    """
    url = settings().database_url
    if url is not None:
        return driver_url(url.get_secret_value())
    # It brings all of Prefect, which a command with a DATABASE_URL does not wait a second for.
    from prefect_sqlalchemy import SqlAlchemyConnector  # noqa: PLC0415
    from prefect_sqlalchemy.credentials import ConnectionComponents  # noqa: PLC0415

    try:
        connector = SqlAlchemyConnector.load(BLOCK, _sync=True)
    except ValueError:
        raise SettingsError(
            f"No database: set DATABASE_URL, or make a SqlAlchemyConnector block named {BLOCK!r}"
        ) from None
    info = connector.connection_info
    address = info.create_url() if isinstance(info, ConnectionComponents) else make_url(str(info))
    return address.set(drivername="postgresql+psycopg")


def _refuse_unbound(role: str, *, bypasses: bool) -> None:
    if bypasses:
        raise SettingsError(
            f"The database role {role!r} bypasses row-level security, so tenants would see each other:"
            " give DATABASE_URL a role that is no superuser and has no BYPASSRLS"
        )


def _see(scope: Scope) -> Executable:
    return text(
        "SELECT set_config('caddie.tenant', :tenant, true),"
        " set_config('caddie.environment', :environment, true)"
    ).bindparams(tenant=scope.tenant, environment=scope.environment)


@cache
def engine() -> Engine:
    """This process's pool for steps.

    Raises:
        SettingsError: The role bypasses row-level security.
        ProviderUnavailableError: PostgreSQL cannot be reached.
    """
    made = create_engine(runtime_url(), pool_size=5, pool_pre_ping=True, hide_parameters=True)
    try:
        with made.connect() as connection:
            role, bypasses = connection.execute(_ROLE).one()
        _refuse_unbound(role, bypasses=bypasses)
    except DBAPIError as error:
        raise ProviderUnavailableError(f"PostgreSQL cannot be reached: {error.orig}") from error
    except SettingsError:
        made.dispose()
        raise
    return made


@contextmanager
def transaction(scope: Scope) -> Iterator[Connection]:
    """One transaction that sees and writes this scope's rows alone; commits if the block ends well."""
    with engine().begin() as connection:
        connection.execute(_see(scope))
        yield connection


@contextmanager
def reaching(scope: Scope | None) -> Iterator[Connection]:
    """One transaction over this scope's rows; over every tenant's if it is None."""
    with all_tenants() if scope is None else transaction(scope) as connection:
        yield connection


@contextmanager
def all_tenants() -> Iterator[Connection]:
    """One transaction over every tenant's rows: for sweeps, which work for all of them."""
    with engine().begin() as connection:
        connection.execute(_ALL_TENANTS)
        yield connection


class AsyncDatabase:
    """The same for the door, where thousands of requests wait side by side."""

    def __init__(self, pool_size: int = 10) -> None:
        self._engine: AsyncEngine = create_async_engine(
            runtime_url(),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
            hide_parameters=True,  # errors go to logs, and parameters are personal
        )

    async def check_role(self) -> None:
        """Raise SettingsError if the role bypasses row-level security, DBAPIError if PostgreSQL is away."""
        async with self._engine.connect() as connection:
            role, bypasses = (await connection.execute(_ROLE)).one()
        _refuse_unbound(role, bypasses=bypasses)

    @asynccontextmanager
    async def transaction(self, scope: Scope) -> AsyncIterator[AsyncConnection]:
        """One transaction that sees and writes this scope's rows alone."""
        async with self._engine.begin() as connection:
            await connection.execute(_see(scope))
            yield connection

    @asynccontextmanager
    async def all_tenants(self) -> AsyncIterator[AsyncConnection]:
        """One transaction over every tenant's rows: for who must find out whose a thing is."""
        async with self._engine.begin() as connection:
            await connection.execute(_ALL_TENANTS)
            yield connection

    async def close(self) -> None:
        """Give every connection back."""
        await self._engine.dispose()
