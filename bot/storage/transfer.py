"""Passing a conversation on: to a queue, or to a colleague who is asked first; its age is kept."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import BadInput, Conflict, NotFound
from bot.conversation.events import Entry, NoteAdded, agent_actor
from bot.conversation.line_events import Transferred
from bot.conversation.line_rules import LineRules
from bot.conversation.reasons import ToAgent
from bot.conversation.tracker import Owner
from bot.engine.desk import Passing
from bot.handoff.agent import Agent, Presence
from bot.handoff.ticket import TicketState
from bot.storage.append import add, bind, bound, moved, moving
from bot.storage.guards import OWNED, refusal
from bot.storage.people import of_same_customer
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, never_again, passed_offer, ticket

#: Whoever passed a conversation on is asked again only after so long.
NOT_BACK = timedelta(minutes=10)

_LEAVE = moving(OWNED, owner=Owner.QUEUE, agent_id=None, epoch=conversation.c.epoch + 1)
_MINE = moving(OWNED)
_WAIT_THERE = (
    sa.update(ticket)
    .where(ticket.c.conversation_id == bound("id"), ticket.c.state == TicketState.ASSIGNED)
    .values(
        state=TicketState.WAITING,
        queue=bound("queue"),
        queued_at=bound("now"),
        agent_id=None,
        assigned_at=None,
        last_agent_id=None,
        snoozed_until=None,
        wanted_agent_id=bound("wanted"),
        wanted_until=bound("wanted_until"),
        # Who has been with an agent need not stay on the page: that they wait again is our doing.
        seen_at=None,
    )
)
_FORGET = sa.delete(passed_offer).where(
    passed_offer.c.ticket_id == bound("id"), passed_offer.c.agent_id == bound("agent_id")
)
_PASS = sa.insert(passed_offer).values(ticket_id=bound("id"), agent_id=bound("agent_id"), until=bound("until"))


def transfer(
    connection: Connection, conversation_id: str, agent: Agent, passing: Passing, *, rules: LineRules, now: datetime
) -> tuple[Entry, ...]:
    """See `DeskStore.transfer`."""
    mine = connection.execute(
        sa.select(ticket).where(ticket.c.conversation_id == conversation_id, ticket.c.state == TicketState.ASSIGNED)
    ).first()
    if mine is None or mine.agent_id != agent.id:
        raise refusal(connection, conversation_id, agent.id, now)
    queue = passing.queue if passing.queue is not None else str(mine.queue)
    # Where a conversation stays in its queue, that queue may have gone from the policy since.
    if passing.queue is not None:
        _check_queue(connection, queue, rules)
    colleague = None
    if passing.agent_id is not None:
        # Where the same queue did without its skill already, a colleague need not have it either.
        strict = queue != mine.queue or not rules.queue(queue).relax
        skills = rules.queue(queue).skills if strict else frozenset()
        colleague = _colleague(connection, passing.agent_id, agent, skills, now)
        _check_pair(connection, conversation_id, passing.agent_id, colleague)
    noted: tuple[Entry, ...] = ()
    if passing.note:
        noted = _note(connection, conversation_id, agent, passing, now)
    head = moved(connection, _LEAVE, conversation_id, agent_id=agent.id, epoch=passing.epoch)
    if head is None:
        raise refusal(connection, conversation_id, agent.id, now)
    until = now + rules.wanted if passing.agent_id is not None else None
    there = bind(id=conversation_id, queue=queue, wanted=passing.agent_id, wanted_until=until, now=now)
    connection.execute(_WAIT_THERE, there)
    passed = bind(id=mine.id, agent_id=agent.id)
    connection.execute(_FORGET, passed)
    connection.execute(_PASS, passed | bind(until=now + NOT_BACK))
    passed_on = Transferred(ticket_id=mine.id, agent_id=agent.id, agent_name=agent.name, queue=queue, to_name=colleague)
    return noted + add(connection, [passed_on], head=head, at=now, actor=agent_actor(agent.id))


def _note(
    connection: Connection, conversation_id: str, agent: Agent, passing: Passing, now: datetime
) -> tuple[Entry, ...]:
    note = NoteAdded(client_id=passing.note_id, agent_name=agent.name, text=passing.note)
    head = moved(connection, _MINE, conversation_id, agent_id=agent.id, epoch=passing.epoch)
    return () if head is None else add(connection, [note], head=head, at=now, actor=agent_actor(agent.id))


def _check_queue(connection: Connection, queue: str, rules: LineRules) -> None:
    if queue not in rules.queues:
        raise BadInput(f"there is no queue `{queue}`; there are " + ", ".join(rules.queues))
    wanted = rules.queue(queue)
    if not wanted.skills or wanted.relax:
        return
    skilled = connection.execute(sa.select(agent_table.c.skills).where(agent_table.c.removed_at.is_(None))).scalars()
    if not any(wanted.skills <= set(skills.split(",")) for skills in skilled):
        needed = ", ".join(sorted(wanted.skills))
        said = f"nobody here has the skill that `{queue}` wants ({needed}); it would wait for ever"
        raise Conflict(said, reason=ToAgent.NOBODY_SKILLED, queue=queue, skills=needed)


def _colleague(connection: Connection, agent_id: str, agent: Agent, skills: frozenset[str], now: datetime) -> str:
    """Return the name of whom a conversation may be passed to."""
    if agent_id == agent.id:
        raise BadInput("this conversation is yours already")
    row = connection.execute(sa.select(agent_table).where(agent_table.c.id == agent_id)).first()
    if row is None or row.removed_at is not None:
        raise NotFound("there is no such agent", reason=ToAgent.NO_AGENT)
    if row.lease_ends_at is None or row.lease_ends_at <= now:
        raise Conflict(f"{row.name} is not at the desk", reason=ToAgent.NOT_AT_DESK, name=row.name)
    if row.presence != Presence.AVAILABLE:
        said = f"{row.name} takes no conversations now ({row.presence})"
        raise Conflict(said, reason=ToAgent.TAKES_NONE, name=row.name, presence=row.presence)
    if not skills <= set(row.skills.split(",")):
        wanted = ", ".join(sorted(skills))
        said = f"{row.name} does not have the skill that is wanted: {wanted}"
        raise Conflict(said, reason=ToAgent.NOT_SKILLED, name=row.name, skills=wanted)
    return str(row.name)


def _check_pair(connection: Connection, conversation_id: str, agent_id: str, name: str) -> None:
    pair = sa.select(never_again.c.at).where(
        never_again.c.conversation_id.in_(of_same_customer(sa.literal(conversation_id))),
        never_again.c.agent_id == agent_id,
    )
    if connection.execute(pair).first() is not None:
        raise Conflict(f"{name} is never to have this customer again", reason=ToAgent.NEVER_AGAIN, name=name)
