"""What the console and the server say to each other."""

from datetime import datetime
from typing import Annotated

import msgspec

from bot.handoff.agent import Presence
from bot.http.body import Body

#: Number of the last entry that the agent's screen shows.
Seen = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
#: Epoch of the conversation that the agent's screen shows.
Epoch = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
#: Files of one reply at most.
MOST_FILES = 10


class SignInBody(Body, frozen=True):
    """E-mail and password."""

    email: str
    password: str


class RedeemBody(Body, frozen=True):
    """A one-time code and the password to set."""

    code: str
    password: str


class PresenceBody(Body, frozen=True):
    """Whether the agent takes conversations."""

    presence: Presence


class DeclineBody(Body, frozen=True):
    """Why an offer is left to others."""

    reason: str = ""


class ReplyBody(Body, frozen=True):
    """Something to the customer, under what the screen shows; `files` are ids of what was sent before."""

    id: str
    text: str
    epoch: Epoch
    seen: Seen
    files: Annotated[list[str], msgspec.Meta(max_length=MOST_FILES)] = msgspec.field(default_factory=list)


class NoteBody(Body, frozen=True):
    """Something to colleagues."""

    id: str
    text: str


class HandBackBody(Body, frozen=True):
    """The conversation to the bot, with a word to colleagues."""

    epoch: Epoch
    seen: Seen
    note: str = ""


class CloseBody(Body, frozen=True):
    """The need is dealt with."""

    epoch: Epoch
    seen: Seen


class TransferBody(Body, frozen=True):
    """Where the conversation goes: to a queue or a colleague, with a word to whoever takes it."""

    epoch: Epoch
    queue: str | None = None
    agent: str | None = None
    note: str = ""


class SnoozeBody(Body, frozen=True):
    """Until when the conversation is put aside; null wakes it."""

    epoch: Epoch
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class WrapUpBody(Body, frozen=True):
    """How the conversation ended."""

    disposition: str


class AssignBody(Body, frozen=True):
    """To whom, and why."""

    agent: str
    why: str


class WhyBody(Body, frozen=True):
    """Why."""

    why: str


class TakeBody(Body, frozen=True):
    """Why a conversation is taken from the bot, and the epoch that the screen shows."""

    why: str
    epoch: Epoch


class PairBody(Body, frozen=True):
    """Which agent, why, and whether they may meet again after all."""

    agent: str
    why: str
    again: bool = False


class GiveAwayBody(Body, frozen=True):
    """The conversation to the channel's own inbox."""

    epoch: Epoch


class SendAgainBody(Body, frozen=True):
    """Which message, by its place in the conversation."""

    epoch: Epoch
    seq: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class Open(Body, tag_field="type", tag="open", frozen=True):
    """Show a conversation, from a sequence number on."""

    conversation: str
    after: Seen = 0


class Leave(Body, tag_field="type", tag="leave", frozen=True):
    """Show it no longer."""

    conversation: str


class Typing(Body, tag_field="type", tag="typing", frozen=True):
    """The agent is writing, a reply or a note."""

    conversation: str
    note: bool = False


class Ping(Body, tag_field="type", tag="ping", frozen=True):
    """The agent's screen is open."""


Frame = Open | Leave | Typing | Ping
#: Decodes any of them; the annotation says what comes out, which a type checker cannot see in a union.
FRAME: type[Frame] = Frame  # type: ignore[assignment]


class AgentBody(msgspec.Struct, frozen=True, kw_only=True):
    """An agent, as the console shows them."""

    id: str
    name: str
    email: str
    presence: str
    capacity: int
    languages: list[str]
    skills: list[str]
    role: str
    was_set_away: bool


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    agent: AgentBody


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """It is committed; `seq` says where, for what has a place in the conversation."""

    ok: bool = True
    seq: int | None = None
