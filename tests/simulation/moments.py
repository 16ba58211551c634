"""What must hold at one moment, told from the tables alone: an own, plain account of who may be offered what."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.conversation.events import Entry, TicketOffered
from bot.conversation.line_rules import LineRules, Want
from bot.handoff.agent import Agent
from bot.handoff.dispatcher import Round
from bot.storage.schema import agent, conversation, never_again, passed_offer, ticket

_TICKETS = (
    sa.select(ticket, conversation.c.owner, conversation.c.agent_id.label("owner_id"))
    .add_columns((conversation.c.customer_seq > conversation.c.answered_seq).label("waits_for_agent"))
    .join(conversation, conversation.c.id == ticket.c.conversation_id)
    .where(ticket.c.state != "closed")
    .order_by(ticket.c.ranked_at, ticket.c.id)
)
_AGENTS = sa.select(agent)
_PASSED = sa.select(passed_offer)
_NEVER = sa.select(never_again)

Row = sa.Row[Any]


def after_round(
    connection: sa.Connection, round_: Round, entries: tuple[Entry, ...], ranks: dict[str, datetime]
) -> Iterator[str]:
    """Name what is wrong in the line after a round: I7, I8, I10 and the places of everybody."""
    now = round_.now
    tickets = list(connection.execute(_TICKETS))
    agents = {row.id: row for row in connection.execute(_AGENTS)}
    apart = {(row.conversation_id, row.agent_id) for row in connection.execute(_NEVER)}
    passed = {(row.ticket_id, row.agent_id) for row in connection.execute(_PASSED) if row.until > now}
    barred = {(t.id, a) for t in tickets for a in agents if (t.conversation_id, a) in apart} | passed
    yield from _places(tickets, ranks, now)
    yield from _abandoned(tickets, agents, round_)
    yield from _loads(tickets, agents, round_.rules)
    waiting = [t for t in tickets if t.state == "waiting"]
    on_duty = [a for a in agents.values() if a.presence in {"available", "busy"} and _is_here(a, now)]
    free = [a for a in on_duty if a.presence == "available" and load(tickets, a, round_.rules) + 1 <= a.capacity]
    for t in waiting:
        for a in free:
            if (t.id, a.id) not in barred and may_have(t, a, on_duty, barred, round_):
                yield f"I7 at {now:%T}: {t.id} waits while {a.id} is free and may have it"
    made = {e.event.ticket_id: e.event.agent_id for e in entries if isinstance(e.event, TicketOffered)}
    order = {t.id: n for n, t in enumerate(tickets)}
    for ticket_id, agent_id in made.items():
        a, t = agents[agent_id], tickets[order[ticket_id]]
        if (ticket_id, agent_id) in barred or not may_have(t, a, on_duty, barred, round_):
            yield f"I7 at {now:%T}: {ticket_id} was offered to {agent_id}, who may not have it"
        for earlier in waiting:
            is_before = order[earlier.id] < order[ticket_id] and (earlier.id, agent_id) not in barred
            if is_before and may_have(earlier, a, on_duty, barred, round_):
                yield f"I7 at {now:%T}: {ticket_id} was offered to {agent_id} before {earlier.id}"


def after_accept(connection: sa.Connection, who: Agent, rules: LineRules) -> Iterator[str]:
    """Name what is wrong with what an agent has once they took something: I10."""
    tickets = list(connection.execute(_TICKETS))
    has = load([t for t in tickets if t.state != "offered"], who, rules)
    if has > who.capacity:
        yield f"I10: {who.id} has {has} of {who.capacity}"


def load(tickets: Iterable[Row], who: Agent | Row, rules: LineRules) -> float:
    """Return what an agent's conversations weigh."""
    return sum(
        rules.waiting_weight if t.state == "assigned" and not t.waits_for_agent else 1.0
        for t in tickets
        if t.agent_id == who.id and t.state in {"offered", "assigned", "wrap_up"}
    )


def may_have(t: Row, a: Row, on_duty: list[Row], barred: set[tuple[str, str]], round_: Round) -> bool:
    """Say whether a ticket may be offered to an agent who has room for it."""
    now, rules = round_.now, round_.rules
    if t.wanted_agent_id and now < t.wanted_until:
        colleague = [c for c in on_duty if c.id == t.wanted_agent_id and c.presence == "available"]
        if colleague and (t.id, t.wanted_agent_id) not in barred:
            return bool(a.id == t.wanted_agent_id)
    queue = rules.queue(t.queue)
    dropped = {
        step.without
        for step in queue.relax
        if now - t.queued_at >= step.after
        and (step.when is None or not any(_meets(t, c, step.without, rules) for c in on_duty))
    }
    return all(want in dropped or _meets(t, a, want, rules) for want in Want)


def _meets(t: Row, a: Row, want: Want, rules: LineRules) -> bool:
    if want is Want.LANGUAGE:
        return t.language.split("-")[0] in a.languages.split(",")
    return rules.queue(t.queue).skills <= set(a.skills.split(","))


def _is_here(a: Row, now: datetime) -> bool:
    return a.lease_ends_at is not None and a.lease_ends_at > now


def _places(tickets: Iterable[Row], ranks: dict[str, datetime], now: datetime) -> Iterator[str]:
    for t in tickets:
        if ranks.setdefault(t.id, t.ranked_at) != t.ranked_at:
            yield f"I8 at {now:%T}: {t.id} has lost its place"
        if t.state == "offered" and (t.offer_ends_at is None or t.offer_ends_at <= now):
            yield f"I8 at {now:%T}: the offer of {t.id} has no end, or has outlived it"
        owned = {"waiting": "queue", "offered": "queue", "abandoned": "queue", "callback": "queue", "assigned": "agent"}
        if owned.get(t.state, t.owner) != t.owner:
            yield f"I2 at {now:%T}: {t.id} is {t.state} while {t.owner} owns"
        if t.state == "assigned" and t.owner_id != t.agent_id:
            yield f"I1 at {now:%T}: {t.id} is {t.agent_id}'s while {t.owner_id} owns"
        if t.state == "callback" and t.due_at <= now:
            yield f"I7 at {now:%T}: the call of {t.id} is due and not in line"


def _abandoned(tickets: list[Row], agents: dict[str, Row], round_: Round) -> Iterator[str]:
    for t in tickets:
        has = agents.get(t.agent_id)
        asleep = t.snoozed_until is not None and t.snoozed_until > round_.now and not t.waits_for_agent
        is_gone = has is not None and (has.lease_ends_at is None or has.lease_ends_at <= round_.gone_before)
        if t.state == "assigned" and has and is_gone and not asleep:
            yield f"I8 at {round_.now:%T}: {t.id} is still {has.id}'s, who is gone"
        if t.state in {"waiting", "offered"} and t.seen_at is not None and t.seen_at <= round_.left_before:
            yield f"I8 at {round_.now:%T}: {t.id} is {t.state}, and its customer has left"


def _loads(tickets: list[Row], agents: dict[str, Row], rules: LineRules) -> Iterator[str]:
    for a in agents.values():
        many = sum(t.agent_id == a.id and t.state in {"assigned", "wrap_up"} for t in tickets)
        # One more for each that waits for its customer, but never more than weight allows at the moment of the claim.
        if many > (a.capacity - 1) / rules.waiting_weight + 1:
            yield f"I10: {a.id} has {many} conversations, capacity {a.capacity}"
