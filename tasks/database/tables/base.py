"""What every table is made with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, MetaData, Text, Uuid, func

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


def row_id() -> Column[UUID]:
    """Its own id, made by the database."""
    return Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid())


def scope() -> tuple[Column[str], Column[str]]:
    """Whose row it is: row-level security goes by these."""
    return Column("tenant", Text, nullable=False), Column("environment", Text, nullable=False)


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """A point in time; now, unless it may be unknown."""
    return Column(
        name, DateTime(timezone=True), nullable=nullable, server_default=None if nullable else func.now()
    )
