"""Answers a question from `faq.yml`."""

from bot.automation.rasa import Action, CollectingDispatcher, DomainDict, EventType, Tracker, outcome
from bot.automation.responses import Responses

NAME = "action_answer"


class AnswerAction(Action):
    """Says what is written for the intent of the message: `faq/<intent>`, or `utter_<intent>` as Rasa names it."""

    def __init__(self, responses: Responses) -> None:
        self._responses = responses

    def name(self) -> str:
        """Return the name that the policy knows it by."""
        return NAME

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer; an intent without an answer is a failure, so that a person gets it in the end."""
        intent = tracker.latest_message["intent"]["name"]
        key = next((key for key in (f"faq/{intent}", f"utter_{intent}") if key in self._responses), None)
        if key is None:
            dispatcher.utter_message(response="utter_clarify")
            return [outcome("no_answer", failed=True)]
        dispatcher.utter_message(response=key)
        return [outcome("answered")]
