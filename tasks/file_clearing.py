"""The step that clears away files of runs that are long over: people's documents are not kept for good."""

from datetime import UTC, datetime, timedelta

from tasks import policies
from tasks.findings import Finding
from tasks.providers import file_folder

KEPT_FOR = timedelta(days=30)
_MINUTE = 60


@policies.sweep
def clear_old_files() -> Finding:
    """Remove what no run has used for 30 days: each minute in another part of the folder, in turn."""
    now = datetime.now(UTC)
    part = int(now.timestamp() // _MINUTE) % file_folder.PARTS
    removed = file_folder.clear(part, now - KEPT_FOR)
    return Finding(what="files of old runs", found=removed, mended=removed)
