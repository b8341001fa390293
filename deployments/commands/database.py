"""The database that commands work with: that of DATABASE_URL, or of the running stack."""

import os

from deployments.state_folder import StateFolder
from tasks.settings import settings


def reach_database() -> None:
    """Have transactions open on the running stack if no DATABASE_URL is set; says so if none is running."""
    if settings().database_url is None:
        os.environ["DATABASE_URL"] = StateFolder(settings().caddie_home).addresses().database_url
        settings.cache_clear()
