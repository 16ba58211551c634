"""What the console shows of agents, tickets, entries and briefings."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from bot.console.frames import AgentBody
from bot.console.reach import Away, Reach, Trouble
from bot.conversation.events import Decided, Entry, Understood
from bot.conversation.kinds import kind_of
from bot.conversation.line_rules import LineRules
from bot.conversation.tracker import Tracker
from bot.engine.customer import Customer
from bot.engine.reading import Colleague, DeskView, Standing
from bot.engine.replies import Suggested
from bot.handoff.agent import Agent
from bot.handoff.briefing import Briefing, known
from bot.handoff.repetition import facts_given
from bot.handoff.ticket import Ticket


def agent_body(agent: Agent) -> AgentBody:
    """Return an agent."""
    return AgentBody(
        id=agent.id,
        name=agent.name,
        email=agent.email,
        presence=agent.presence,
        capacity=agent.capacity,
        languages=list(agent.languages),
        skills=list(agent.skills),
        role=agent.role,
        was_set_away=agent.was_set_away,
    )


def card(ticket: Ticket) -> dict[str, object]:
    """Return a ticket."""
    return {
        "ticket": ticket.id,
        "conversation": ticket.conversation_id,
        "state": ticket.state,
        "queue": ticket.queue,
        "reason": ticket.reason,
        "intent": ticket.intent,
        "language": ticket.language,
        "channel": ticket.channel,
        "frustration": round(ticket.frustration, 3),
        "waiting_since": ticket.created_at,
        "offer_ends_at": ticket.offer_ends_at,
        "last_message": ticket.last_message,
        "place": ticket.place,
        "unanswered_since": ticket.unanswered_since,
        "agent": ticket.agent_id,
        "agent_name": ticket.agent_name,
        "wanted_agent": ticket.wanted_agent_id,
        "due_at": ticket.due_at,
        "phone": ticket.phone,
        "message_left": ticket.message_left,
        "snoozed_until": ticket.snoozed_until,
        "wrap_up_ends_at": ticket.wrap_up_ends_at,
        "held_up": ticket.held_up,
    }


def desk(view: DeskView, rules: LineRules, intents: Iterable[str]) -> dict[str, object]:
    """Return the line as one agent sees it, with what may be chosen there."""
    return {
        "type": "desk",
        "agent": agent_body(view.agent),
        "offers": [card(t) for t in view.offers],
        "mine": [card(t) for t in view.mine],
        "waiting": [card(t) for t in view.waiting],
        "waiting_count": view.waiting_count,
        "wrap_up": [card(t) for t in view.wrap_up],
        "callbacks": [card(t) for t in view.callbacks],
        "assigned": [card(t) for t in view.assigned],
        "team": [colleague(c) for c in view.team],
        "queues": list(rules.queues),
        "dispositions": list(rules.dispositions),
        "intents": list(intents),
    }


def colleague(one: Colleague) -> dict[str, object]:
    """Return another agent: nothing of how they sign in."""
    agent = one.agent
    return {
        "id": agent.id,
        "name": agent.name,
        "presence": agent.presence,
        "is_present": one.is_present,
        "load": one.load,
        "capacity": agent.capacity,
        "languages": list(agent.languages),
        "skills": list(agent.skills),
        "role": agent.role,
    }


def entry(what: Entry) -> dict[str, object]:
    """Return an entry of the log with the event's own fields beside its place."""
    head: dict[str, object] = {
        "seq": what.seq,
        "at": what.at,
        "epoch": what.epoch,
        "actor": what.actor,
        "kind": kind_of(what.event),
        "private": not what.event.visible,
    }
    return {**head, **_fields(what)}


def _fields(what: Entry) -> Mapping[str, object]:
    match what.event:
        case Understood(message_seq=seq, meant=meant, frustration=frustration):
            return {
                "message_seq": seq,
                "intent": meant.intent,
                "confidence": round(meant.confidence, 3),
                "sentiment": round(meant.sentiment, 3),
                "frustration": round(frustration, 3),
                "language": meant.language,
            }
        case Decided() as d:
            return {"decision": d.kind, "rule": d.rule, "reason": d.reason, "why": d.why, "otherwise": d.otherwise}
        case event:
            fields: dict[str, Any] = msgspec.to_builtins(event)
            if "client_id" in fields:
                fields["id"] = fields.pop("client_id")
            return fields


def state(standing: Standing) -> dict[str, object]:
    """Return who has a conversation."""
    return {
        "owner": standing.owner,
        "agent": standing.agent_id,
        "agent_name": standing.agent_name,
        "epoch": standing.epoch,
        "seq": standing.seq,
    }


def reach(how: Reach | None) -> dict[str, object] | None:
    """Return how a customer is reached who is not on a page of ours."""
    if how is None:
        return None
    return {
        "channel": how.channel,
        "bot_until": how.bot_until,
        "person_until": how.person_until,
        "outside": how.outside,
        "problem": how.problem,
    }


def trouble(one: Trouble) -> dict[str, object]:
    """Return a page that can send nothing."""
    return {"channel": one.channel, "page": one.page, "code": one.code, "problem": one.problem}


def away(one: Away) -> dict[str, object]:
    """Return a conversation that another application has."""
    return {
        "conversation": one.conversation_id,
        "channel": one.channel,
        "app": one.app,
        "last_message": one.last_message,
    }


def briefing(of: Briefing | None, suggested: Suggested) -> Briefing | None:
    """Return a briefing that says where its suggested reply is from."""
    if of is None:
        return None
    # The first words of a past answer are no name for it.
    title = suggested.title if suggested.source == "canned" else ""
    return replace(of, suggested_source=suggested.source, suggested_title=title)


def customer(who: Customer, tracker: Tracker) -> dict[str, object]:
    """Return what is known of a customer: facts of this conversation, orders and conversations that were confirmed."""
    facts = known(tracker, facts_given(tracker.entries), who.elsewhere)
    return {
        "verified": who.verified,
        "facts": [{"name": fact.name, "value": fact.value, "verified": fact.verified} for fact in facts],
        "orders": who.orders,
        "conversations": who.conversations,
    }
