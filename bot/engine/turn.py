"""One turn, from the customer's message to its outcome: the page to read first.

    what was written → what it means → who answers → the answer, or a place in the line → one guarded commit

Nothing is sent from here. The commit is the only effect, and the store refuses it when the conversation has changed
hands meanwhile, so a turn may be slow, late, doubled or dead without a customer ever noticing more than silence.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.automation.call import ActionResult
from bot.automation.responses import Responses, variety
from bot.conversation.errors import Conflict, Unavailable
from bot.conversation.events import (
    ActionRan,
    BotReplied,
    CustomerMessaged,
    Decided,
    Entry,
    Event,
    TurnFailed,
)
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.conversation.tracker import Owner, Tracker
from bot.engine.announcing import announcing
from bot.engine.feed import Feed
from bot.engine.foresight import Foresight, Mind
from bot.engine.lease import Leases
from bot.engine.outcome import Finished, Outcome
from bot.engine.patience import SEEN_ON
from bot.engine.thinking import Thought, after_action, think
from bot.engine.trackers import Trackers
from bot.handoff.priority import bonus_minutes
from bot.handoff.ticket import NewTicket, Reason
from bot.routing.decide import decide
from bot.routing.decision import Automate, Clarify, HandOff, Question
from bot.routing.policy import Policy
from bot.understanding.frustration import DEFAULT_CURVE, FrustrationCurve

log = structlog.get_logger()

_QUESTIONS = {Question.ASK: "utter_clarify", Question.OFFER_PERSON: "utter_offer_person"}
#: After these the customer is not asked for anything any more.
_FAREWELLS = frozenset({"deny", "goodbye", "thanks"})


class TurnStore(Protocol):
    """Keeps conversations and who may take their next turn."""

    async def entries_after(self, conversation_id: str, seq: int) -> list[Entry]:
        """Return the entries after a sequence number, in order."""
        ...

    async def finish_turn(self, outcome: Outcome, *, now: datetime, lease_ends_at: datetime) -> Finished:
        """Commit the outcome if the bot still owns the conversation in the same epoch, and the lease is the same.

        Raises:
            Conflict: it does not; nothing is kept.
        """
        ...

    async def release_turn(self, conversation_id: str, turn_id: str) -> None:
        """Give the lease up without an outcome."""
        ...


class Hands(Protocol):
    """Runs actions (see `automation.runner`)."""

    async def run(self, action: str, tracker: Tracker, meant: Interpretation, *, turn_id: str) -> ActionResult:
        """Run an action within its time limit; every failure is an outcome."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """What the bot thinks, acts and speaks with."""

    mind: Mind
    hands: Hands
    voice: Responses
    curve: FrustrationCurve = DEFAULT_CURVE


class Turns:
    """Takes turns."""

    def __init__(self, store: TurnStore, *, bot: Bot, policy: Callable[[], Policy], feed: Feed, leases: Leases) -> None:
        self._store = store
        self._bot = bot
        self._policy = policy
        self._feed = feed
        self._leases = leases
        self._trackers = Trackers(store.entries_after)
        self._foresight = Foresight(bot.mind)

    def foresee(self, conversation_id: str, text: str) -> None:
        """Begin to read a message that is on its way to the store, where the bot will most likely answer it."""
        tracker = self._trackers.peek(conversation_id)
        if tracker is not None and tracker.owner is Owner.BOT:
            self._foresight.begin(conversation_id, text, tracker.language)

    def forget(self, conversation_id: str) -> None:
        """Remember nothing of a conversation that was erased."""
        self._trackers.forget(conversation_id)

    async def take(self, conversation_id: str, turn_id: str, told: Sequence[Entry] = ()) -> None:
        """Answer what is unanswered, as long as the bot owns the conversation; never raises for what a turn did.

        Args:
            told: the entries that made the turn due, which spare reading them.

        Raises:
            Unavailable: the database cannot be reached; the lease runs out and the turn is taken again.
        """
        again = True
        while again:
            tracker = await self._trackers.of(conversation_id, told)
            told = ()
            if tracker.owner is not Owner.BOT or not tracker.unanswered:
                await self._store.release_turn(conversation_id, turn_id)
                return
            outcome = await self._outcome(tracker, turn_id)
            lease = self._leases.new()
            try:
                finished = await self._store.finish_turn(outcome, now=self._leases.now(), lease_ends_at=lease.ends_at)
            except Conflict:
                # A person took over, or the lease went to another: what was thought is void.
                log.info("turn_void")
                return
            self._trackers.keep(tracker, finished.entries)
            self._feed.publish(finished.entries)
            if outcome.ticket is not None:
                self._feed.line_changed()
            # After the screens that were just woken.
            asyncio.get_running_loop().call_soon(_log, outcome)
            again = finished.again

    async def _outcome(self, tracker: Tracker, turn_id: str) -> Outcome:
        messages = list(tracker.unanswered)
        try:
            texts = [m.event.text for m in messages if isinstance(m.event, CustomerMessaged)]
            meanings = await self._foresight.interpret(tracker.conversation_id, texts, tracker.language)
            thought = think(tracker, messages, meanings, self._policy(), curve=self._bot.curve)
            return await self._act(tracker, thought, turn_id)
        except Unavailable:
            raise
        except Exception:  # a bug must not leave a customer without an answer
            log.exception("turn_failed")
            failed = TurnFailed(turn_id=turn_id)
            ticket = self._ticket(Reason.ERROR, self._policy().queue, "", tracker.language, frustration=0.0, bonus=0.0)
            return self._handoff(tracker, turn_id, (failed,), ticket, tracker.language)

    async def _act(self, tracker: Tracker, thought: Thought, turn_id: str) -> Outcome:
        said: tuple[Event, ...] = (*thought.understood, thought.decided())
        language = thought.lead.language
        match thought.decision.choice:
            case HandOff() as handoff:
                return self._handoff(tracker, turn_id, said, self._place(handoff, thought), language, handoff.say)
            case Clarify(question=question, say=say):
                asked = self._say(tracker, say or _QUESTIONS[question], language)
                return _outcome(tracker, turn_id, (*said, _spoken(asked)))
            case Automate() as automate:
                return await self._automate(tracker, thought, automate, turn_id)

    def _say(self, tracker: Tracker, key: str, language: Language, **values: object) -> Reply:
        return self._bot.voice.varied(variety(tracker)).say(key, language, **values)

    async def _automate(self, tracker: Tracker, thought: Thought, automate: Automate, turn_id: str) -> Outcome:
        # An answer to the bot's question goes on about the need before it, whatever the words alone would mean.
        meant = replace(thought.lead, intent=automate.intent, entities=(*self._told(tracker), *thought.entities))
        result = await self._bot.hands.run(automate.action, tracker, meant, turn_id=turn_id)
        ran = ActionRan(action=automate.action, outcome=result.outcome, failed=result.failed)
        asks = (result.asks,) if result.asks else ()
        said: tuple[Event, ...] = (*thought.understood, thought.decided(), *result.slots, *asks, ran)
        handoff = self._after(thought, ran, by_action=result.hand_off)
        if handoff is not None:
            # What an action says with its own handoff is meant; a retry that nobody will answer is not.
            last = map(_spoken, result.replies) if result.hand_off else ()
            decided, choice = handoff
            place = self._place(choice, thought)
            return self._handoff(tracker, turn_id, (*said, *last, *decided), place, meant.language, choice.say)
        replies = [*result.replies, *self._ask_again(tracker, automate, meant.language)]
        return _outcome(tracker, turn_id, (*said, *map(_spoken, replies)))

    def _told(self, tracker: Tracker) -> tuple[Entity, ...]:
        """Return what a person was told and the bot has not heard: nobody should have to say it twice."""
        stretch = tracker.stretch
        found = (entity for text in stretch.told for entity in self._bot.mind.entities(text))
        return tuple(entity for entity in found if entity.name not in stretch.settled)

    def _after(self, thought: Thought, ran: ActionRan, *, by_action: bool) -> tuple[tuple[Event, ...], HandOff] | None:
        """Say whether what the action did sends the conversation to a person after all."""
        if by_action:
            handoff = HandOff(queue=thought.policy.queue, reason=Reason.BY_ACTION, high_stakes=False)
            return (), handoff
        if not ran.failed:
            return None
        facts = after_action(thought.facts, ran)
        again = decide(thought.policy, facts)
        if not isinstance(again.choice, HandOff):
            return None
        return (thought.decided(again, ran=ran),), again.choice

    def _ask_again(self, tracker: Tracker, automate: Automate, language: Language) -> list[Reply]:
        """After a question in between, put the form's own question once more."""
        form, slot = tracker.stretch.form, tracker.stretch.form_slot
        if slot is None or automate.action == f"action_{form}" or automate.intent in _FAREWELLS:
            return []
        return [self._say(tracker, f"utter_ask_{slot}", language)]

    def _place(self, handoff: HandOff, thought: Thought) -> NewTicket:
        facts = thought.facts
        intent = facts.stakes_intent if handoff.high_stakes else facts.intent
        return self._ticket(
            Reason(handoff.reason),
            handoff.queue,
            intent,
            thought.lead.language,
            frustration=facts.frustration,
            bonus=bonus_minutes(
                high_stakes=handoff.high_stakes,
                frustration=facts.frustration,
                segment=thought.policy.segment_bonus(facts.segment),
            ),
        )

    def _ticket(
        self, reason: Reason, queue: str, intent: str, language: Language, *, frustration: float, bonus: float
    ) -> NewTicket:
        return NewTicket(
            id=self._leases.new_id(),
            queue=queue,
            reason=reason,
            intent=intent,
            language=language,
            frustration=frustration,
            bonus_minutes=bonus,
        )

    def _handoff(
        self,
        tracker: Tracker,
        turn_id: str,
        events: tuple[Event, ...],
        ticket: NewTicket,
        language: Language,
        say: str | None = None,
    ) -> Outcome:
        rules = self._policy().line
        voice = self._bot.voice.varied(variety(tracker))
        stays = replace(ticket, may_leave=tracker.channel in SEEN_ON)
        announce = announcing(voice, stays, language, rules.hours, say=say)
        return replace(_outcome(tracker, turn_id, events), ticket=stays, announce=announce, rules=rules)


def _log(outcome: Outcome) -> None:
    """Tell operators what was decided; labels and figures only."""
    for what in outcome.events:
        if isinstance(what, Decided):
            log.info("turn_taken", decision=what.kind, reason=what.reason, rule=what.rule)


def _outcome(tracker: Tracker, turn_id: str, events: tuple[Event, ...]) -> Outcome:
    return Outcome(
        conversation_id=tracker.conversation_id,
        turn_id=turn_id,
        epoch=tracker.epoch,
        answered_seq=tracker.unanswered[-1].seq,
        events=events,
    )


def _spoken(reply: Reply) -> BotReplied:
    return BotReplied(text=reply.text, buttons=reply.buttons, cards=reply.cards)
