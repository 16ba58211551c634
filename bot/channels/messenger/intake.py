"""Takes in what happened on Messenger: every kind of event becomes an entry, or is passed over for a reason."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.messenger.compose import HELPED, NOT_HELPED
from bot.channels.messenger.elsewhere import Elsewhere
from bot.channels.messenger.greeter import Greeter
from bot.channels.messenger.inbound import moment
from bot.channels.messenger.messages import (
    KeepFile,
    attachments_of,
    client_id_of,
    first_text,
    part,
    scores,
    text_of,
    title_of,
)
from bot.channels.messenger.pages import Page, Pages
from bot.conversation.channel_events import CustomerCame, CustomerEdited, CustomerReacted, Delivered, Read
from bot.conversation.clock import Clock
from bot.conversation.errors import Conflict
from bot.conversation.events import ConversationStarted, Entry, Event, Rated
from bot.conversation.message import Attachment, InboundMessage
from bot.engine.arrivals import Kept
from bot.engine.feed import Feed
from bot.engine.inbox import Inbox
from bot.engine.joining import NOT_ME
from bot.engine.link_tokens import PREFIX, How
from bot.engine.outbox import Thread
from bot.engine.reading import ConversationStore
from bot.engine.threads import ThreadStore

CHANNEL = "messenger"
#: What a page sends for «Get started».
GET_STARTED = "baton:get_started"
#: What is shown of a link's word, in characters.
LONGEST = 200
#: What a survey's answer must be to say that it helped, of five.
HELPED_FROM = 4

#: Kinds that are about something that was there before.
_NEEDS_THREAD = frozenset({"read", "delivery", "pass_thread_control", "take_thread_control", "request_thread_control"})
#: Kinds that nothing here is made of.
_PASSED_OVER = {
    "app_roles": "roles are read when they are needed",
    "optin": "nothing is sent that the customer did not ask about",
    "response_feedback": "judgements of single answers are not kept",
    "order": "carts are not served",
    "template": "coupons are not served",
    "form": "forms of advertisements are not served",
}

Json = dict[str, Any]


#: Joins the person of a thread with whoever made this link, brought by a `ref` or a log-in (see `engine.joining`);
#: returns why not, or None.
Link = Callable[[Thread, str, How], Awaitable[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the intake works with."""

    inbox: Inbox
    conversations: ConversationStore
    threads: ThreadStore
    elsewhere: Elsewhere
    pages: Pages
    greeter: Greeter
    meet: Callable[[Page, Thread], None]
    keep_file: KeepFile
    link: Link
    feed: Feed
    clock: Clock
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event, where and when it happened."""

    page: Page
    thread: Thread
    at: datetime
    data: Json
    standby: bool


class Intake:
    """Takes in events, one at a time for each person."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._handlers = {
            "message": self._message,
            "postback": self._postback,
            "reaction": self._reaction,
            "message_edit": self._edit,
            "read": self._read,
            "delivery": self._delivery,
            "referral": self._referral,
            "account_linking": self._account,
            "pass_thread_control": self._moved,
            "take_thread_control": self._moved,
            "request_thread_control": self._wanted,
            "messaging_feedback": self._feedback,
        }

    async def take(self, kept: Kept) -> str | None:
        """Take in one event; return why nothing came of it, or None. The same one may come twice."""
        held = json.loads(kept.body)
        kind, data = str(held["kind"]), dict(held["data"])
        page = self._means.pages.of(kept.page_id)
        if page is None:
            return "a page that is not served here any more"
        if kind == "policy_enforcement":
            return self._means.elsewhere.enforced(page, data)
        if kind == "message" and data.get("is_echo"):
            return await self._means.elsewhere.echoed(page, kept, data)
        handler = self._handlers.get(kind)
        if handler is None or not kept.person_id:
            return _PASSED_OVER.get(kind, "nobody's event")
        thread = await self._means.threads.of_person(kept.page_id, kept.person_id)
        if thread is None and kind in _NEEDS_THREAD:
            return "nobody has written to us yet"
        thread = thread or await self._begin(page, kept)
        standby = bool(held.get("standby"))
        return await handler(Happened(page=page, thread=thread, at=kept.at, data=data, standby=standby))

    async def _begin(self, page: Page, kept: Kept) -> Thread:
        locale = await self._means.greeter.locale_of(page, kept.person_id)
        new = Thread(
            conversation_id="fb-" + self._means.new_id(), page_id=kept.page_id, person_id=kept.person_id, opened_at=None
        )
        started = ConversationStarted(channel=CHANNEL, locale=locale)
        self._means.feed.publish(await self._means.threads.begin(new, started, now=self._means.clock.now()))
        return new

    async def _message(self, it: Happened) -> str | None:
        mid, data = it.data.get("mid"), it.data
        if not isinstance(mid, str) or not mid:
            return "a message without an id"
        client_id = client_id_of(it.page.id, mid)
        chosen = part(data, "quick_reply").get("payload")
        if chosen == NOT_ME:
            await self._means.threads.opened(it.thread.conversation_id, it.at)
            if await self._means.link(it.thread, NOT_ME, "link") is None:
                return None
        # Compared, not looked up: what stands there may be anything.
        if chosen in (HELPED, NOT_HELPED) and await self._rate(it, client_id, helped=chosen == HELPED):
            return None
        # What stands there already is not fetched again.
        is_known = await self._seq(it.thread, mid) is not None
        keep, conversation_id = self._means.keep_file, it.thread.conversation_id
        attachments = () if is_known else await attachments_of(data, conversation_id, keep)
        reply_to = await self._seq(it.thread, part(data, "reply_to").get("mid"))
        await self._receive(it, client_id, text_of(data), attachments, reply_to)
        return await self._came(it, data["referral"]) if part(data, "referral") else None

    async def _postback(self, it: Happened) -> str | None:
        payload, title = it.data.get("payload"), it.data.get("title")
        said = "hello" if payload == GET_STARTED else first_text(title, payload)
        if said is None:
            return "a button without words"
        # Where Meta's list of messages is read again, what was pressed stands there as a message of this very id.
        own_id = it.data.get("mid") or f"postback:{it.at.timestamp()}:{payload}"
        await self._receive(it, client_id_of(it.page.id, str(own_id)), said)
        return await self._came(it, it.data["referral"]) if part(it.data, "referral") else None

    async def _receive(
        self,
        it: Happened,
        client_id: str,
        text: str,
        attachments: tuple[Attachment, ...] = (),
        reply_to: int | None = None,
    ) -> None:
        # First who may answer: a message that comes while another application owns the thread wakes nobody here.
        is_ours = await self._means.elsewhere.settle(it.page, it.thread, at=it.at, standby=it.standby)
        await self._means.threads.opened(it.thread.conversation_id, it.at)
        message = InboundMessage(
            conversation_id=it.thread.conversation_id,
            client_id=client_id,
            text=text,
            sent_at=it.at,
            attachments=attachments,
            reply_to=reply_to,
        )
        receipt = await self._means.inbox.receive(message)
        self._means.meet(it.page, it.thread)
        if is_ours and receipt.turn_id is not None:
            self._means.greeter.attend(it.page, it.thread.person_id)

    async def _reaction(self, it: Happened) -> str | None:
        await self._means.threads.opened(it.thread.conversation_id, it.at)
        reacted = CustomerReacted(
            client_id=_own_id(it),
            about_seq=await self._seq(it.thread, it.data.get("mid")),
            emoji=str(it.data.get("emoji") or it.data.get("reaction") or "")[:16],
            undone=it.data.get("action") == "unreact",
            sent_at=it.at,
        )
        return await self._note(it, reacted, reacted.client_id)

    async def _edit(self, it: Happened) -> str | None:
        text = first_text(it.data.get("text"))
        if text is None:
            return "an edit without text"
        about_seq = await self._seq(it.thread, it.data.get("mid"))
        edited = CustomerEdited(client_id=_own_id(it), about_seq=about_seq, text=text, sent_at=it.at)
        return await self._note(it, edited, edited.client_id)

    async def _read(self, it: Happened) -> str | None:
        return await self._watermark(it, Read)

    async def _delivery(self, it: Happened) -> str | None:
        return await self._watermark(it, Delivered)

    async def _watermark(self, it: Happened, what: type[Read] | type[Delivered]) -> str | None:
        now = self._means.clock.now()
        at = moment(it.data.get("watermark"), now) or it.at
        self._tell(await self._means.threads.mark(it.thread.conversation_id, what, at, now=now))
        return None

    async def _referral(self, it: Happened) -> str | None:
        return await self._came(it, it.data)

    async def _came(self, it: Happened, data: Json) -> str | None:
        await self._means.threads.opened(it.thread.conversation_id, it.at)
        ref = str(data.get("ref") or "")
        if ref.startswith(PREFIX):
            return await self._means.link(it.thread, ref, "link")
        came = CustomerCame(
            client_id=client_id_of(it.page.id, f"came:{it.at.timestamp()}:{ref}"),
            source=str(data.get("source") or "")[:LONGEST],
            ref=ref[:LONGEST],
            title=title_of(data),
        )
        return await self._note(it, came, came.client_id)

    async def _account(self, it: Happened) -> str | None:
        match it.data.get("status"):
            case "linked":
                word = str(it.data.get("authorization_code") or "")
            case "unlinked":
                word = NOT_ME
            case _:
                return "neither linked nor unlinked"
        return await self._means.link(it.thread, word, "account")

    async def _moved(self, it: Happened) -> str | None:
        return await self._means.elsewhere.moved(it.page, it.thread, it.data, at=it.at)

    async def _wanted(self, it: Happened) -> str | None:
        return await self._means.elsewhere.wanted(it.thread, it.data, client_id=_own_id(it), at=it.at)

    async def _feedback(self, it: Happened) -> str | None:
        for score in scores(it.data):
            if await self._rate(it, _own_id(it), helped=score >= HELPED_FROM):
                return None
        return "a survey without a score, or the conversation goes on"

    async def _rate(self, it: Happened, client_id: str, *, helped: bool) -> bool:
        await self._means.threads.opened(it.thread.conversation_id, it.at)
        rated, now = Rated(client_id=client_id, helped=helped), self._means.clock.now()
        try:
            _, entries = await self._means.conversations.rate(it.thread.conversation_id, rated, now=now)
        except Conflict:
            return False
        self._tell(entries)
        return True

    async def _note(self, it: Happened, event: Event, client_id: str) -> str | None:
        now = self._means.clock.now()
        self._tell(await self._means.threads.note(it.thread.conversation_id, event, client_id, now=now))
        return None

    async def _seq(self, thread: Thread, mid: object) -> int | None:
        if not isinstance(mid, str) or not mid:
            return None
        client_id = client_id_of(thread.page_id, mid)
        return await self._means.threads.seq_of(thread.conversation_id, external_id=mid, client_id=client_id)

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        if entries:
            self._means.feed.publish(entries)
            self._means.feed.line_changed()


def _own_id(it: Happened) -> str:
    """Return the id of an event that has none of its own: the same event again has the same."""
    return client_id_of(it.page.id, f"{it.at.timestamp()}:{json.dumps(it.data, sort_keys=True)}")
