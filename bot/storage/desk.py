"""What agents do, each in one guarded statement: the row count says who won."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.errors import Conflict
from bot.conversation.events import AgentReplied, BotReplied, Closed, Entry, HandedBack, NoteAdded, agent_actor
from bot.conversation.language import Language
from bot.conversation.line_rules import LineRules
from bot.conversation.reasons import ToAgent
from bot.conversation.tracker import Owner
from bot.engine.desk import Passing, Returning, Shown
from bot.handoff.agent import Agent, Presence
from bot.handoff.ticket import TicketState
from bot.storage.append import MOVE, add, bind, bound, client_key, moved, moving, seq_of_client_key
from bot.storage.database import Database
from bot.storage.guards import OWNED, refusal
from bot.storage.offers import accept, decline
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, ticket
from bot.storage.transfer import transfer
from bot.storage.wrap_up import snooze, wrap_up


class StoredDesk:
    """See `engine.desk.DeskStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(self, ticket_id: str, agent: Agent, *, rules: LineRules, now: datetime) -> tuple[Entry, ...]:
        """See `DeskStore.accept`."""
        weight = rules.waiting_weight
        return await self._database.write(
            lambda connection: accept(connection, ticket_id, agent, waiting_weight=weight, now=now)
        )

    async def decline(self, ticket_id: str, agent: Agent, reason: str, *, now: datetime) -> tuple[Entry, ...]:
        """See `DeskStore.decline`."""
        return await self._database.write(lambda connection: decline(connection, ticket_id, agent, reason, now=now))

    async def reply(
        self, conversation_id: str, agent: Agent, replied: AgentReplied, *, shown: Shown, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """See `DeskStore.reply`."""

        def move(connection: Connection) -> Row[Any] | None:
            return moved(connection, _REPLY, conversation_id, agent_id=agent.id, epoch=shown.epoch, seen=shown.seen)

        return await self._database.write(
            lambda connection: say(connection, conversation_id, agent, replied, move=move, now=now)
        )

    async def said(self, conversation_id: str, agent: Agent, client_id: str) -> int | None:
        """See `DeskStore.said`."""
        key = client_key(agent_actor(agent.id), client_id)
        return await self._database.read(lambda connection: seq_of_client_key(connection, conversation_id, key))

    async def note(
        self, conversation_id: str, agent: Agent, note: NoteAdded, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """See `DeskStore.note`."""

        def move(connection: Connection) -> Row[Any] | None:
            return moved(connection, MOVE, conversation_id)

        return await self._database.write(
            lambda connection: say(connection, conversation_id, agent, note, move=move, now=now)
        )

    async def hand_back(
        self, conversation_id: str, agent: Agent, returning: Returning, *, now: datetime
    ) -> tuple[Entry, ...]:
        """See `DeskStore.hand_back`."""
        return await self._database.write(
            lambda connection: hand_back(connection, conversation_id, agent, returning, now=now)
        )

    async def end(
        self, conversation_id: str, agent: Agent, *, shown: Shown, wrap_up: timedelta, now: datetime
    ) -> tuple[Entry, ...]:
        """See `DeskStore.end`."""
        ended = Closed(agent_name=agent.name)
        letting = Letting(shown=shown, wrap_up_ends_at=now + wrap_up if wrap_up else None)
        return await self._database.write(
            lambda connection: let_go(connection, conversation_id, agent, ended, letting, now=now)
        )

    async def wrap_up(self, ticket_id: str, agent: Agent, disposition: str, *, now: datetime) -> tuple[Entry, ...]:
        """See `DeskStore.wrap_up`."""
        return await self._database.write(
            lambda connection: wrap_up(connection, ticket_id, agent, disposition, now=now)
        )

    async def transfer(
        self, conversation_id: str, agent: Agent, passing: Passing, *, rules: LineRules, now: datetime
    ) -> tuple[Entry, ...]:
        """See `DeskStore.transfer`."""
        return await self._database.write(
            lambda connection: transfer(connection, conversation_id, agent, passing, rules=rules, now=now)
        )

    async def snooze(
        self, conversation_id: str, agent: Agent, until: datetime | None, *, epoch: int, now: datetime
    ) -> tuple[Entry, ...]:
        """See `DeskStore.snooze`."""
        return await self._database.write(
            lambda connection: snooze(connection, conversation_id, agent, until, epoch=epoch, now=now)
        )

    async def set_presence(self, agent_id: str, presence: Presence, *, there_until: datetime) -> None:
        """See `DeskStore.set_presence`."""
        named = bind(agent_id=agent_id, presence=presence, until=there_until)
        await self._database.write(lambda connection: connection.execute(_SET_PRESENCE, named).rowcount)


_SEEN = bound("seen", conversation.c.seq.type)
#: An act answers what the agent's screen shows; what crossed with it stays unanswered, what was answered stays so.
ANSWERED = sa.case(
    (conversation.c.customer_seq <= _SEEN, conversation.c.customer_seq),
    (conversation.c.answered_seq < _SEEN, _SEEN),
    else_=conversation.c.answered_seq,
)
_LEFT: dict[str, Any] = {"agent_id": None, "epoch": conversation.c.epoch + 1}
_REPLY = moving(OWNED, answered_seq=ANSWERED)
_HAND_BACK = moving(OWNED, owner=Owner.BOT, answered_seq=ANSWERED, **_LEFT).returning(conversation.c.answered_seq)
#: An end answers nothing: whoever wrote meanwhile would wait for nobody.
_END = moving(OWNED, conversation.c.customer_seq <= _SEEN, owner=Owner.CLOSED, answered_seq=ANSWERED, **_LEFT)
_STILL_OWNED = sa.select(conversation.c.id).where(conversation.c.id == bound("id"), OWNED)
_MINE = moving(OWNED)
_GREET = moving(conversation.c.owner == Owner.BOT)
_ASSIGNED = sa.and_(ticket.c.conversation_id == bound("id"), ticket.c.state == TicketState.ASSIGNED)
_CLOSE = (
    sa.update(ticket)
    .where(_ASSIGNED)
    .values(state=bound("state"), closed_at=bound("now"), wrap_up_ends_at=bound("ends_at"), snoozed_until=None)
)
_SPOKEN = sa.select(ticket.c.language).where(_ASSIGNED)
_SAID = bound("presence", agent_table.c.presence.type)
_UNTIL = bound("until", agent_table.c.lease_ends_at.type)
_SET_PRESENCE = (
    sa.update(agent_table)
    .where(agent_table.c.id == bound("agent_id"), agent_table.c.removed_at.is_(None))
    .values(
        presence=_SAID,
        missed_offers=0,
        # Off duty, the lease runs out as if the screen were shut: whoever comes back at once has lost nothing.
        lease_ends_at=sa.case(
            (_SAID == Presence.OFFLINE, agent_table.c.lease_ends_at),
            (agent_table.c.lease_ends_at > _UNTIL, agent_table.c.lease_ends_at),
            else_=_UNTIL,
        ),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letting:
    """What the screen of an agent who lets go shows, and until when their work after the end goes on, if any."""

    shown: Shown
    wrap_up_ends_at: datetime | None = None


def say(
    connection: Connection,
    conversation_id: str,
    agent: Agent,
    what: AgentReplied | NoteAdded,
    *,
    move: Callable[[Connection], Row[Any] | None],
    now: datetime,
) -> tuple[int, tuple[Entry, ...]]:
    """See `DeskStore.reply` and `DeskStore.note`; `move` moves the head on, under the guard that each needs."""
    actor = agent_actor(agent.id)
    known = seq_of_client_key(connection, conversation_id, client_key(actor, what.client_id))
    if known is not None:
        return known, ()
    head = move(connection)
    if head is None:
        raise refusal(connection, conversation_id, agent.id, now)
    return head.seq, add(connection, [what], head=head, at=now, actor=actor)


def hand_back(
    connection: Connection, conversation_id: str, agent: Agent, returning: Returning, *, now: datetime
) -> tuple[Entry, ...]:
    """See `DeskStore.hand_back`."""
    row = connection.execute(_SPOKEN, bind(id=conversation_id)).first()
    entries: tuple[Entry, ...] = ()
    if returning.note is not None:
        head = moved(connection, _MINE, conversation_id, agent_id=agent.id, epoch=returning.shown.epoch)
        if head is None:
            raise refusal(connection, conversation_id, agent.id, now)
        entries = add(connection, [returning.note], head=head, at=now, actor=agent_actor(agent.id))
    back = HandedBack(agent_name=agent.name)
    entries += let_go(connection, conversation_id, agent, back, Letting(shown=returning.shown), now=now)
    reply = returning.greeting(Language(row.language) if row else Language.ENGLISH)
    # A bot that speaks after a person says that it is one: the customer must never take it for the agent.
    head = moved(connection, _GREET, conversation_id)
    if head is None:
        return entries
    said = BotReplied(text=reply.text, buttons=reply.buttons)
    return entries + add(connection, [said], head=head, at=now, actor="bot")


def let_go(
    connection: Connection,
    conversation_id: str,
    agent: Agent,
    last: HandedBack | Closed,
    letting: Letting,
    *,
    now: datetime,
) -> tuple[Entry, ...]:
    """End the agent's ownership with the event that says how; what their screen shows counts as answered."""
    statement = _HAND_BACK if isinstance(last, HandedBack) else _END
    shows = {"agent_id": agent.id, "epoch": letting.shown.epoch}
    head = moved(connection, statement, conversation_id, **shows, seen=letting.shown.seen)
    if head is None:
        if connection.execute(_STILL_OWNED, bind(id=conversation_id, **shows)).first() is not None:
            raise Conflict("the customer has written meanwhile; look again", reason=ToAgent.CUSTOMER_WROTE)
        raise refusal(connection, conversation_id, agent.id, now)
    state = TicketState.WRAP_UP if letting.wrap_up_ends_at else TicketState.CLOSED
    connection.execute(_CLOSE, bind(id=conversation_id, now=now, state=state, ends_at=letting.wrap_up_ends_at))
    if isinstance(last, HandedBack):
        last = replace(last, answered_seq=head.answered_seq)
    return add(connection, [last], head=head, at=now, actor=agent_actor(agent.id))
