"""The few errors that cross files, each named after what happened; the docstring is the message."""

from bot.conversation.reasons import Reason


class BotError(Exception):
    """Something went wrong."""

    #: What happened, as a label for programs; one a class.
    code = "internal"

    def __init__(self, message: str | None = None, *, reason: Reason | None = None, **facts: str | int) -> None:
        super().__init__(message or self.__doc__ or "")
        #: Which case of it this is, as a label for whoever words it in another language; None where there is one only.
        self.reason = reason
        #: What the label's words leave open: a name, seconds.
        self.facts = facts

    @property
    def message(self) -> str:
        """What is the case and what to do, for the person who reads it: no stack, no customer text."""
        return str(self.args[0])


class BadInput(BotError):
    """What was sent cannot be understood."""

    code = "bad_input"


class TooLarge(BadInput):
    """What was sent is too large."""

    code = "too_large"


class TooManyRequests(BotError):
    """Too many requests; try again in a while."""

    code = "too_many_requests"


class NotSignedIn(BotError):
    """Sign in first."""

    code = "not_signed_in"


class NotAllowed(BotError):
    """This is not yours to do."""

    code = "not_allowed"


class NotFound(BotError):
    """There is no such thing."""

    code = "not_found"


class Conflict(BotError):
    """Someone was faster; look again."""

    code = "conflict"


class OfferExpired(Conflict):
    """The offer has timed out; the ticket is back in line."""


class Unavailable(BotError):
    """A part that is needed does not answer; try again."""

    code = "unavailable"


class BadConfiguration(BotError):
    """The configuration cannot be used.

    Attributes:
        problems: every mistake found, each with its place, so that all can be mended at once.
    """

    code = "bad_configuration"

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems) or None)
