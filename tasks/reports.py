"""What a run shows of itself in Prefect's UI: progress, links, tables, texts and pictures.

Showing is never worth a failed step: if Prefect's API cannot take an artifact, the run's log says so.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TypeVar, cast
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
from prefect.context import TaskRunContext
from prefect.exceptions import PrefectHTTPStatusError
from prefect.logging import get_run_logger

from tasks.current_run import current_run_id

Shown = TypeVar("Shown")
_SECONDS_BETWEEN_DRAWINGS = 2.0


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


def verbatim(text: str) -> str:
    """Markdown that shows a text as it is, whatever it holds."""
    fence = "`" * (3 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def show_picture(key: str, url: str, description: str) -> None:
    """A picture on the run's artifacts page, from where it lies."""
    _shown(lambda: create_image_artifact(image_url=url, key=key, description=description))


class ProgressBar:
    """A bar on the run's artifacts page for work that is counted, drawn every two seconds at most.

    Outside of a run it draws nothing, and no more once Prefect did not take it: work does not wait for it.
    """

    def __init__(self, key: str, description: str) -> None:
        """Nothing is drawn yet.

        Args:
            key: Names the artifact.
            description: What is counted.
        """
        self._key, self._description = key, description
        self._is_wanted = TaskRunContext.get() is not None
        self._artifact_id: UUID | None = None
        self._drawn_at = -inf

    def show(self, percent: Callable[[], float], *, at_once: bool = False) -> None:
        """Draw it anew, unless it was drawn a moment ago.

        Args:
            percent: How much is done, 0..100; asked only if it is drawn.
            at_once: Draw it in any case.
        """
        now = monotonic()
        if self._is_wanted and (at_once or now - self._drawn_at >= _SECONDS_BETWEEN_DRAWINGS):
            self._artifact_id = _shown(lambda: self._draw(percent()))
            self._is_wanted = self._artifact_id is not None
            self._drawn_at = now

    def _draw(self, percent: float) -> UUID:
        if self._artifact_id is not None:
            return cast("UUID", update_progress_artifact(artifact_id=self._artifact_id, progress=percent))
        drawn = create_progress_artifact(progress=percent, key=self._key, description=self._description)
        return cast("UUID", drawn)


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
