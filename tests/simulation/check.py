"""What must hold in a finished world, told from its traces alone: I1, I2, I4, I5, I8, I9, I14."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.conversation.events import (
    AgentJoined,
    AgentReplied,
    BotReplied,
    CustomerMessaged,
    Entry,
    Event,
    HandoffRequested,
    TicketOffered,
    Understood,
    agent_actor,
)
from bot.conversation.line_events import (
    CallbackCancelled,
    CallbackDue,
    CallbackRequested,
    CustomerBack,
    CustomerLeft,
    MessageLeft,
    Supervised,
)
from bot.conversation.tracker import Owner, Tracker


def violations(entries: list[Entry], acked: dict[str, int], *, rests: bool) -> Iterator[str]:
    """Name every breach in a conversation's log.

    Args:
        acked: client id → sequence number, of everything that was acknowledged.
        rests: everybody had the time to bring it to its end.
    """
    if [e.seq for e in entries] != list(range(1, len(entries) + 1)):
        yield "I4: the numbers have a gap"
        return
    tracker = Tracker(entries[0].conversation_id)
    for before, entry in zip([entries[0], *entries], entries, strict=False):
        owner, agent_id, epoch = tracker.owner, tracker.agent_id, tracker.epoch
        tracker.apply([entry])
        changed = tracker.owner is not owner or tracker.agent_id != agent_id
        if entry.epoch != epoch + changed:
            yield f"I1: entry {entry.seq} has epoch {entry.epoch} after {epoch}, owner {owner} then {tracker.owner}"
        yield from _speaks(entry, owner, agent_id)
        yield from _audited(before, entry)
    yield from _offers(entries)
    yield from _kept(entries, acked)
    yield from _answered(entries, tracker)
    if rests and tracker.owner in {Owner.QUEUE, Owner.AGENT}:
        yield f"I13: when all was over, {tracker.owner} still owned it"


def _speaks(entry: Entry, owner: Owner, agent_id: str | None) -> Iterator[str]:
    match entry.event:
        case BotReplied() | HandoffRequested() if owner is not Owner.BOT:
            yield f"I9: entry {entry.seq}: the bot acted while {owner} owned"
        case AgentReplied() if owner is not Owner.AGENT or entry.actor != agent_actor(agent_id or ""):
            yield f"I1: entry {entry.seq}: {entry.actor} spoke while {owner} {agent_id} owned"


def _audited(before: Entry, entry: Entry) -> Iterator[str]:
    match entry.event:
        case AgentJoined(agent_id=agent_id) if entry.actor != agent_actor(agent_id) or _directed(before):
            if not _directed(before) or before.actor != entry.actor:
                yield f"I14: entry {entry.seq}: {agent_id} was given it, and nobody says by whom or why"
        case _:
            return


def _directed(before: Entry) -> bool:
    event = before.event
    return isinstance(event, Supervised) and event.act in {"assign", "take_over"} and bool(event.why)


@dataclass(slots=True)
class _Line:
    """What a conversation's log says of its place in line, so far."""

    offer: TicketOffered | None = None
    absent: str = ""
    apart: set[str] = field(default_factory=set)

    def take(self, event: Event, names: dict[str, str]) -> None:
        """Take in what happened."""
        match event:
            case TicketOffered():
                self.offer = event
            case CustomerLeft():
                self.absent = "away"
            case CallbackRequested():
                self.absent = "to be called"
            case (
                CustomerBack()
                | MessageLeft()
                | HandoffRequested()
                | AgentJoined()
                | CallbackDue()
                | CallbackCancelled()
            ):
                self.absent = ""
            case Supervised(act=act, agent_name=str(name)) if name in names:
                {"never_again": self.apart.add, "let_again": self.apart.discard}.get(act, len)(names[name])
            case _:
                pass


def _offers(entries: list[Entry]) -> Iterator[str]:
    """An offer is taken within its time, by whom it was made to, and never made while nobody waits for it."""
    line = _Line()
    names = {e.event.agent_name: e.event.agent_id for e in entries if isinstance(e.event, AgentJoined | TicketOffered)}
    for before, entry in zip([entries[0], *entries], entries, strict=False):
        match entry.event:
            case TicketOffered(agent_id=agent_id) if line.absent or agent_id in line.apart:
                yield f"I7: entry {entry.seq}: offered to {agent_id}, customer {line.absent}, apart {line.apart}"
            case AgentJoined(agent_id=agent_id) if not _directed(before):
                offer = line.offer
                if offer is None or offer.agent_id != agent_id or entry.at >= offer.ends_at:
                    yield f"I8: entry {entry.seq}: {agent_id} took what was not offered to them, or too late"
            case _:
                pass
        line.take(entry.event, names)


def _kept(entries: list[Entry], acked: dict[str, int]) -> Iterator[str]:
    found = {client_id: e.seq for e in entries if (client_id := getattr(e.event, "client_id", None))}
    for client_id, seq in acked.items():
        if found.get(client_id) != seq:
            yield f"I3: {client_id} was acknowledged at {seq} and stands at {found.get(client_id)}"
    ids = [(e.actor, e.event.client_id) for e in entries if getattr(e.event, "client_id", None)]  # type: ignore[attr-defined]
    if len(ids) != len(set(ids)):
        yield "I5: a message stands there twice"


def _answered(entries: list[Entry], tracker: Tracker) -> Iterator[str]:
    turns = [e.event.message_seq for e in entries if isinstance(e.event, Understood)]
    if len(turns) != len(set(turns)):
        yield "I2: a message got two turns"
    if tracker.owner is Owner.BOT and tracker.unanswered:
        yield "I2: a message got no turn"
    # Whatever somebody wrote has its place in the log for whoever owns it: nothing is dropped between owners.
    if not any(isinstance(e.event, CustomerMessaged) for e in entries):
        yield "I2: a message is missing"
