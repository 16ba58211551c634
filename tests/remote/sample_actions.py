"""Actions as a Rasa developer writes them: they know nothing of Baton. Run in process and on an action server."""

import asyncio
from typing import Any

from rasa_sdk.events import ActiveLoop, ConversationPaused, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, ActionExecutionRejection, Tracker
from rasa_sdk.types import DomainDict

Events = list[dict[str, Any]]


class ActionAsk(Action):
    """Speaks, remembers, and waits for a slot."""

    def name(self) -> str:
        return "action_ask"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        number = next(tracker.get_latest_entity_values("order_number"), None)
        dispatcher.utter_message(text=f"{tracker.sender_id}: {number}", buttons=[{"title": "Yes", "payload": "/yes"}])
        dispatcher.utter_message(response="utter_order/expected", day="Monday")
        dispatcher.utter_message(image="https://example.com/x.png")
        return [SlotSet("order_number", number), ActiveLoop("order_status"), SlotSet("requested_slot", "email")]


class ActionSees(Action):
    """Says what it knows of the conversation; synchronous."""

    def name(self) -> str:
        return "action_sees"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:  # type: ignore[override]
        about = tracker.latest_message["metadata"]
        kinds = [event["event"] for event in tracker.events]
        dispatcher.utter_message(
            text=f"{about['turn_id']} {about['language']} {kinds} {tracker.slots} {domain['slots']}"
        )
        return [FollowupAction("action_listen"), {"event": "outcome", "name": "seen", "failed": False}]


class ActionPauses(Action):
    """Asks for a person."""

    def name(self) -> str:
        return "action_pauses"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        return [ConversationPaused()]


class ActionRejects(Action):
    """Does not want to run now."""

    def name(self) -> str:
        return "action_rejects"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        raise ActionExecutionRejection(self.name())


class ActionBreaks(Action):
    """Has a bug."""

    def name(self) -> str:
        return "action_breaks"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        raise ZeroDivisionError


class ActionSlow(Action):
    """Never ends."""

    def name(self) -> str:
        return "action_slow"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        await asyncio.Event().wait()
        return []
