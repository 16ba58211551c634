"""Folds events into the present state of a conversation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.conversation.channel_events import BackFromElsewhere, Erased, TakenElsewhere
from bot.conversation.events import (
    ActionRan,
    AgentJoined,
    AgentLost,
    AgentReplied,
    BotReplied,
    Closed,
    ConversationStarted,
    CustomerMessaged,
    Decided,
    Entry,
    FormAsked,
    HandedBack,
    HandoffRequested,
    LocaleChosen,
    NoteAdded,
    Reopened,
    SlotSet,
    TurnFailed,
    Understood,
)
from bot.conversation.language import Language, language_of_tag
from bot.conversation.line_events import Abandoned, Requeued, Transferred

#: Messages to a person that the bot looks through for what it need not ask again.
MOST_TOLD = 50


class Owner(StrEnum):
    """Who may speak to the customer: exactly one at a time."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"
    CLOSED = "closed"


@dataclass(slots=True)
class Stretch:
    """What happened since the bot got the conversation: the bot's memory starts anew with each stretch.

    Attributes:
        clarified: clarifying questions in a row, without an understood message between them.
        failures: automations that failed.
        repeats: times that the bot has just said the very same thing again.
        form: the form that waits for the slot `form_slot`, or None.
        waited: by the customer, for answers that came.
        asked_at: since when the customer waits for one, or None.
        told: what the customer wrote while a person had the conversation, and that person's word to the bot.
        settled: names of the slots that were set in this stretch.
    """

    understood: list[Understood] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    bot_texts: list[str] = field(default_factory=list)
    clarified: int = 0
    failures: int = 0
    repeats: int = 0
    form: str | None = None
    form_slot: str | None = None
    waited: timedelta = timedelta()
    asked_at: datetime | None = None
    told: tuple[str, ...] = ()
    settled: set[str] = field(default_factory=set)

    def take(self, entry: Entry) -> None:
        """Take in an entry of the stretch."""
        event = entry.event
        match event:
            case CustomerMessaged():
                self.asked_at = self.asked_at or entry.at
            case Understood():
                self.understood.append(event)
            case Decided(kind=kind):
                self.decided.append(event)
                self.clarified = self.clarified + 1 if kind == "clarify" else 0
            case SlotSet(name=name):
                self.settled.add(name)
            case ActionRan(failed=True):
                self.failures += 1
            case FormAsked(form=form, slot=slot):
                self.form, self.form_slot = (form, slot) if slot else (None, None)
            case BotReplied(text=text):
                same = bool(self.bot_texts) and text == self.bot_texts[-1]
                self.repeats = self.repeats + 1 if same else 0
                self.bot_texts.append(text)
                self.waited, self.asked_at = self.waited_until(entry.at), None
            case _:
                pass

    def waited_until(self, at: datetime) -> timedelta:
        """Return how long the customer has waited for answers in all, the one still due included."""
        return self.waited if self.asked_at is None else self.waited + max(timedelta(), at - self.asked_at)

    @property
    def person_offered(self) -> bool:
        """The bot's last decision was to offer a person."""
        return bool(self.decided) and self.decided[-1].reason == "offer_person"


@dataclass(slots=True)
class Tracker:
    """The present state of one conversation, made from its entries and nothing else.

    Attributes:
        unanswered: customer messages since the last turn of whoever owns the conversation.
        slots: values that the conversation remembers, over all stretches.
        asked_for_person: times that the customer was given to a person because they asked for one.
    """

    conversation_id: str
    channel: str = ""
    language: Language = Language.ENGLISH
    owner: Owner = Owner.BOT
    agent_id: str | None = None
    agent_name: str | None = None
    ticket_id: str | None = None
    epoch: int = 1
    seq: int = 0
    slots: dict[str, str] = field(default_factory=dict)
    verified: set[str] = field(default_factory=set)
    asked_for_person: int = 0
    unanswered: list[Entry] = field(default_factory=list)
    stretch: Stretch = field(default_factory=Stretch)
    entries: list[Entry] = field(default_factory=list)

    def apply(self, entries: Iterable[Entry]) -> "Tracker":
        """Take in the entries that follow the ones seen so far; return this same tracker.

        Raises:
            ValueError: the first entry is not the next one; a gap is a bug, never skipped.
        """
        for entry in entries:
            if entry.seq != self.seq + 1:
                raise ValueError(f"entry {entry.seq} does not follow {self.seq}")
            self.seq, self.epoch = entry.seq, entry.epoch
            self.entries.append(entry)
            self._owner(entry)
            self._memory(entry)
        return self

    def _owner(self, entry: Entry) -> None:
        match entry.event:
            case HandoffRequested(ticket_id=ticket_id):
                self.owner, self.ticket_id = Owner.QUEUE, ticket_id
            case AgentJoined(agent_id=agent_id, agent_name=name):
                self.owner, self.agent_id, self.agent_name = Owner.AGENT, agent_id, name
            case AgentLost() | Transferred() | Requeued():
                self.owner, self.agent_id, self.agent_name = Owner.QUEUE, None, None
            case HandedBack(answered_seq=answered):
                self._new_owner(Owner.BOT)
                self.unanswered = [] if answered is None else self._messages_after(answered)
            case Closed() | Abandoned() | Erased():
                self._new_owner(Owner.CLOSED)
            case Reopened() | BackFromElsewhere():
                self._new_owner(Owner.BOT)
            case TakenElsewhere(app=app):
                self._new_owner(Owner.AGENT)
                self.agent_name = app
            case _:
                pass

    def _new_owner(self, owner: Owner) -> None:
        self.owner, self.agent_id, self.agent_name, self.ticket_id = owner, None, None, None
        self.stretch = Stretch(told=self._told() if owner is Owner.BOT else ())
        self.unanswered.clear()

    def _told(self) -> tuple[str, ...]:
        told: list[str] = []
        back, word = self.entries[-1], self.entries[-2] if len(self.entries) > 1 else None
        if isinstance(back.event, HandedBack) and word and word.actor == back.actor:
            told += [word.event.text] if isinstance(word.event, NoteAdded) else []
        for entry in reversed(self.entries):
            # What the bot understood, it has.
            if isinstance(entry.event, Understood) or len(told) >= MOST_TOLD:
                break
            if isinstance(entry.event, CustomerMessaged):
                told.append(entry.event.text)
        return tuple(reversed(told))

    def _messages_after(self, seq: int) -> list[Entry]:
        return [e for e in self.entries if e.seq > seq and isinstance(e.event, CustomerMessaged)]

    def _memory(self, entry: Entry) -> None:
        match entry.event:
            case ConversationStarted(channel=channel, locale=locale):
                self.channel, self.language = channel, language_of_tag(locale)
            case LocaleChosen(locale=locale):
                self.language = language_of_tag(locale)
            case CustomerMessaged():
                self.unanswered.append(entry)
            case Understood(meant=meant, message_seq=seq):
                self.language = meant.language
                self.unanswered = [m for m in self.unanswered if m.seq > seq]
            case AgentReplied() | TurnFailed():
                self.unanswered.clear()
            case SlotSet() as slot:
                self._remember(slot)
            case HandoffRequested(reason="asked_for_person"):
                self.asked_for_person += 1
            case _:
                pass
        self.stretch.take(entry)

    def _remember(self, slot: SlotSet) -> None:
        self.verified.discard(slot.name)
        if slot.value is None:
            self.slots.pop(slot.name, None)
            return
        self.slots[slot.name] = slot.value
        if slot.verified:
            self.verified.add(slot.name)
