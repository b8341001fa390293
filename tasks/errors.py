"""What may be tried again and what may not: the one taxonomy that every step raises from."""

from datetime import datetime


class CaddieError(Exception):
    """An error whose text tells a person what happened and what to do about it."""


class RetryableError(CaddieError):
    """The same call may succeed later: a lost connection, a time-out, a busy or broken provider."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """Remember how long the other side asked us to wait.

        Args:
            message: What happened, for a person.
            retry_after: Seconds the provider asked for (its `Retry-After`), if it did.
        """
        super().__init__(message)
        self.retry_after = retry_after


class NotBeforeError(CaddieError):
    """The same call will succeed, but not before a certain moment: the run is put off until then."""

    def __init__(self, message: str, *, until: datetime) -> None:
        """Remember when to come again.

        Args:
            message: What happened, for a person.
            until: When calls are taken again; aware.
        """
        super().__init__(message)
        self.until = until


class TerminalError(CaddieError):
    """The same call will fail the same way: bad input, no permission, not found, a refusal."""


class SettingsError(TerminalError):
    """The environment lacks a setting or holds a malformed one."""


class UnknownZipCodeError(TerminalError):
    """No point on the map is known for a ZIP code."""


class PastSearchDateError(TerminalError):
    """The day that a monitor should watch is over where the course lies."""


class PastWeekError(TerminalError):
    """A week that is long over, or not over yet, is not sent without a word that it is meant."""


class UnsentMailsError(TerminalError):
    """Mails wait, and it takes a person to let them go on."""


class UnknownEventError(TerminalError):
    """An event that nobody kept, or whose monitor is gone."""


class MonitorOverError(TerminalError):
    """A monitor has ended, so nothing more can be done for it."""


class RefusedFileUrlError(TerminalError):
    """A file lies where files are not fetched from."""


class FileGoneError(TerminalError):
    """A link to a file has expired, or there is no such file any more."""


class FileTooLargeError(TerminalError):
    """A file is larger than any that is taken."""


class ForeignResumeError(TerminalError):
    """A résumé belongs to somebody else."""


class UnknownJobError(TerminalError):
    """There is no such posting."""


class ForeignJobError(TerminalError):
    """A posting is on somebody else's list."""


class ForeignApplicationError(TerminalError):
    """An application is somebody else's, or for another posting."""


class UnknownProfileError(TerminalError):
    """A person has no profile, or one that nothing can be written from."""


class InvalidProfileError(TerminalError):
    """A profile that nobody can make sense of: no JSON Resume, or a date that is none."""


class UnfaithfulDraftError(TerminalError):
    """A résumé says what its profile does not: it goes nowhere."""


class UnwritableDocumentError(TerminalError):
    """A résumé cannot be made into a document."""


class ProviderUnavailableError(RetryableError):
    """A provider could not be reached, was too slow, throttled us or broke."""


class ProviderBusyError(ProviderUnavailableError):
    """A provider turned a call away for now: nothing came of it."""


class QuotaUsedUpError(ProviderBusyError):
    """A provider takes nothing more from us today, or this month."""


class StoredFailureError(ProviderUnavailableError):
    """A provider keeps a failure as its answer to an idempotency key: the key leads nowhere any more."""


class ProviderRefusedError(TerminalError):
    """A provider understood the call and refused it."""


class OtherMailUnderKeyError(ProviderRefusedError):
    """A provider took another mail under this key, within the day that it knows keys for."""


class OddAnswerError(ProviderUnavailableError):
    """A provider answered well, by its status, with something that is not what was asked for."""


class ModelRefusalError(TerminalError):
    """A language model declined to answer."""


class TruncatedAnswerError(TerminalError):
    """A language model's answer was cut off."""


class UnfitAnswerError(TerminalError):
    """A language model's answer does not have the form that was asked for."""


class UnreadableDocumentError(TerminalError):
    """A document cannot be read: locked, broken, empty, too large, or not of a kind that is read."""


class UndrawnPictureError(TerminalError):
    """There is no picture of something."""


class UnreadablePostingsError(TerminalError):
    """A file of postings has a line that is no posting."""


class UnknownAccountError(TerminalError):
    """Nobody has an account of this name."""


class ChangedBoardError(TerminalError):
    """A job board's answer has another shape than its postings had: it is kept aside, not used."""
