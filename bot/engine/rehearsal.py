"""Conversations that are not stored: the terminal's, and those of a file. They think exactly as live ones do."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from bot.conversation.events import (
    BOT,
    CUSTOMER,
    BotReplied,
    ConversationStarted,
    CustomerMessaged,
    Entry,
    Event,
)
from bot.conversation.interpretation import Interpretation
from bot.conversation.language import Language
from bot.conversation.message import checked_text
from bot.conversation.tracker import Tracker
from bot.engine.thinking import Thought, think
from bot.routing.policy import Policy
from bot.understanding.frustration import DEFAULT_CURVE, FrustrationCurve
from bot.understanding.private_data import mask

Interpret = Callable[[str, Language], Interpretation]


class Rehearsal:
    """One conversation in memory."""

    def __init__(
        self,
        conversation_id: str,
        *,
        interpret: Interpret,
        policy: Policy,
        curve: FrustrationCurve = DEFAULT_CURVE,
        locale: str = "en",
    ) -> None:
        self.tracker = Tracker(conversation_id)
        self._interpret = interpret
        self._policy = policy
        self._curve = curve
        self.add([ConversationStarted(channel="rehearsal", locale=locale)], actor=BOT)

    def hear(self, text: str) -> Thought:
        """Take a message of the customer; return what is to be done about it. Its decision is remembered.

        Raises:
            BadInput: the message could not be taken live either.
        """
        number = self.tracker.seq + 1
        self.add([CustomerMessaged(client_id=str(number), text=mask(checked_text(text)))], actor=CUSTOMER)
        messages = list(self.tracker.unanswered)
        said = messages[-1].event
        heard = said.text if isinstance(said, CustomerMessaged) else ""
        meant = self._interpret(heard, self.tracker.language)
        thought = think(self.tracker, messages, [meant], self._policy, curve=self._curve)
        self.add([*thought.understood, thought.decided()], actor=BOT)
        return thought

    def speak(self, text: str) -> None:
        """Take something that the bot said."""
        self.add([BotReplied(text=text)], actor=BOT)

    def add(self, events: Iterable[Event], *, actor: str) -> None:
        """Add events to the conversation."""
        for event in events:
            entry = Entry(
                conversation_id=self.tracker.conversation_id,
                seq=self.tracker.seq + 1,
                # What is rehearsed takes no time: nobody waits for an answer.
                at=datetime.fromtimestamp(0, UTC),
                actor=actor,
                epoch=self.tracker.epoch,
                event=event,
            )
            self.tracker.apply([entry])
