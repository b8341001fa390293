"""The values of weekly summaries."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Counted(_Value):
    """How often something happened in the week, and in the week before."""

    now: int = 0
    before: int = 0


class TopJob(_Value):
    """The job of the week that fits best, and why.

    Attributes:
        score: 0..100.
        source: The board that it is from: its terms may ask to be named, with a link that is followed.
    """

    title: str
    company: str
    location: str | None
    url: str
    source: str
    score: int | None
    reason: str | None


class Waiting(_Value):
    """The application that is ready and has not been sent for the longest time."""

    title: str
    company: str
    since: date


class Numbers(_Value):
    """One person's week.

    Attributes:
        sent_lately: Applications that were sent in the twelve weeks that end with this one.
        replied_lately: Those among them that were answered by now.
        interviewed_lately: Those among them that led to an interview by now.
        skills_found: What profile-sync found in the week, by name.
    """

    jobs_found: Counted = Counted()
    resumes_written: Counted = Counted()
    applications_sent: Counted = Counted()
    replies: Counted = Counted()
    interviews: Counted = Counted()
    sent_lately: int = 0
    replied_lately: int = 0
    interviewed_lately: int = 0
    top_job: TopJob | None = None
    waits_longest: Waiting | None = None
    skills_found: tuple[str, ...] = Field(())

    @property
    def is_nothing(self) -> bool:
        """Whether the week brought nothing to tell of: then no mail goes out."""
        happened = (
            self.jobs_found,
            self.resumes_written,
            self.applications_sent,
            self.replies,
            self.interviews,
        )
        return not any(counted.now for counted in happened) and not self.skills_found
