"""Rasa's REST channel, as its clients use it."""

from pathlib import Path

from tests.support.live import Live, live


async def _post(baton: Live, message: str, sender: str = "ada", **more: str) -> tuple[list[dict[str, str]], str]:
    body = {"sender": sender, "message": message, **more}
    async with baton.http.post(f"{baton.url}/webhooks/rest/webhook", json=body) as response:
        assert response.status == 200, await response.text()
        return await response.json(), response.headers["X-Baton-Owner"]


async def test_a_message_is_answered_in_the_same_call(baton: Live) -> None:
    replies, owner = await _post(baton, "how much is shipping?")
    assert owner == "bot"
    assert replies[0]["recipient_id"] == "ada"
    assert "4.90" in replies[0]["text"]


async def test_a_conversation_of_a_person_answers_nothing_and_says_so(baton: Live) -> None:
    told, owner = await _post(baton, "I was charged twice!!")
    assert owner == "queue"
    assert "person" in told[0]["text"]
    assert await _post(baton, "hello?") == ([], "queue")
    agent = await baton.hire()
    await agent.close()


async def test_two_senders_have_two_conversations(baton: Live) -> None:
    await _post(baton, "agent", sender="one")
    replies, owner = await _post(baton, "how much is shipping?", sender="two")
    assert owner == "bot"
    assert replies


async def test_the_same_message_id_again_is_the_same_message(baton: Live) -> None:
    first, _ = await _post(baton, "how much is shipping?", message_id="m1")
    second, _ = await _post(baton, "how much is shipping?", message_id="m1")
    assert first == second


async def test_the_bots_questions_come_with_their_buttons(baton: Live) -> None:
    replies, _ = await _post(baton, "what's the weather on Mars")
    assert {"title", "payload"} == set(replies[0]["buttons"][0])


async def test_a_token_is_asked_for_where_one_is_set(tmp_path: Path) -> None:
    async with live(tmp_path, rest_token="s3cret") as baton:
        body = {"sender": "a", "message": "how much is shipping?"}
        for token, status in ((None, 401), ("wrong", 401), ("s3cret", 200)):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with baton.http.post(f"{baton.url}/webhooks/rest/webhook", json=body, headers=headers) as response:
                assert response.status == status


async def test_the_api_description_names_the_status_that_a_door_answers_with(baton: Live) -> None:
    async with baton.http.get(f"{baton.url}/api/openapi.json") as response:
        paths = (await response.json())["paths"]
    start = "/api/widget/conversations"
    async with baton.http.post(baton.url + start, json={"locale": "en"}) as response:
        assert str(response.status) in paths[start]["post"]["responses"]
