"""What agents do, each in one guarded statement: the row count says who won."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.errors import BadInput, Conflict, NotFound, OfferExpired
from bot.conversation.events import (
    AgentJoined,
    AgentReplied,
    BotReplied,
    Closed,
    Entry,
    Event,
    HandedBack,
    NoteAdded,
    OfferDeclined,
    agent_actor,
)
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.conversation.tracker import Owner
from bot.handoff.agent import Agent, Presence
from bot.handoff.ticket import TicketState
from bot.storage.append import MOVE, add, bind, bound, client_key, moved, moving, seq_of_client_key
from bot.storage.database import Database
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, passed_offer, ticket

#: For so long a declined or missed ticket is not shown to the same agent again.
PASSED = timedelta(seconds=60)


class StoredDesk:
    """See `engine.desk.DeskStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(self, ticket_id: str, agent: Agent, *, now: datetime) -> tuple[Entry, ...]:
        """See `DeskStore.accept`."""
        return await self._database.write(lambda connection: accept(connection, ticket_id, agent, now=now))

    async def decline(self, ticket_id: str, agent: Agent, reason: str, *, now: datetime) -> tuple[Entry, ...]:
        """See `DeskStore.decline`."""
        return await self._database.write(lambda connection: decline(connection, ticket_id, agent, reason, now=now))

    async def reply(
        self, conversation_id: str, agent: Agent, replied: AgentReplied, *, epoch: int, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """See `DeskStore.reply`."""

        def move(connection: Connection) -> Row[Any] | None:
            return moved(connection, _REPLY, conversation_id, agent_id=agent.id, epoch=epoch)

        return await self._database.write(
            lambda connection: say(connection, conversation_id, agent, replied, move=move, now=now)
        )

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
        self, conversation_id: str, agent: Agent, *, epoch: int, greeting: Callable[[Language], Reply], now: datetime
    ) -> tuple[Entry, ...]:
        """See `DeskStore.hand_back`."""
        return await self._database.write(
            lambda connection: hand_back(connection, conversation_id, agent, epoch=epoch, greeting=greeting, now=now)
        )

    async def end(self, conversation_id: str, agent: Agent, *, epoch: int, now: datetime) -> tuple[Entry, ...]:
        """See `DeskStore.end`."""
        ended = Closed(agent_name=agent.name)
        return await self._database.write(
            lambda connection: let_go(connection, conversation_id, agent, ended, epoch=epoch, now=now)
        )

    async def set_presence(self, agent_id: str, presence: Presence) -> None:
        """See `DeskStore.set_presence`."""
        named = bind(agent_id=agent_id, presence=presence)
        await self._database.write(lambda connection: connection.execute(_SET_PRESENCE, named).rowcount)


#: The guard of whoever speaks for us: the agent owns the conversation, in the epoch that their screen shows.
OWNED = sa.and_(
    conversation.c.owner == Owner.AGENT,
    conversation.c.agent_id == bound("agent_id"),
    conversation.c.epoch == bound("epoch"),
)
_REPLY = moving(OWNED, answered_seq=conversation.c.customer_seq)
_LET_GO = moving(
    OWNED,
    owner=bound("owner"),
    agent_id=None,
    epoch=conversation.c.epoch + 1,
    answered_seq=conversation.c.customer_seq,
)
_JOIN = moving(
    conversation.c.owner == Owner.QUEUE,
    owner=Owner.AGENT,
    agent_id=bound("agent_id"),
    epoch=conversation.c.epoch + 1,
)
_GREET = moving(conversation.c.owner == Owner.BOT)
_HELD = sa.select(sa.func.count()).where(ticket.c.agent_id == bound("agent_id"), ticket.c.state == TicketState.ASSIGNED)
_ACCEPT = (
    sa.update(ticket)
    .where(
        ticket.c.id == bound("id"),
        ticket.c.agent_id == bound("agent_id"),
        ticket.c.state == TicketState.OFFERED,
        ticket.c.offer_ends_at > bound("now"),
        # Capacity may have gone since the offer was made: it is checked in the claim itself.
        _HELD.scalar_subquery() < bound("capacity"),
    )
    .values(state=TicketState.ASSIGNED, assigned_at=bound("now"), offer_ends_at=None)
    .returning(ticket.c.conversation_id)
)
_RELEASE = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.agent_id == bound("agent_id"), ticket.c.state == TicketState.OFFERED)
    .values(state=TicketState.WAITING, agent_id=None, offer_ends_at=None)
    .returning(ticket.c.conversation_id)
)
_FORGET = sa.delete(passed_offer).where(
    passed_offer.c.ticket_id == bound("id"), passed_offer.c.agent_id == bound("agent_id")
)
_PASS = sa.insert(passed_offer).values(ticket_id=bound("id"), agent_id=bound("agent_id"), until=bound("until"))
_ASSIGNED = sa.and_(ticket.c.conversation_id == bound("id"), ticket.c.state == TicketState.ASSIGNED)
_CLOSE = sa.update(ticket).where(_ASSIGNED).values(state=TicketState.CLOSED, closed_at=bound("now"))
_SPOKEN = sa.select(ticket.c.language).where(_ASSIGNED)
_SET_PRESENCE = (
    sa.update(agent_table)
    .where(agent_table.c.id == bound("agent_id"))
    .values(presence=bound("presence"), missed_offers=0)
)
_MISSED_NONE = sa.update(agent_table).where(agent_table.c.id == bound("agent_id")).values(missed_offers=0)


def accept(connection: Connection, ticket_id: str, agent: Agent, *, now: datetime) -> tuple[Entry, ...]:
    """See `DeskStore.accept`."""
    claim = bind(id=ticket_id, agent_id=agent.id, capacity=agent.capacity, now=now)
    taken = connection.execute(_ACCEPT, claim).first()
    if taken is None:
        return _already_mine(connection, ticket_id, agent)
    head = moved(connection, _JOIN, taken.conversation_id, agent_id=agent.id)
    if head is None:
        raise Conflict("the conversation has changed hands")
    joined = AgentJoined(ticket_id=ticket_id, agent_id=agent.id, agent_name=agent.name)
    connection.execute(_MISSED_NONE, bind(agent_id=agent.id))
    return add(connection, [joined], head=head, at=now, actor=agent_actor(agent.id))


def _already_mine(connection: Connection, ticket_id: str, agent: Agent) -> tuple[Entry, ...]:
    """Accepting twice is accepting once; anything else has gone, and is said why."""
    row = connection.execute(sa.select(ticket).where(ticket.c.id == ticket_id)).first()
    if row is None:
        raise NotFound("there is no such ticket")
    if row.state == TicketState.ASSIGNED and row.agent_id == agent.id:
        return ()
    if row.state == TicketState.OFFERED and row.agent_id == agent.id and _is_full(connection, agent):
        raise Conflict(f"you have {agent.capacity} conversations already; end one first")
    if row.state in {TicketState.ASSIGNED, TicketState.CLOSED}:
        raise Conflict("another agent has this conversation already")
    raise OfferExpired


def _is_full(connection: Connection, agent: Agent) -> bool:
    return (connection.execute(_HELD, bind(agent_id=agent.id)).scalar() or 0) >= agent.capacity


def decline(connection: Connection, ticket_id: str, agent: Agent, reason: str, *, now: datetime) -> tuple[Entry, ...]:
    """See `DeskStore.decline`."""
    released = release_offer(connection, ticket_id, agent.id, now=now)
    if released is None:
        raise OfferExpired
    declined = OfferDeclined(ticket_id=ticket_id, agent_name=agent.name, reason=reason[:200])
    head = moved(connection, MOVE, released)
    return () if head is None else add(connection, [declined], head=head, at=now, actor=agent_actor(agent.id))


def release_offer(connection: Connection, ticket_id: str, agent_id: str, *, now: datetime) -> str | None:
    """Put an offered ticket back at its place; return its conversation, or None where the offer is gone."""
    named = bind(id=ticket_id, agent_id=agent_id)
    row = connection.execute(_RELEASE, named).first()
    if row is None:
        return None
    connection.execute(_FORGET, named)
    connection.execute(_PASS, named | bind(until=now + PASSED))
    return str(row.conversation_id)


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
        raise _refusal(connection, conversation_id)
    return head.seq, add(connection, [what], head=head, at=now, actor=actor)


def hand_back(
    connection: Connection,
    conversation_id: str,
    agent: Agent,
    *,
    epoch: int,
    greeting: Callable[[Language], Reply],
    now: datetime,
) -> tuple[Entry, ...]:
    """See `DeskStore.hand_back`."""
    row = connection.execute(_SPOKEN, bind(id=conversation_id)).first()
    entries = let_go(connection, conversation_id, agent, HandedBack(agent_name=agent.name), epoch=epoch, now=now)
    reply = greeting(Language(row.language) if row else Language.ENGLISH)
    # A bot that speaks after a person says that it is one: the customer must never take it for the agent.
    head = moved(connection, _GREET, conversation_id)
    if head is None:
        return entries
    said = BotReplied(text=reply.text, buttons=reply.buttons)
    return entries + add(connection, [said], head=head, at=now, actor="bot")


def let_go(
    connection: Connection, conversation_id: str, agent: Agent, last: Event, *, epoch: int, now: datetime
) -> tuple[Entry, ...]:
    """End the agent's ownership with the event that says how; what the customer wrote until then counts as answered."""
    owner = Owner.BOT if isinstance(last, HandedBack) else Owner.CLOSED
    head = moved(connection, _LET_GO, conversation_id, owner=owner, agent_id=agent.id, epoch=epoch)
    if head is None:
        raise _refusal(connection, conversation_id)
    connection.execute(_CLOSE, bind(id=conversation_id, now=now))
    return add(connection, [last], head=head, at=now, actor=agent_actor(agent.id))


def _refusal(connection: Connection, conversation_id: str) -> BadInput | Conflict | NotFound:
    row = connection.execute(sa.select(conversation.c.owner).where(conversation.c.id == conversation_id)).first()
    if row is None:
        return NotFound("there is no such conversation")
    has = {
        Owner.BOT: "the bot has this conversation now",
        Owner.QUEUE: "this conversation is back in line",
        Owner.AGENT: "this conversation has changed hands; look again",
        Owner.CLOSED: "this conversation is closed",
    }
    return Conflict(has[Owner(row.owner)])
