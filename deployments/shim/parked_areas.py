"""What the door knows of the tee-time source: in how many areas monitors wait for it."""

from sqlalchemy import func, select

from tasks.database.sessions import AsyncDatabase
from tasks.database.tables import tee_time_areas


async def parked_areas(database: AsyncDatabase) -> int:
    """How many areas are left alone for a while, because the source failed there."""
    parked = select(func.count()).where(tee_time_areas.c.parked_until > func.now())
    async with database.all_tenants() as connection:
        return int(await connection.scalar(parked) or 0)
