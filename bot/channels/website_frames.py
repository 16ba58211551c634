"""What the widget and the server say to each other."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from bot.http.body import Body


class Hello(Body, tag_field="type", tag="hello", frozen=True):
    """First frame: who, and what they have seen."""

    conversation: str
    token: str
    after: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    locale: str = "en"


class Message(Body, tag_field="type", tag="message", frozen=True):
    """The customer wrote."""

    id: str
    text: str


class Rate(Body, tag_field="type", tag="rate", frozen=True):
    """The customer's answer to «did this help?»."""

    id: str
    helped: bool


class Locale(Body, tag_field="type", tag="locale", frozen=True):
    """The customer chose a language."""

    locale: str


class Typing(Body, tag_field="type", tag="typing", frozen=True):
    """The customer is typing."""


class Ping(Body, tag_field="type", tag="ping", frozen=True):
    """Are you there?"""


class LeaveMessage(Body, tag_field="type", tag="leave_message", frozen=True):
    """The customer will not wait on the page."""

    id: str


class Callback(Body, tag_field="type", tag="callback", frozen=True):
    """The customer wants to be called."""

    id: str
    phone: str
    at: datetime


class CancelCallback(Body, tag_field="type", tag="cancel_callback", frozen=True):
    """The customer would rather wait here."""

    id: str


Frame = Message | Rate | Locale | Typing | Ping | LeaveMessage | Callback | CancelCallback
#: Decodes any of them; the annotation says what comes out, which a type checker cannot see in a union.
FRAME: type[Frame] = Frame  # type: ignore[assignment]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Anything with an id of the widget's own."""

    id: str


class StartBody(Body, frozen=True):
    """What begins a conversation."""

    locale: str = "en"


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation and the secret that opens it."""

    conversation: str
    token: str
    locale: str


class MessageBody(Body, frozen=True):
    """A message, on the long-poll fallback."""

    id: str
    text: str


class RatingBody(Body, frozen=True):
    """A rating, on the long-poll fallback."""

    id: str
    helped: bool


class ChoiceBody(Body, frozen=True):
    """What the customer chose, by the widget's own id, on the long-poll fallback."""

    id: str


class CallbackBody(Body, frozen=True):
    """A call that the customer wants, on the long-poll fallback."""

    id: str
    phone: str
    at: datetime


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The message is stored."""

    id: str
    seq: int


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """What happened after a sequence number."""

    events: list[dict[str, Any]]
    state: dict[str, Any]
    typing: Literal["agent"] | None
