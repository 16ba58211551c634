"""Answers a question from `faq.yml`."""

from bot.automation.rasa import Action, CollectingDispatcher, DomainDict, EventType, Tracker, outcome
from bot.automation.responses import Responses


class AnswerAction(Action):
    """Says what `faq.yml` holds for the intent of the message, under `faq/<intent>`."""

    def __init__(self, responses: Responses) -> None:
        self._responses = responses

    def name(self) -> str:
        """Return the name that the policy knows it by."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer; an intent without an answer is a failure, so that a person gets it in the end."""
        key = f"faq/{tracker.latest_message['intent']['name']}"
        if key not in self._responses:
            dispatcher.utter_message(response="utter_clarify")
            return [outcome("no_answer", failed=True)]
        dispatcher.utter_message(response=key)
        return [outcome("answered")]
