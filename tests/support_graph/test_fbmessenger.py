"""A client from PyPI finds the fake to be what it was written for."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fbmessenger import MessengerClient
from fbmessenger.attachments import Image
from fbmessenger.elements import Text
from fbmessenger.quick_replies import QuickReplies, QuickReply
from fbmessenger.sender_actions import SenderAction
from fbmessenger.thread_settings import GreetingText, MessengerProfile

from tests.support.graph import FakeGraph, HandClock, Person

TIMEOUT = 20


class Client:
    """Its methods, off the event loop: it blocks while the fake answers."""

    def __init__(self, fake: FakeGraph) -> None:
        self.client = MessengerClient(fake.shop.token, app_secret=fake.app.secret)
        self.client.graph_url = f"{fake.url}/v25.0"

    async def __call__(self, method: str, *arguments: Any, **more: Any) -> dict[str, Any]:
        """Call a method; return what was answered."""
        call: Callable[..., dict[str, Any]] = getattr(self.client, method)
        return await asyncio.to_thread(call, *arguments, timeout=TIMEOUT, **more)


@pytest.fixture
def client(fake: FakeGraph) -> Iterator[Client]:
    """Give the client, which proves each call."""
    fake.shop.needs_proof = True
    client = Client(fake)
    yield client
    client.client.session.close()


async def test_messages(fake: FakeGraph, ada: Person, client: Client) -> None:
    replies = QuickReplies([QuickReply(title="Yes", payload="Y"), QuickReply(title="No", payload="N")])
    first = await client("send", Text("sure? 你好", quick_replies=replies).to_dict(), ada.psid)
    await client("send", Image(url="https://shop.example/a.png").to_dict(), ada.psid)
    assert (first["recipient_id"], first["message_id"]) == (ada.psid, fake.sent()[0].mid)
    assert ada.sees == ["sure? 你好", "image"]
    assert [r["title"] for r in fake.sent()[0].quick_replies] == ["Yes", "No"]


async def test_templates(ada: Person, client: Client) -> None:
    # Its own template classes need a Python before 3.10.
    buttons = [{"type": "web_url", "title": "Open", "url": "https://shop.example"}]
    payload = {"template_type": "button", "text": "See it?", "buttons": buttons}
    answer = await client("send", {"attachment": {"type": "template", "payload": payload}}, ada.psid)
    assert answer["recipient_id"] == ada.psid
    buttons[0]["url"] = "shop.example"
    answer = await client("send", {"attachment": {"type": "template", "payload": payload}}, ada.psid)
    assert answer["error"]["code"] == 100


async def test_actions_and_the_person_s_profile(ada: Person, client: Client) -> None:
    action = SenderAction(sender_action="typing_on").to_dict()
    assert await client("send_action", action, ada.psid) == {"recipient_id": ada.psid}
    assert ada.thread.typing
    known = await client("get_user_data", ada.psid)
    assert (known["first_name"], known["locale"]) == ("Ada", "en_US")
    ada.profile = "none"
    assert (await client("get_user_data", ada.psid))["error"]["error_subcode"] == 2018218


async def test_the_messenger_profile(fake: FakeGraph, client: Client) -> None:
    profile = MessengerProfile(greetings=[GreetingText("Hello")]).to_dict()
    assert await client("set_messenger_profile", profile) == {"result": "success"}
    await client("update_whitelisted_domains", "https://shop.example")
    assert fake.shop.profile["whitelisted_domains"] == ["https://shop.example"]
    await client("remove_whitelisted_domains")
    assert list(fake.shop.profile) == ["greeting"]


async def test_attachments_and_links(fake: FakeGraph, ada: Person, client: Client) -> None:
    kept = await client("upload_attachment", Image(url="https://shop.example/a.png"))
    again = {"attachment": {"type": "image", "payload": {"attachment_id": kept["attachment_id"]}}}
    assert (await client("send", again, ada.psid))["recipient_id"] == ada.psid
    ada.linked = "code-1"
    assert await client("unlink_account", ada.psid) == {"result": "unlink account success"}
    assert (await client("unlink_account", ada.psid))["error"]["code"] == 10303


async def test_errors(fake: FakeGraph, clock: HandClock, ada: Person, client: Client) -> None:
    clock.advance(25 * 3600)
    refused = await client("send", {"text": "late"}, ada.psid)
    assert (refused["error"]["code"], refused["error"]["error_subcode"]) == (10, 2018278)
    sent = await client("send", {"text": "by hand"}, ada.psid, messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT")
    assert sent["recipient_id"] == ada.psid
    # It asks for no fields, which Meta wants since long.
    assert (await client("subscribe_app_to_page"))["error"]["code"] == 100
    fake.shop.app.secret = "changed"
    assert "appsecret_proof" in (await client("send", {"text": "x"}, ada.psid))["error"]["message"]
