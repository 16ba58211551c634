"""What everything else stands on."""

import secrets
from dataclasses import dataclass

from bot.conversation.clock import SystemClock
from bot.conversation.line_rules import LineRules
from bot.engine.feed import Feed
from bot.engine.policies import Policies
from bot.knowledge import Knowledge
from bot.routing.policy import Policy
from bot.settings import Settings
from bot.storage.conversations import Conversations
from bot.storage.sqlite import SqliteDatabase


def new_id() -> str:
    """Return an id that nobody can guess (128 bits)."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The parts that nearly every other part is built on."""

    settings: Settings
    knowledge: Knowledge
    database: SqliteDatabase
    clock: SystemClock
    feed: Feed
    conversations: Conversations
    policies: Policies

    def policy(self) -> Policy:
        """Return the policy in force."""
        return self.policies.current()

    def rules(self) -> LineRules:
        """Return how the line is served now."""
        return self.policy().line
