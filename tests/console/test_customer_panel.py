"""What the console shows of a customer beside the conversation."""

from tests.console.test_desk_over_http import Screen
from tests.support.live import Live


async def test_a_confirmed_order_links_conversations_and_a_claimed_one_links_nothing(baton: Live) -> None:
    screen = await Screen.open(baton)
    for place in range(2):
        owner = await baton.widget()
        await owner.ask("where is order 48213? my e-mail is ana@example.com", f"a{place}")
        await owner.ask("I was charged twice!!", f"b{place}")
        offer = await screen.offer()
        await screen.post(f"tickets/{offer['ticket']}/accept", {})
        shown = await screen.show(offer["conversation"])
        await owner.cut()
    customer = shown["customer"]
    assert customer["verified"]
    assert {"name": "order_number", "value": "48213", "verified": True} in customer["facts"]
    assert [(order["number"], order["status"]) for order in customer["orders"]] == [("48213", "shipped")]
    assert [other["same"] for other in customer["conversations"]] == ["order_number"]
    assert shown["tags"] == []

    other = await baton.widget()
    await other.ask("order 48213 is mine, I was charged twice!!", "c")
    offer = await screen.offer()
    claimed = (await screen.show(offer["conversation"]))["customer"]
    assert (claimed["verified"], claimed["orders"], claimed["conversations"]) == (False, [], [])
    assert claimed["facts"] == [{"name": "order_number", "value": "48213", "verified": False}]
    await other.cut()
    await screen.close()
