"""Known faults, each put into the real code for as long as its block lasts: the simulation must see every one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from bot.conversation.tracker import Owner
from bot.handoff import matching
from bot.handoff.ticket import TicketState
from bot.storage import absence, desk, line, offers, patience, supervision, transfer, turns
from bot.storage.append import bound, moving
from bot.storage.guards import OWNED
from bot.storage.schema import conversation, ticket


@contextmanager
def changed(module: ModuleType, name: str, value: object) -> Iterator[None]:
    """Give a name of a module another value."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def _nothing(*_given: Any, **_named: Any) -> tuple[()]:
    return ()


def _to_the_end(statement: sa.Update) -> sa.Update:
    """Return the statement with its ticket sent behind everybody."""
    return statement.values(ranked_at=ticket.c.ranked_at + sa.text("60000000"))


def _without(statement: sa.Update, *names: str) -> sa.Update:
    """Return the claim of an offer without the guards that hold these columns."""
    guards = [g for g in statement.whereclause.clauses if not any(name in str(g) for name in names)]  # type: ignore[union-attr]
    return (
        sa.update(ticket)
        .where(*guards)
        .values(
            state=TicketState.ASSIGNED, assigned_at=bound("now"), first_assigned_at=bound("now"), offer_ends_at=None
        )
        .returning(ticket.c.conversation_id)
    )


def _anybody(*_given: Any, **_named: Any) -> bool:
    return True


#: Takes what the screen showed, and does nothing about it.
_NO_LOOK = desk._SEEN >= 0
_OWNS = sa.and_(conversation.c.owner == Owner.AGENT, conversation.c.agent_id == bound("agent_id"))
_OPEN_OFFER = sa.update(ticket).where(ticket.c.id == bound("id"), ticket.c.state == TicketState.WAITING)
_FROM_THE_END = sa.select(ticket).where(ticket.c.state == TicketState.WAITING)
_NOBODY = sa.select(ticket.c.id, ticket.c.agent_id).where(sa.false())

MUTANTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "a turn ends whoever owns": partial(changed, turns, "FINISH", turns.finishing(sa.true())),
    "a reply is taken from a screen of an older epoch": partial(
        changed, desk, "_REPLY", moving(_OWNS, answered_seq=desk.ANSWERED)
    ),
    "a reply is taken from anybody": partial(
        changed, desk, "_REPLY", moving(conversation.c.owner == Owner.AGENT, answered_seq=desk.ANSWERED)
    ),
    "a hand-back answers what nobody saw": partial(
        changed,
        desk,
        "_HAND_BACK",
        moving(OWNED, _NO_LOOK, owner=Owner.BOT, answered_seq=conversation.c.customer_seq, **desk._LEFT).returning(
            conversation.c.answered_seq
        ),
    ),
    "an end answers what nobody saw": partial(
        changed,
        desk,
        "_END",
        moving(OWNED, _NO_LOOK, owner=Owner.CLOSED, answered_seq=conversation.c.customer_seq, **desk._LEFT),
    ),
    "capacity is not checked in the claim": partial(
        changed, offers, "_ACCEPT", _without(offers._ACCEPT, "capacity", "sum")
    ),
    "an offer can be taken after its end": partial(
        changed, offers, "_ACCEPT", _without(offers._ACCEPT, "offer_ends_at")
    ),
    "what is not taken goes to the end of the line": partial(
        changed,
        offers,
        "_RELEASE",
        _to_the_end(offers._RELEASE),
    ),
    "an offer has no deadline": partial(
        changed,
        line,
        "_OFFER",
        _OPEN_OFFER.values(state=TicketState.OFFERED, agent_id=bound("agent_id"), offer_ends_at=None),
    ),
    "work is not seen": partial(changed, line, "is_work", lambda *_given: False),
    "the last in line is the first": partial(
        changed, line, "_WAITING", _FROM_THE_END.order_by(ticket.c.ranked_at.desc())
    ),
    "skill and language do not matter": partial(changed, matching, "meets", _anybody),
    "who is never to meet meets": partial(changed, line, "_NEVER_WAITING", _NOBODY),
    "agents who are gone keep what they have": partial(changed, line, "take_back", _nothing),
    "who comes back has lost the place": partial(changed, patience, "_BACK", _to_the_end(patience._BACK)),
    "who was passed on has lost the place": partial(
        changed, transfer, "_WAIT_THERE", _to_the_end(transfer._WAIT_THERE)
    ),
    "who lost their agent has lost the place": partial(
        changed, absence, "_WAIT_AGAIN", _to_the_end(absence._WAIT_AGAIN)
    ),
    "calls do not come due": partial(changed, line, "come_due", _nothing),
    "who left is offered all the same": partial(changed, line, "put_aside", _nothing),
    "nobody writes down what a supervisor did": partial(changed, supervision, "_note", _nothing),
    "work after the end never ends": partial(changed, line, "wrap_up_overdue", _nothing),
}
