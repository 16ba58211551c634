"""What staff do in Meta's inbox, what other apps do, and what Meta does by itself; as methods of the fake."""

from typing import Any

from tests.support.graph import routing, send
from tests.support.graph.people import INBOX, Message, Page, Person
from tests.support.graph.signing import Json
from tests.support.graph.world import World


class OtherActs:
    """What others do. `app_id` is Meta's inbox where no other app is named."""

    world: World

    def inbox_says(self, person: Person, text: str, *, app_id: str = INBOX, **more: Any) -> Message:
        """Answer by hand in Meta's inbox: it takes control, and our app gets an echo with the inbox's app id."""
        page = person.page
        if page.default_app is not None and person.thread.owner(self.world.clock.now()) != app_id:
            self.inbox_takes(person, app_id=app_id)
        said = Message(self.world.chance.mid(), 0, page.id, person.psid, text, app_id=app_id, **more)
        send.say(self.world, person, said)
        return said

    def inbox_takes(self, person: Person, metadata: str = "", *, app_id: str = INBOX) -> None:
        """Take control; our app is told, where it had it."""
        ours = person.thread.owner(self.world.clock.now()) == person.page.app.id
        routing.move(self.world, person, app_id, metadata, tell_us=ours, taken=True)

    def inbox_passes(self, person: Person, metadata: str = "") -> None:
        """Give control to our app, which is told."""
        routing.move(self.world, person, person.page.app.id, metadata, tell_us=True)

    def inbox_releases(self, person: Person) -> None:
        """Call the conversation done: the thread is idle."""
        person.thread.give(None, self.world.clock.now())

    def inbox_requests(self, person: Person, metadata: str = "", *, app_id: str = INBOX) -> None:
        """Ask our app for control."""
        asked = {"requested_owner_app_id": app_id, "metadata": metadata}
        self.world.tell("messaging_handovers", person, {"request_thread_control": asked})

    def meta_enforces(self, page: Page, action: str, reason: str | None = None) -> None:
        """Warn, block or unblock the Page: an event without sender."""
        policy = {"action": action} | ({"reason": reason} if reason else {})
        self.deliver(page, {"policy_enforcement": policy}, field="messaging_policy_enforcement")

    def meta_names_roles(self, page: Page, roles: Json | None = None) -> None:
        """Say which roles apps have on the Page: an event without sender."""
        self.deliver(page, {"app_roles": roles or {page.app.id: ["primary_receiver"]}}, field="messaging_handovers")

    def meta_labels(self, person: Person, label: str, action: str = "add") -> None:
        """Tell of a label that staff put on a person: it comes as `changes`."""
        value = {"user": {"id": person.psid}, "action": action, "label": {"id": "1", "page_label_name": label}}
        self.deliver(person.page, {"field": "inbox_labels", "value": value}, field="inbox_labels", channel="changes")

    def meta_tests(self, page: Page, field: str = "messages") -> None:
        """Send what the developer console's «test» button sends: strings for numbers, and as `changes`."""
        value = {
            "sender": {"id": "12334"},
            "recipient": {"id": "23245"},
            "timestamp": "1527459824",
            "message": {"mid": "test_message_id", "text": "test_message"},
        }
        self.deliver(page, {"field": field, "value": value}, field=field, channel="changes")

    def deliver(self, page: Page, event: Json, *, field: str = "messages", channel: str = "messaging") -> bool:
        """Queue any event as it is, with recipient and timestamp where they are missing.

        Returns:
            False, when the Page's app is not subscribed to the field.
        """
        if channel != "changes":
            event = {"recipient": {"id": page.id}, "timestamp": self.world.timestamp()} | event
        return self.world.webhooks.put(page, field, event, channel)
