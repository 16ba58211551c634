"""Joins what the agents' door is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.automation.responses import Responses
from bot.console.http import ConsoleHttp
from bot.console.notes_http import NotesHttp
from bot.console.replies_http import RepliesHttp
from bot.console.sign_in import TRIES, TRIES_WITHIN, SignIn
from bot.console.socket import ConsoleSocket, Sources
from bot.conversation.clock import Clock
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.engine.desk import Desk
from bot.engine.feed import Feed
from bot.engine.lessons import Lessons
from bot.engine.reading import ConversationStore
from bot.engine.reply_index import ReplyIndex
from bot.engine.suggestion import suggestion
from bot.http.route import Route
from bot.storage.agents import StoredAgents
from bot.storage.customers import StoredCustomers
from bot.storage.database import Database
from bot.storage.desk import StoredDesk
from bot.storage.desk_view import StoredDeskViews
from bot.storage.lessons import StoredLessons
from bot.storage.orders import StoredAttempts


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleParts:
    """What the console stands on."""

    database: Database
    clock: Clock
    feed: Feed
    conversations: ConversationStore
    agents: StoredAgents
    responses: Responses
    replies: ReplyIndex
    intents: Sequence[str]
    new_id: Callable[[], str]


def console_routes(parts: ConsoleParts) -> list[Route]:
    """Return every door of the console."""
    database, clock, feed = parts.database, parts.clock, parts.feed

    def greeting(language: Language) -> Reply:
        return parts.responses.say("utter_handed_back", language)

    desk = Desk(StoredDesk(database), feed=feed, greeting=greeting, clock=clock, new_id=parts.new_id)
    attempts = StoredAttempts(database, clock, most=TRIES, within=TRIES_WITHIN)
    sign_in = SignIn(parts.agents, attempts, clock=clock)
    sources = Sources(
        conversations=parts.conversations,
        views=StoredDeskViews(database),
        customers=StoredCustomers(database),
    )
    screens = ConsoleSocket(
        sources=sources,
        feed=feed,
        sign_in=sign_in,
        suggest=lambda tracker: suggestion(tracker, parts.responses),
        clock=clock,
    )
    lessons = Lessons(StoredLessons(database), intents=parts.intents, feed=feed, clock=clock)
    return [
        *ConsoleHttp(desk, sign_in, feed).routes(),
        *NotesHttp(lessons, sign_in).routes(),
        *RepliesHttp(parts.replies, parts.conversations, sign_in).routes(),
        screens.route(),
    ]
