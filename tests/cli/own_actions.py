"""An action of a business's own."""

from bot.automation.rasa import Action, CollectingDispatcher, DomainDict, EventType, Tracker


class ShippingPrice(Action):
    """Says nothing; it is only there."""

    def name(self) -> str:
        """Return the name that the policy knows it by."""
        return "action_shipping_price"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Do nothing."""
        return []
