"""The widget's conversations: who may open one, and what each act of the customer does. Both transports share it."""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.channels.pace import Pace
from bot.channels.present import state_for_customer
from bot.conversation.clock import Clock
from bot.conversation.errors import NotFound
from bot.conversation.events import ConversationStarted, LocaleChosen, Rated
from bot.conversation.language import language_of_tag
from bot.conversation.message import InboundMessage, checked_client_id
from bot.conversation.tracker import Owner
from bot.engine.feed import CUSTOMER_TYPES, Feed
from bot.engine.inbox import Inbox
from bot.engine.patience import Patience
from bot.engine.reading import ConversationStore, Standing

CHANNEL = "website"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A conversation begun, with the secret that opens it again."""

    conversation_id: str
    token: str
    locale: str


class Website:
    """What customers on a website can do."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        conversations: ConversationStore,
        patience: Patience,
        feed: Feed,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._inbox = inbox
        self.patience = patience
        self.conversations = conversations
        self.feed = feed
        self.pace = Pace()
        #: Says whether a customer may go on in Messenger; None where that channel is not set up.
        self.may_link: Callable[[str], Awaitable[bool]] | None = None
        self._clock = clock
        self._new_id = new_id

    async def start(self, locale: str) -> Opened:
        """Begin a conversation; only the token's hash is kept."""
        conversation_id, token = self._new_id(), secrets.token_urlsafe(32)
        language = language_of_tag(locale)
        started = ConversationStarted(channel=CHANNEL, locale=language)
        now = self._clock.now()
        await self.conversations.start(conversation_id, started=started, token_hash=_hash(token), now=now)
        return Opened(conversation_id=conversation_id, token=token, locale=language)

    async def standing(self, conversation_id: str, token: str) -> Standing:
        """Return who has the conversation, to whoever holds its token.

        Raises:
            NotFound: no such conversation, or not theirs: the two look alike.
        """
        standing = await self.conversations.standing(conversation_id)
        if standing.token_hash is None or not hmac.compare_digest(standing.token_hash, _hash(token)):
            raise NotFound("there is no such conversation")
        return standing

    async def message(self, conversation_id: str, client_id: str, text: str) -> int:
        """Take a message; return where it stands once it is stored."""
        message = InboundMessage(conversation_id=conversation_id, client_id=client_id, text=text)
        return (await self._inbox.receive(message)).seq

    async def rate(self, conversation_id: str, client_id: str, *, helped: bool) -> int:
        """Keep the answer to «did this help?»; return where it stands.

        Raises:
            Conflict: the conversation has not ended.
        """
        rated = Rated(client_id=checked_client_id(client_id), helped=helped)
        seq, entries = await self.conversations.rate(conversation_id, rated, now=self._clock.now())
        self.feed.publish(entries)
        return seq

    async def choose_locale(self, conversation_id: str, locale: str) -> None:
        """Keep the language that the customer chose in the widget."""
        chosen = LocaleChosen(locale=language_of_tag(locale))
        await self.conversations.choose_locale(conversation_id, chosen, now=self._clock.now())

    async def state(self, conversation_id: str) -> dict[str, object]:
        """Return who has the conversation, and what somebody in line may expect, as the widget shows it."""
        standing = await self.conversations.standing(conversation_id)
        queued = standing.owner is Owner.QUEUE
        prospect = await self.patience.prospect(conversation_id) if queued else None
        shown = state_for_customer(standing, prospect)
        if queued and self.may_link is not None and await self.may_link(conversation_id):
            shown["may_link"] = True
        return shown

    def now(self) -> datetime:
        """Return the present moment."""
        return self._clock.now()

    def types(self, conversation_id: str) -> None:
        """Show the agent that the customer is typing."""
        self.feed.signal(conversation_id, f"{CUSTOMER_TYPES}@{conversation_id}")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
