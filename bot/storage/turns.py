"""Turns: who may take one, and the one commit that ends it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import Conflict
from bot.conversation.events import BOT, Entry, Event, HandoffRequested
from bot.conversation.tracker import Owner
from bot.engine.lease import Lease
from bot.engine.outcome import Finished, Outcome
from bot.handoff.expected_wait import outlook
from bot.handoff.priority import ranked_at
from bot.handoff.ticket import NewTicket, TicketState
from bot.storage.append import MOVE, Said, bind, bound, insert, moved, moving
from bot.storage.conversations import entries_after
from bot.storage.customers import remember
from bot.storage.database import Database
from bot.storage.line import on_duty
from bot.storage.people import of_same_customer
from bot.storage.schema import conversation, ticket
from bot.storage.waits import experience, line_view, open_ticket


class StoredTurns:
    """See `engine.turn.TurnStore` and `engine.worker.DueStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def entries_after(self, conversation_id: str, seq: int) -> list[Entry]:
        """See `TurnStore.entries_after`."""
        return await self._database.read(lambda connection: entries_after(connection, conversation_id, seq))

    async def finish_turn(self, outcome: Outcome, *, now: datetime, lease_ends_at: datetime) -> Finished:
        """See `TurnStore.finish_turn`."""
        return await self._database.write(
            lambda connection: finish_turn(connection, outcome, now=now, lease_ends_at=lease_ends_at)
        )

    async def release_turn(self, conversation_id: str, turn_id: str) -> None:
        """See `TurnStore.release_turn`."""
        named = bind(id=conversation_id, turn_id=turn_id)
        await self._database.write(lambda connection: connection.execute(_RELEASE, named).rowcount)

    async def take_due(self, *, now: datetime, lease: Lease, limit: int) -> list[str]:
        """See `DueStore.take_due`."""
        if not await self._database.read(lambda connection: due(connection, now=now, limit=1)):
            return []  # nearly always: a sweep that finds nothing writes nothing
        return await self._database.write(lambda connection: take_due(connection, now=now, lease=lease, limit=limit))

    async def end_leases(self) -> None:
        """End every lease: for the start of the only process that works on this database."""
        held = conversation.c.turn_id.is_not(None)
        update = sa.update(conversation).where(held).values(turn_id=None, turn_ends_at=None)
        await self._database.write(lambda connection: connection.execute(update).rowcount)


_RELEASE = (
    sa.update(conversation)
    .where(conversation.c.id == bound("id"), conversation.c.turn_id == bound("turn_id"))
    .values(turn_id=None, turn_ends_at=None)
)
#: The guard of law 2: the bot owns the conversation, in the epoch that was thought in, under the same lease.
MAY_FINISH = sa.and_(
    conversation.c.owner == Owner.BOT,
    conversation.c.epoch == bound("epoch"),
    conversation.c.turn_id == bound("turn_id"),
)


def finishing(guard: sa.ColumnElement[bool]) -> sa.UpdateBase:
    """Return the statement that ends a turn where the guard holds; the lease goes on where messages wait."""
    goes_on = sa.and_(conversation.c.customer_seq > bound("answered"), bound("may_go_on"))
    columns = conversation.c
    return (
        sa.update(conversation)
        .where(columns.id == bound("id"), guard)
        .values(
            seq=columns.seq + bound("count"),
            answered_seq=bound("answered"),
            turn_id=sa.case((goes_on, columns.turn_id), else_=None),
            turn_ends_at=sa.case((goes_on, sa.bindparam("b_ends_at", type_=columns.turn_ends_at.type)), else_=None),
        )
        .returning(columns.id, columns.seq, columns.turn_id)
    )


FINISH = finishing(MAY_FINISH)
#: The queue's epoch begins; in the transaction of `FINISH`, which looked at the guard.
_LEAVE = moving(owner=Owner.QUEUE, epoch=conversation.c.epoch + 1)


_BEFORE = (
    sa.select(ticket.c.agent_id)
    .where(
        # Whom the customer had before, on whatever channel.
        ticket.c.conversation_id.in_(of_same_customer(sa.bindparam("id", type_=sa.String))),
        # A ticket that nobody took says nothing of whom they had.
        ticket.c.agent_id.is_not(None),
        ticket.c.closed_at >= sa.bindparam("since", type_=ticket.c.closed_at.type),
    )
    .order_by(ticket.c.closed_at.desc())
    .limit(1)
)


_PROMISE = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"))
    .values(
        promised_low=bound("low"),
        promised_middle=bound("middle"),
        promised_high=bound("high"),
        seen_at=bound("seen_at"),
    )
)


def finish_turn(connection: Connection, outcome: Outcome, *, now: datetime, lease_ends_at: datetime) -> Finished:
    """See `TurnStore.finish_turn`."""
    values = bind(
        id=outcome.conversation_id,
        epoch=outcome.epoch,
        turn_id=outcome.turn_id,
        count=len(outcome.events),
        answered=outcome.answered_seq,
        may_go_on=outcome.ticket is None,
        ends_at=lease_ends_at,
    )
    head = connection.execute(FINISH, values).first()
    if head is None:
        raise Conflict("the conversation has changed hands")
    first = head.seq - len(outcome.events) + 1
    entries = insert(connection, outcome.events, _said(head.id, first, outcome.epoch, now))
    remember(connection, head.id, outcome.events)
    if outcome.ticket is not None:
        open_place(connection, head.id, outcome.ticket, sticky=outcome.rules.sticky, now=now)
        entries += _give_to_queue(connection, outcome, _promised(connection, outcome, now), now)
    return Finished(entries=entries, again=head.turn_id is not None)


def _promised(connection: Connection, outcome: Outcome, now: datetime) -> tuple[Event, ...]:
    """Return what announces the handoff; what is promised there is kept with the ticket."""
    row = open_ticket(connection, outcome.conversation_id)
    if row is None or outcome.announce is None:
        return ()
    desk = tuple(on_duty(connection, outcome.rules, now))
    view = line_view(connection, row, experience(connection, outcome.rules.hours), desk)
    expected = outlook(view, outcome.rules, now)
    wait = expected.wait
    connection.execute(
        _PROMISE,
        bind(
            id=row.id,
            low=wait.low if wait else None,
            middle=wait.middle if wait else None,
            high=wait.high if wait else None,
            # With nobody there nobody need wait on the page.
            seen_at=row.seen_at if expected.is_staffed else None,
        ),
    )
    return outcome.announce(expected)


def open_place(
    connection: Connection, conversation_id: str, new: NewTicket, *, sticky: timedelta, now: datetime
) -> None:
    """Open a place in line; whoever had the customer within `sticky` is asked first."""
    connection.execute(
        sa.insert(ticket).values(
            id=new.id,
            conversation_id=conversation_id,
            state=TicketState.WAITING,
            queue=new.queue,
            reason=new.reason,
            intent=new.intent,
            language=new.language,
            frustration=new.frustration,
            bonus_minutes=new.bonus_minutes,
            created_at=now,
            ranked_at=ranked_at(now, new.bonus_minutes),
            queued_at=now,
            seen_at=now if new.may_leave else None,
            last_agent_id=connection.execute(_BEFORE, {"id": conversation_id, "since": now - sticky}).scalar(),
        )
    )


def _give_to_queue(
    connection: Connection, outcome: Outcome, announced: tuple[Event, ...], now: datetime
) -> tuple[Entry, ...]:
    """Add what announces the handoff: said under the bot's epoch, and only then the queue's begins."""
    entries: tuple[Entry, ...] = ()
    for what in announced:
        leaves = isinstance(what, HandoffRequested)
        head = moved(connection, _LEAVE if leaves else MOVE, outcome.conversation_id)
        if head is not None:
            entries += insert(connection, [what], _said(head.id, head.seq, head.epoch, now))
    return entries


def _said(conversation_id: str, first: int, epoch: int, now: datetime) -> Said:
    return Said(conversation_id=conversation_id, first=first, epoch=epoch, actor=BOT, at=now)


_DUE = (
    sa.select(conversation.c.id)
    .where(
        conversation.c.owner == Owner.BOT,
        conversation.c.customer_seq > conversation.c.answered_seq,
        sa.or_(
            conversation.c.turn_id.is_(None),
            conversation.c.turn_ends_at <= sa.bindparam("now", type_=conversation.c.turn_ends_at.type),
        ),
    )
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)


def due(connection: Connection, *, now: datetime, limit: int) -> list[str]:
    """Return conversations whose turn is due and that nobody takes."""
    return list(connection.execute(_DUE, {"now": now, "most": limit}).scalars())


def take_due(connection: Connection, *, now: datetime, lease: Lease, limit: int) -> list[str]:
    """See `DueStore.take_due`."""
    ids = due(connection, now=now, limit=limit)
    if ids:
        connection.execute(
            sa.update(conversation)
            .where(conversation.c.id.in_(ids))
            .values(turn_id=lease.turn_id, turn_ends_at=lease.ends_at)
        )
    return ids
