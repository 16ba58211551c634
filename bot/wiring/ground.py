"""What everything else stands on."""

import secrets
from dataclasses import dataclass

from bot.automation.canned import CannedReply
from bot.automation.responses import Responses
from bot.conversation.clock import SystemClock
from bot.conversation.line_rules import LineRules
from bot.engine.feed import Feed
from bot.routing.policy import Policy
from bot.settings import Settings
from bot.storage.conversations import Conversations
from bot.storage.sqlite import SqliteDatabase
from bot.understanding.understanding import Understanding


def new_id() -> str:
    """Return an id that nobody can guess (128 bits)."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the business wrote and trained, loaded whole."""

    policy: Policy
    responses: Responses
    canned: tuple[CannedReply, ...]
    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The parts that nearly every other part is built on."""

    settings: Settings
    knowledge: Knowledge
    database: SqliteDatabase
    clock: SystemClock
    feed: Feed
    conversations: Conversations

    def policy(self) -> Policy:
        """Return the policy in force."""
        return self.knowledge.policy

    def rules(self) -> LineRules:
        """Return how the line is served now."""
        return self.policy().line
