"""A conversation with one runner, folded into a tracker as a turn would do it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.automation.call import ActionResult
from bot.automation.orders import MOST_FAILURES, Order
from bot.automation.responses import Responses
from bot.automation.responses_file import load_responses
from bot.automation.runner import Runner
from bot.conversation.errors import Unavailable
from bot.conversation.events import (
    BOT,
    CUSTOMER,
    SYSTEM,
    ActionRan,
    BotReplied,
    ConversationStarted,
    CustomerMessaged,
    Entry,
    Event,
    Understood,
)
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.language import Language
from bot.conversation.tracker import Tracker

DATA = Path(__file__).parents[2] / "training_data"
#: A Saturday.
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def shop_texts() -> Responses:
    """Return the texts that Baton comes with."""
    return load_responses(DATA / "responses.yml", DATA / "faq.yml")


def meaning(
    text: str, intent: str = "order_status", language: Language = Language.ENGLISH, **entities: str
) -> Interpretation:
    """Return what a message means, entities by name."""
    return Interpretation(
        text=text,
        intent=intent,
        confidence=0.9,
        needs=(Need(intent=intent, confidence=0.9),),
        entities=tuple(Entity(name=name, value=value) for name, value in entities.items()),
        language=language,
    )


@dataclass
class SetClock:
    """A clock that a test moves."""

    at: datetime = NOW

    def now(self) -> datetime:
        """Return the moment that the test wants."""
        return self.at


@dataclass
class Book:
    """An order book in memory; see `OrderBook`."""

    orders: dict[tuple[str, str], Order] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    open: bool = True

    async def find(self, number: str, email: str) -> Order | None:
        """See `OrderBook.find`."""
        if not self.open:
            raise Unavailable
        self.asked.append((number, email))
        return self.orders.get((number, email))


@dataclass
class Counter:
    """Counts tries in memory; see `Attempts`."""

    tries: list[str] = field(default_factory=list)

    async def admit(self, keys: Sequence[str]) -> bool:
        """See `Attempts.admit`."""
        if any(self.tries.count(key) >= MOST_FAILURES for key in keys):
            return False
        self.tries += keys
        return True

    async def forgive(self, keys: Sequence[str]) -> None:
        """See `Attempts.forgive`."""
        for key in keys:
            self.tries.remove(key)


class Talk:
    """One conversation."""

    def __init__(self, runner: Runner, *, language: Language = Language.ENGLISH, name: str = "c1") -> None:
        self._runner = runner
        self.language = language
        self.tracker = Tracker(name)
        self.happened(ConversationStarted(channel="website", locale=language), actor=SYSTEM)

    def happened(self, *events: Event, actor: str = BOT) -> None:
        """Add events to the conversation."""
        first, at = self.tracker.seq + 1, NOW + timedelta(seconds=self.tracker.seq)
        self.tracker.apply(
            Entry(conversation_id=self.tracker.conversation_id, seq=first + n, at=at, actor=actor, epoch=1, event=event)
            for n, event in enumerate(events)
        )

    async def says(
        self, text: str, intent: str = "order_status", action: str = "action_order_status", **entities: str
    ) -> ActionResult:
        """Run an action for a message and take in what it did."""
        self.happened(CustomerMessaged(client_id=f"m{self.tracker.seq}", text=text), actor=CUSTOMER)
        seq = self.tracker.seq
        meant = meaning(text, intent, self.language, **entities)
        result = await self._runner.run(action, self.tracker, meant, turn_id=f"t{seq}")
        self.happened(
            Understood(message_seq=seq, meant=meant, frustration=0.0),
            *result.slots,
            *([result.asks] if result.asks else []),
            ActionRan(action=action, outcome=result.outcome, failed=result.failed),
            *(BotReplied(text=reply.text, buttons=reply.buttons) for reply in result.replies),
        )
        return result


def day(days: int) -> date:
    """Return the day that many days from now."""
    return NOW.date() + timedelta(days=days)
