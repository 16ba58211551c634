"""Tells customers where their order is: asks for the number and the e-mail it was placed with, then looks."""

from collections.abc import Sequence

from bot.automation.order_form import EMAIL, FORM, NUMBER, STATUS, OrderForm, read_form
from bot.automation.order_words import facts_in_words, status_in_words
from bot.automation.orders import Attempts, Order, OrderBook, attempt_keys
from bot.automation.rasa import (
    REQUESTED_SLOT,
    Action,
    ActiveLoop,
    CollectingDispatcher,
    ConversationPaused,
    DomainDict,
    EventType,
    SlotSet,
    Tracker,
    outcome,
    verified,
)
from bot.automation.responses import Responses
from bot.conversation.clock import Clock
from bot.conversation.errors import Unavailable
from bot.conversation.language import Language

NAME = "action_order_status"
#: Failures after which asking again would only annoy; the policy gives the conversation to a person then.
MOST_FAILURES = 3

_ASK = {NUMBER: "utter_ask_order_number", EMAIL: "utter_ask_email"}
_NOT_RECOGNISED = {NUMBER: "utter_order_not_recognised", EMAIL: "utter_email_not_recognised"}
_OVER: tuple[EventType, ...] = (ActiveLoop(None), SlotSet(REQUESTED_SLOT, None))


class OrderStatusAction(Action):
    """Looks up an order for whoever knows both its number and its e-mail; says nothing to anyone else.

    A number that does not exist and another customer's number get the very same answer. All state is in the
    conversation: `requested_slot` while the form waits, the slots, and the failures that were counted.
    """

    def __init__(self, book: OrderBook, attempts: Attempts, responses: Responses, clock: Clock) -> None:
        self._book = book
        self._attempts = attempts
        self._responses = responses
        self._clock = clock

    def name(self) -> str:
        """Return the name that the policy knows it by."""
        return NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ask for what is missing, or look the order up and answer.

        Outcomes: `asked`, `found`, `stopped`; failed: `not_recognised`, `not_found`, `unavailable`, `locked`.
        """
        form = read_form(tracker)
        if form.brings_nothing:
            return _without_value(dispatcher, form)
        if form.missing:
            dispatcher.utter_message(response=_ASK[form.missing])
            return [*form.remembered(), *_waits_for(form.missing), outcome("asked")]
        try:
            return await self._look_up(dispatcher, form)
        except Unavailable:
            dispatcher.utter_message(response="utter_order_unavailable")
            return [*form.remembered(), *_OVER, outcome("unavailable", failed=True)]

    async def _look_up(self, dispatcher: CollectingDispatcher, form: OrderForm) -> list[EventType]:
        number, email = form.values[NUMBER], form.values[EMAIL]
        keys = () if form.proven else attempt_keys(number, email)
        if keys and not await self._attempts.admit(keys):
            dispatcher.utter_message(response="utter_order_locked")
            return [*form.remembered(), *_OVER, ConversationPaused(), outcome("locked", failed=True)]
        order = await self._find(number, email, keys)
        if order is None:
            return _again(dispatcher, form, "not_found")
        said = status_in_words(order, self._responses, form.language, today=self._clock.now().date())
        buttons = [{"title": button.title, "payload": button.payload} for button in said.buttons]
        dispatcher.utter_message(text=said.text, buttons=buttons, elements=_elements(order, form.language))
        proven = [verified(NUMBER, number), verified(EMAIL, email), verified(STATUS, order.status)]
        return [*proven, *_OVER, outcome("found")]

    async def _find(self, number: str, email: str, keys: Sequence[str]) -> Order | None:
        """Look, and take the try back unless it failed; a book that does not answer is not the customer's failure."""
        try:
            order = await self._book.find(number, email)
        except Unavailable:
            await self._attempts.forgive(keys)
            raise
        if order is not None:
            await self._attempts.forgive(keys)
        return order


def _elements(order: Order, language: Language) -> list[dict[str, str]]:
    """Return Rasa's elements: a card for the channels that know them."""
    facts = facts_in_words(order, language)
    return [{"title": order.number, "subtitle": facts}] if facts else []


def _without_value(dispatcher: CollectingDispatcher, form: OrderForm) -> list[EventType]:
    if form.declines and not form.heard:
        dispatcher.utter_message(response="utter_order_stopped")
        return [*_OVER, outcome("stopped")]
    return _again(dispatcher, form, "not_recognised")


def _again(dispatcher: CollectingDispatcher, form: OrderForm, why: str) -> list[EventType]:
    """Ask once more without saying which of the two was wrong; after the last failure, forget both and stop asking."""
    failed = outcome(why, failed=True)
    if form.failures + 1 >= MOST_FAILURES:
        dispatcher.utter_message(response="utter_order_gave_up")
        return [*(SlotSet(name, None) for name in (NUMBER, EMAIL, STATUS)), *_OVER, failed]
    slot = form.missing or NUMBER
    dispatcher.utter_message(response="utter_order_not_found" if why == "not_found" else _NOT_RECOGNISED[slot])
    # Said again even where nothing is new: what was proven before is only claimed now.
    return [*form.claimed(), *_waits_for(slot), failed]


def _waits_for(slot: str) -> tuple[EventType, ...]:
    return ActiveLoop(FORM), SlotSet(REQUESTED_SLOT, slot)
