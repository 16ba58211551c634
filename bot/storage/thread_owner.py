"""Who has a conversation that is pushed to: taken by another application, and given back."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.channel_events import BackFromElsewhere, SaidElsewhere, TakenElsewhere
from bot.conversation.events import SYSTEM, Entry
from bot.conversation.tracker import Owner
from bot.storage.append import MOVE, add, bind, bound, client_key, moved, moving, seq_of_client_key
from bot.storage.codec import event_of
from bot.storage.push_schema import thread
from bot.storage.schema import conversation, event, passed_offer, ticket

#: So much the channel's clock and ours may differ.
SKEW = timedelta(minutes=1)
#: Not the customer's acts: those may come as late as anything else.
_DECIDE = ("agent_joined", "handed_back", "taken_elsewhere", "back_from_elsewhere")
#: The last word on who has a conversation: what a person here did, or the channel told.
_DECIDED = (
    sa.select(event.c.kind, event.c.at, event.c.body)
    .where(event.c.conversation_id == sa.bindparam("id"), event.c.kind.in_(_DECIDE))
    .order_by(event.c.seq.desc())
    .limit(1)
)
_OUTSIDE_OF = sa.select(thread.c.outside).where(thread.c.conversation_id == sa.bindparam("id"))
_OUTSIDE = sa.update(thread).where(thread.c.conversation_id == bound("id")).values(outside=bound("app"))
_TAKEN = moving(
    # Who has closed it already, or has it elsewhere, does not lose it again.
    sa.or_(conversation.c.owner != Owner.AGENT, conversation.c.agent_id.is_not(None)),
    owner=Owner.AGENT,
    agent_id=None,
    epoch=conversation.c.epoch + 1,
    turn_id=None,
    turn_ends_at=None,
    # Whoever has it answers what is open.
    answered_seq=conversation.c.customer_seq,
)
_BACK = moving(
    conversation.c.owner == Owner.AGENT,
    conversation.c.agent_id.is_(None),
    owner=Owner.BOT,
    epoch=conversation.c.epoch + 1,
    answered_seq=conversation.c.customer_seq,
)
_OPEN_TICKET = sa.select(ticket.c.id).where(
    ticket.c.conversation_id == sa.bindparam("id"), ticket.c.state.not_in(["closed", "wrap_up"])
)
_END_TICKET = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"))
    .values(state="closed", closed_at=bound("now"), offer_ends_at=None, snoozed_until=None, disposition="elsewhere")
)
_FORGET_PASSED = sa.delete(passed_offer).where(passed_offer.c.ticket_id == bound("id"))


def taken(
    connection: Connection,
    conversation_id: str,
    what: TakenElsewhere,
    said: SaidElsewhere | None,
    *,
    now: datetime,
    actor: str = SYSTEM,
) -> tuple[Entry, ...]:
    """See `ThreadStore.taken`."""
    if said and seq_of_client_key(connection, conversation_id, client_key(SYSTEM, said.client_id)) is not None:
        return ()
    entries: tuple[Entry, ...] = ()
    if not _is_over(connection, conversation_id, what.sent_at):
        entries += _give(connection, conversation_id, what, now, actor)
    if said is not None:
        head = moved(connection, MOVE, conversation_id)
        entries += () if head is None else add(connection, [said], head=head, at=now, actor=SYSTEM)
    return entries


def _give(
    connection: Connection, conversation_id: str, what: TakenElsewhere, now: datetime, actor: str
) -> tuple[Entry, ...]:
    connection.execute(_OUTSIDE, bind(id=conversation_id, app=what.app))
    head = moved(connection, _TAKEN, conversation_id)
    if head is None:
        return ()
    entries = add(connection, [what], head=head, at=now, actor=actor)
    for ticket_id in connection.execute(_OPEN_TICKET, {"id": conversation_id}).scalars().all():
        connection.execute(_FORGET_PASSED, bind(id=ticket_id))
        connection.execute(_END_TICKET, bind(id=ticket_id, now=now))
    return entries


def back(
    connection: Connection, conversation_id: str, *, now: datetime, at: datetime | None = None, actor: str = SYSTEM
) -> tuple[Entry, ...]:
    """See `ThreadStore.back`."""
    app = connection.execute(_OUTSIDE_OF, {"id": conversation_id}).scalar()
    if app is None or _is_over(connection, conversation_id, at):
        return ()
    connection.execute(_OUTSIDE, bind(id=conversation_id, app=None))
    head = moved(connection, _BACK, conversation_id)
    if head is None:
        return ()
    return add(connection, [BackFromElsewhere(app=app, sent_at=at)], head=head, at=now, actor=actor)


def _is_over(connection: Connection, conversation_id: str, at: datetime | None) -> bool:
    """Say whether somebody has decided since who has the conversation."""
    row = None if at is None else connection.execute(_DECIDED, {"id": conversation_id}).first()
    if row is None or at is None:
        return False
    # Their moments are told to the millisecond by one clock; ours may differ from it.
    told: datetime = getattr(event_of(row.kind, row.body), "sent_at", None) or row.at - SKEW
    return at < told
