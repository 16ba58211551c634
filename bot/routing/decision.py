"""What the policy may choose for a turn."""

from dataclasses import dataclass
from enum import StrEnum

from bot.conversation.explanation import Explanation


class Question(StrEnum):
    """What the bot asks where it does not understand."""

    ASK = "ask"
    OFFER_PERSON = "offer_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Automate:
    """The bot runs an action for an intent."""

    action: str
    intent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarify:
    """The bot asks; `say` names the response to ask with, where it is not the usual one."""

    question: Question
    say: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """A person takes over; `say` names the response that tells of it, where it is not the usual one."""

    queue: str
    reason: str
    high_stakes: bool
    say: str | None = None


Choice = Automate | Clarify | HandOff


def kind_of(choice: Choice) -> str:
    """Return `automate`, `clarify` or `human`."""
    match choice:
        case Automate():
            return "automate"
        case Clarify():
            return "clarify"
        case HandOff():
            return "human"


def reason_of(choice: Choice) -> str:
    """Return the action, the question or the reason of the handoff."""
    match choice:
        case Automate(action=action):
            return action
        case Clarify(question=question):
            return question.value
        case HandOff(reason=reason):
            return reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the policy chose, by which rule, and why."""

    choice: Choice
    rule: str
    why: Explanation

    @property
    def explanation(self) -> str:
        """Why, in one English line for terminals and logs; holds no customer text."""
        return str(self.why)

    @property
    def kind(self) -> str:
        """See `kind_of`."""
        return kind_of(self.choice)

    @property
    def reason(self) -> str:
        """See `reason_of`."""
        return reason_of(self.choice)
