"""A first reply that the agent may take or leave."""

from bot.automation.responses import Responses
from bot.conversation.events import Decided
from bot.conversation.tracker import Tracker
from bot.engine.replies import Suggested


def suggestion(tracker: Tracker, responses: Responses) -> Suggested:
    """Return a first sentence in the customer's language that names their need; empty where nothing is known of it."""
    return Suggested(id="", title="", text=_sentence(tracker, responses), source="need")


def _sentence(tracker: Tracker, responses: Responses) -> str:
    decided = [entry.event for entry in tracker.entries if isinstance(entry.event, Decided)]
    if not decided:
        return ""
    facts = decided[-1].facts
    intent = facts.get("stakes_intent") if decided[-1].reason == "high_stakes" else facts.get("intent")
    key = f"intent/{intent}"
    if key not in responses:
        return ""
    need = responses.say(key, tracker.language).text
    return responses.say("utter_suggested", tracker.language, need=need).text
