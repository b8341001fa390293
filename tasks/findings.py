"""What recovery finds, and what it mends."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from tasks import policies
from tasks.reports import show_table


class Finding(BaseModel):
    """One kind of thing that was left undone.

    Attributes:
        what: In the plural, for a person.
        mended: How many of those found are not left undone any more.
        problem: What is in the way of the others, or what a person must do.
    """

    model_config = ConfigDict(frozen=True)

    what: str
    found: int = 0
    mended: int = 0
    problem: str | None = None

    @property
    def is_worth_telling(self) -> bool:
        """Whether there is anything to see."""
        return self.found > 0 or self.problem is not None


@policies.database_call
def show_findings(findings: Sequence[Finding]) -> list[Finding]:
    """Show what was found, if anything was; returns it."""
    told = [finding for finding in findings if finding.is_worth_telling]
    if told:
        rows = [finding.model_dump() | {"problem": finding.problem or "-"} for finding in told]
        show_table("recovery", rows, "What was left undone, and how much of it is mended")
    return told
