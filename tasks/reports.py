"""What a run shows of itself in Prefect's UI: progress, links, tables, texts and pictures.

Showing is never worth a failed step: if Prefect's API cannot take an artifact, the run's log says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import httpx
from prefect.artifacts import (
    create_image_artifact,
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.exceptions import PrefectHTTPStatusError
from prefect.logging import get_run_logger

from tasks.current_run import current_run_id

Shown = TypeVar("Shown")


@dataclass(slots=True)
class _Progress:
    artifact_id: UUID
    steps: int
    done: int = 0


_progress_of_run: dict[UUID, _Progress] = {}


def _shown(show: Callable[[], Shown]) -> Shown | None:
    try:
        return show()
    except (httpx.HTTPError, PrefectHTTPStatusError) as error:
        get_run_logger().warning("Prefect did not take an artifact: %s", error)
        return None


def show_link(key: str, url: str, text: str, description: str) -> None:
    """A link on the run's artifacts page."""
    _shown(lambda: create_link_artifact(link=url, link_text=text, key=key, description=description))


def show_table(key: str, rows: Sequence[Mapping[str, object]], description: str) -> None:
    """A table on the run's artifacts page, a row each."""
    shown = [{column: str(value) for column, value in row.items()} for row in rows]
    _shown(lambda: create_table_artifact(table=shown, key=key, description=description))


def show_text(key: str, markdown: str, description: str) -> None:
    """A text on the run's artifacts page."""
    _shown(lambda: create_markdown_artifact(markdown=markdown, key=key, description=description))


def show_picture(key: str, url: str, description: str) -> None:
    """A picture on the run's artifacts page, from where it lies."""
    _shown(lambda: create_image_artifact(image_url=url, key=key, description=description))


def track_progress(steps: int) -> None:
    """Start the run's progress bar; each step that completes moves it on by an equal part."""
    run_id = current_run_id()
    made = _shown(
        lambda: create_progress_artifact(progress=0.0, key="progress", description=f"of {steps} steps")
    )
    if isinstance(made, UUID):
        _progress_of_run[run_id] = _Progress(made, steps)


def step_done(run_id: UUID | None) -> None:
    """Move the progress bar of a run that has one."""
    progress = _progress_of_run.get(run_id) if run_id else None
    if progress is None:
        return
    progress.done += 1
    percent = min(100.0, 100.0 * progress.done / progress.steps)
    _shown(lambda: update_progress_artifact(artifact_id=progress.artifact_id, progress=percent))
