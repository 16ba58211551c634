"""The state: apps, their Pages, the people who write to a Page, and what was said."""

import random
import string
from dataclasses import dataclass, field
from typing import Any

from tests.support.graph.signing import Json

#: Meta's own inbox, as an app.
INBOX = "263902037430900"
DAY = 86_400.0
#: Everything that a Page can subscribe an app to.
FIELDS = frozenset(
    {
        "messages",
        "message_echoes",
        "messaging_postbacks",
        "messaging_referrals",
        "messaging_optins",
        "message_deliveries",
        "message_reads",
        "message_reactions",
        "message_edits",
        "messaging_account_linking",
        "messaging_handovers",
        "messaging_policy_enforcement",
        "messaging_feedback",
        "response_feedback",
        "send_cart",
        "messaging_in_thread_lead_form_submit",
        "inbox_labels",
        "standby",
    }
)


@dataclass
class App:
    """A developer's app: one secret and one webhook for all its Pages."""

    id: str
    secret: str
    verify_token: str
    #: Where its webhooks go; None before `fake.set_webhook`.
    callback_url: str | None = None


@dataclass
class Message:
    """Something that was said, by whomever; and what the bot sent with it."""

    mid: str
    #: Milliseconds since 1970.
    at: int
    sender: str
    recipient: str
    text: str | None = None
    attachments: list[Json] = field(default_factory=list)
    #: Who sent it for the Page; None for a person's message.
    app_id: str | None = None
    metadata: str | None = None
    quick_replies: list[Json] = field(default_factory=list)
    persona_id: str | None = None
    reply_to: str | None = None
    messaging_type: str | None = None
    tag: str | None = None
    edits: int = 0
    #: The Page's or the person's reaction by who gave it.
    reactions: dict[str, str] = field(default_factory=dict)


@dataclass
class Thread:
    """Everything between one person and one Page."""

    id: str
    messages: list[Message] = field(default_factory=list)
    #: When the person last did what opens the 24 hours, in seconds; None: never.
    opened_at: float | None = None
    #: What the Page's side shows: typing dots, and up to which millisecond it has read.
    typing: bool = False
    seen: int = 0
    owner_app: str | None = None
    owner_until: float = 0.0
    #: Apps that asked for control.
    requests: list[str] = field(default_factory=list)
    #: Who was given control by our app, with the metadata that it said.
    passed: list[tuple[str, str]] = field(default_factory=list)

    def owner(self, now: float) -> str | None:
        """Return the app that has control; None: idle."""
        return self.owner_app if now < self.owner_until else None

    def give(self, app_id: str | None, now: float, seconds: float = DAY) -> None:
        """Give control to an app, or to nobody."""
        self.owner_app = app_id
        self.owner_until = now + seconds if app_id else 0.0

    def find(self, mid: str) -> Message | None:
        """Return the message with this id."""
        return next((m for m in self.messages if m.mid == mid), None)


@dataclass
class Person:
    """Somebody who writes to a Page; another Page knows the same human by another id."""

    psid: str
    page: "Page"
    first_name: str
    last_name: str
    locale: str
    #: The same for all Pages of one app; what a deletion request names.
    app_scoped_id: str
    thread: Thread
    #: «full», «empty» (answers {}), «none» (2018218) or «denied» (2018247).
    profile: str = "full"
    #: False: nothing can be sent to them any more (551).
    reachable: bool = True
    linked: str | None = None
    user_ref: str | None = None
    notification_token: str | None = None

    @property
    def name(self) -> str:
        """Return both names."""
        return f"{self.first_name} {self.last_name}"

    @property
    def sees(self) -> list[str]:
        """Return what the Page said to them, oldest first: its texts, or the kinds of its attachments."""
        said = [m for m in self.thread.messages if m.sender == self.page.id]
        return [m.text if m.text is not None else m.attachments[0]["type"] for m in said]


@dataclass
class Page:
    """A business's Page, with what was set on it."""

    id: str
    name: str
    token: str
    app: App
    #: What our app is subscribed to here; empty: not subscribed at all.
    fields: set[str]
    #: The app that answers idle threads; None: every app may answer every thread.
    default_app: str | None
    people: dict[str, Person] = field(default_factory=dict)
    #: Meta's App Review allowed the HUMAN_AGENT tag.
    human_agent: bool = True
    #: Calls must carry `appsecret_proof`.
    needs_proof: bool = False
    #: So many of a thread's newest messages are told in detail. Meta's figure: 20.
    detailed: int = 20
    #: Why the token no longer works: 460, 463 or 467.
    token_death: int | None = None
    #: What the token may do, and when it ends in seconds since 1970 (0: never).
    scopes: set[str] = field(default_factory=lambda: {"pages_messaging", "pages_manage_metadata"})
    token_ends: int = 0
    #: Fields that the app may not subscribe to.
    refused_fields: set[str] = field(default_factory=set)
    profile: Json = field(default_factory=dict)
    personas: dict[str, Json] = field(default_factory=dict)
    #: `custom_user_settings` by PSID.
    settings: dict[str, Json] = field(default_factory=dict)

    def may_send(self, thread: Thread, app_id: str, now: float) -> bool:
        """Whether an app may speak in this thread now, by Conversation Routing."""
        if self.default_app is None:
            return True
        return (thread.owner(now) or self.default_app) == app_id


class Chance:
    """Makes ids by seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def number(self, digits: int = 16) -> str:
        """Return an id of digits that does not begin with 0."""
        return str(self.random.randrange(10 ** (digits - 1), 10**digits))

    def text(self, length: int) -> str:
        """Return letters, digits, `_` and `-`."""
        return "".join(self.random.choices(string.ascii_letters + string.digits + "_-", k=length))

    def mid(self) -> str:
        """Return a message id."""
        return "m_" + self.text(86)


def same(first: Any, second: Any) -> bool:
    """Whether two ids are the same, whether numbers or strings."""
    return str(first) == str(second)
