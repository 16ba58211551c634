"""A bot that makes of each sentence what the test says, on the real engine and SQLite in memory, in virtual time."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.automation.call import ActionResult
from bot.automation.responses import Responses
from bot.automation.responses_file import load_responses
from bot.conversation.events import ConversationStarted, Event
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.language import Language
from bot.conversation.message import InboundMessage, Reply
from bot.conversation.tracker import Tracker
from bot.engine.desk import Desk
from bot.engine.feed import Feed
from bot.engine.inbox import Inbox, Receipt
from bot.engine.lease import Leases
from bot.engine.turn import Bot, Turns
from bot.engine.worker import Worker
from bot.handoff.agent import Agent, Presence
from bot.handoff.dispatcher import Round
from bot.routing.policy import Policy
from bot.routing.policy_file import load_policy
from bot.storage.agents import StoredAgents
from bot.storage.conversations import Conversations
from bot.storage.desk import StoredDesk
from bot.storage.line import StoredLine
from bot.storage.turns import StoredTurns
from bot.understanding.entities import Vocabulary
from tests.support.inline_database import InlineDatabase, memory
from tests.support.virtual_time import VirtualClock, VirtualLoop, run_virtually

T = TypeVar("T")

DATA = Path(__file__).parents[2] / "training_data"
#: sentence → what it asks for, as a model would say; anything else is unclear.
MEANS: Mapping[str, str] = {
    "how much is shipping": "shipping_cost",
    "where is my order": "order_status",
    "where is order 77001": "order_status",
    "you charged me twice": "double_charge",
    "agent": "request_human",
    "thanks": "thanks",
}


@cache
def shipped_policy() -> Policy:
    """Return the policy that is shipped."""
    return load_policy(DATA / "policy.yml")


@cache
def shipped_texts() -> Responses:
    """Return the texts that are shipped."""
    return load_responses(DATA / "responses.yml", DATA / "faq.yml")


def meaning(text: str, language: Language = Language.ENGLISH, **more: Any) -> Interpretation:
    """Return what a sentence means."""
    intent = MEANS.get(text, "vague_problem")
    return Interpretation(
        text=text,
        intent=intent,
        confidence=0.95,
        needs=(Need(intent=intent, confidence=0.95),),
        asks_for_person=intent == "request_human",
        language=language,
        model="small",
        **more,
    )


async def nothing() -> None:
    """Do nothing."""


@dataclass
class SmallMind:
    """Understands as `MEANS` says, after `thinking` has been done.

    Attributes:
        asked: the texts of every turn, in order.
    """

    thinking: Callable[[], Awaitable[None]] = nothing
    asked: list[list[str]] = field(default_factory=list)

    async def interpret(self, texts: Sequence[str], *, fallback: Language) -> list[Interpretation]:
        self.asked.append(list(texts))
        await self.thinking()
        return [meaning(text, fallback, entities=self.entities(text)) for text in texts]

    def entities(self, text: str) -> tuple[Entity, ...]:
        return Vocabulary().entities(text)


ANSWERED = ActionResult(replies=(Reply(text="it costs 4.90"),), outcome="answered")


@dataclass
class SmallHands:
    """Does what `result` says.

    Attributes:
        ran: action and intent of every run, in order.
    """

    result: ActionResult = ANSWERED
    acting: Callable[[], Awaitable[None]] = nothing
    ran: list[tuple[str, Interpretation]] = field(default_factory=list)

    async def run(self, action: str, tracker: Tracker, meant: Interpretation, *, turn_id: str) -> ActionResult:
        self.ran.append((action, meant))
        await self.acting()
        return self.result


class SmallShop:
    """One shop with everything that the engine needs."""

    def __init__(self, database: InlineDatabase, loop: VirtualLoop) -> None:
        count = itertools.count(1)
        self.database, self.clock = database, VirtualClock(loop)
        self.feed = Feed()
        self.leases = Leases(clock=self.clock, new_id=lambda: f"id{next(count)}", lasts=timedelta(seconds=30))
        self.mind, self.hands = SmallMind(), SmallHands()
        self.texts, self.policy = shipped_texts(), shipped_policy()
        self.conversations, self.agents = Conversations(database), StoredAgents(database)
        self.kept, self.line = StoredTurns(database), StoredLine(database)
        bot = Bot(mind=self.mind, hands=self.hands, voice=self.texts)
        self.turns = Turns(self.kept, bot=bot, policy=lambda: self.policy, feed=self.feed, leases=self.leases)
        self.worker = Worker(self.turns, self.kept, leases=self.leases)
        self.inbox = Inbox(self.conversations, feed=self.feed, taker=self.worker, leases=self.leases)
        self.desk = Desk(
            StoredDesk(database),
            feed=self.feed,
            greeting=lambda language: self.texts.say("utter_handed_back", language),
            clock=self.clock,
            new_id=self.leases.new_id,
            rules=lambda: self.policy.line,
        )

    async def starts(self, conversation_id: str = "c1", locale: str = "en") -> None:
        """A customer comes."""
        started = ConversationStarted(channel="website", locale=locale)
        await self.conversations.start(conversation_id, started=started, token_hash=None, now=self.clock.now())

    async def hears(self, text: str, client_id: str = "m1", conversation_id: str = "c1") -> Receipt:
        """The customer writes, and the turn begins."""
        return await self.inbox.receive(InboundMessage(conversation_id=conversation_id, client_id=client_id, text=text))

    async def answers(self, text: str, client_id: str = "m1", conversation_id: str = "c1") -> list[Event]:
        """The customer writes, and the turn is over; return what came of it."""
        receipt = await self.hears(text, client_id, conversation_id)
        await self.worker.drain(timedelta(hours=1))
        return [entry.event for entry in await self.conversations.entries_after(conversation_id, receipt.seq)]

    async def log(self, conversation_id: str = "c1") -> list[Event]:
        """Return everything that happened."""
        return [entry.event for entry in await self.conversations.entries_after(conversation_id, 0)]

    async def hires(self, name: str = "ann") -> Agent:
        """An agent comes to work."""
        agent = Agent(
            id=name,
            name=name.title(),
            email=f"{name}@example.com",
            presence=Presence.AVAILABLE,
            capacity=3,
            languages=("en",),
            lease_ends_at=None,
        )
        await self.agents.add(agent, now=self.clock.now())
        await self.agents.renew_lease(agent.id, ends_at=self.clock.now() + timedelta(days=1))
        return agent

    async def offers(self) -> str:
        """The first in line is offered; return the ticket."""
        now = self.clock.now()
        round_ = Round(
            now=now,
            offer_ends_at=now + timedelta(seconds=30),
            gone_before=now,
            left_before=now - self.policy.line.left_after,
            rules=self.policy.line,
        )
        (offered,) = await self.line.match(round_)
        return str(offered.event.ticket_id)  # type: ignore[attr-defined]


@contextmanager
def troubles() -> Iterator[list[tuple[str, str]]]:
    """Give what is logged as a warning or an error within the block: the line's name, and the conversation."""
    found: list[tuple[str, str]] = []
    with capture_logs(processors=[merge_contextvars]) as lines:
        try:
            yield found
        finally:
            bad = [line for line in lines if line["log_level"] not in {"debug", "info"}]
            found += [(line["event"], line.get("conversation_id", "")) for line in bad]


def in_shop(story: Callable[[SmallShop], Coroutine[Any, Any, T]], seed: int = 1) -> T:
    """Live through a story in a new shop, in virtual time."""

    async def told() -> T:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        return await story(SmallShop(InlineDatabase(connection, loop.chance), loop))

    with memory() as connection:
        return run_virtually(seed, told())
