"""What agents send on Messenger: checked here, uploaded to Meta, shown to the customer once."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.channels.messenger.conftest import Shop
from tests.channels.messenger.staffed import Served, served
from tests.console.test_desk_over_http import Screen
from tests.support.graph.people import Message
from tests.support.live import OWN
from tests.support.samples import HTML, KEPT, PDF, PNG
from tests.support.screens import ALL


@pytest.fixture
async def ana(shop: Shop) -> AsyncIterator[Served]:
    async with served(shop) as ana:
        yield ana


def came(ana: Served) -> list[Message]:
    """Return the messages with attachments that the customer got."""
    return [m for m in ana.customer.thread.messages if m.sender != ana.customer.psid and m.attachments]


async def reply(
    ana: Served, *files: str, text: str = "", client_id: str = "r1", status: int = 200
) -> dict[str, object]:
    body = {"id": client_id, "text": text, "epoch": ana.epoch, "seen": ALL, "files": list(files)}
    return await ana.screen.post(f"{ana.path}/reply", body, status)


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [("image/png", "image"), ("audio/mpeg", "audio"), ("video/mp4", "video"), ("application/pdf", "file")],
)
async def test_a_file_reaches_the_customer(ana: Served, media_type: str, kind: str) -> None:
    file = await ana.upload(KEPT[media_type], "f")
    assert (file["media_type"], file["kind"]) == (media_type, kind)
    await reply(ana, file["file_id"])
    await ana.shop.until(lambda: len(came(ana)) == 1)
    (message,) = came(ana)
    assert message.attachments[0]["type"] == kind
    stored = ana.shop.fake.files.stored
    (got,) = [one for path, one in stored.items() if message.attachments[0]["payload"]["url"].find(path) > 0]
    assert (got.data, got.content_type) == (KEPT[media_type], media_type)
    entry = await ana.entry_where("agent_replied", text="")
    assert [one["file_id"] for one in entry["attachments"]] == [file["file_id"]]


async def test_words_come_before_files_and_files_in_their_order(ana: Served) -> None:
    first, second = await ana.upload(PDF, "a.pdf"), await ana.upload(PNG, "b.png")
    await reply(ana, first["file_id"], second["file_id"], text="here you are")
    await ana.shop.until(lambda: len(came(ana)) == 2)
    newest = [m for m in ana.customer.thread.messages if m.sender != ana.customer.psid][-3:]
    assert [m.text or m.attachments[0]["type"] for m in newest] == ["here you are", "file", "image"]


async def test_the_same_reply_again_sends_its_file_once(ana: Served) -> None:
    file = await ana.upload(PNG)
    first = await reply(ana, file["file_id"])
    assert await reply(ana, file["file_id"]) == first
    await reply(ana, text="done", client_id="r2")
    await ana.shop.until(lambda: any(m.text == "done" for m in ana.customer.thread.messages))
    assert len(came(ana)) == 1


async def test_an_upload_whose_answer_is_lost_is_done_again_and_shown_once(ana: Served) -> None:
    ana.shop.fake.faults.drop(api="message_attachments")
    file = await ana.upload(PNG)
    await reply(ana, file["file_id"])
    await ana.shop.until(lambda: len(came(ana)) == 1)
    uploads = [call for call in ana.shop.fake.calls if call.path.endswith("message_attachments")]
    assert len(uploads) == 2


async def test_a_file_that_meta_refuses_is_told_to_the_agent(ana: Served) -> None:
    ana.shop.fake.faults.fail(100, 2018047, api="message_attachments")
    file = await ana.upload(PNG)
    sent = await reply(ana, file["file_id"])
    told = await ana.entry_where("not_delivered", about_seq=sent["seq"])
    assert (told["code"], told["problem"]) == ("bad_request", "Meta refused this message as it is. (100/2018047)")


async def test_a_file_that_somebody_removed_is_told_to_the_agent(ana: Served) -> None:
    file = await ana.upload(PNG)
    (ana.shop.baton.settings.data / "files" / file["file_id"]).unlink()
    sent = await reply(ana, file["file_id"])
    told = await ana.entry_where("not_delivered", about_seq=sent["seq"])
    assert (told["code"], told["problem"]) == ("file", "The file is not here any more.")


@pytest.mark.parametrize(
    ("data", "status", "why"),
    [
        (HTML, 400, "files of this type are not kept"),
        (b"", 400, "the file is empty"),
        (PNG.ljust(8 * 1024 * 1024 + 1, b"\0"), 413, "the file is larger than 8 MB"),
        (PDF.ljust(25 * 1024 * 1024 + 1, b"\0"), 413, "the file is larger than 25 MB"),
    ],
)
async def test_what_cannot_be_sent_is_refused_at_once(ana: Served, data: bytes, status: int, why: str) -> None:
    assert (await ana.upload(data, "cat.png", status))["message"] == why
    assert ana.folder == set()


async def test_only_who_has_the_conversation_may_send_files_there(ana: Served) -> None:
    assert (await ana.upload(PNG, status=409, epoch=ana.epoch - 1))["code"] == "conflict"
    ben = await Screen.open(ana.shop.baton, "Ben")
    theirs = Served(ana.shop, ben, ana.customer, ana.conversation, ana.epoch)
    assert "Ana has this conversation" in (await theirs.upload(PNG, status=409))["message"]
    nowhere = Served(ana.shop, ana.screen, ana.customer, "nothing", 1)
    assert (await nowhere.upload(PNG, status=404))["code"] == "not_found"
    await ben.close()
    assert ana.folder == set()


async def test_a_website_takes_no_files(shop: Shop) -> None:
    screen = await Screen.open(shop.baton)
    widget = await shop.baton.widget()
    await widget.ask("I was charged twice!!", "m")
    offer = await screen.offer()
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    epoch = (await screen.show(offer["conversation"]))["state"]["epoch"]
    theirs = Served(shop, screen, shop.fake.person(), offer["conversation"], epoch)
    assert (await theirs.upload(PNG, status=400))["message"] == "this conversation's channel takes no files"
    await widget.cut()
    await screen.close()


@pytest.mark.parametrize("epoch", ["", "x", "-1", "1.5", "9" * 30, "١"])
async def test_an_epoch_that_is_none_is_refused(ana: Served, epoch: str) -> None:
    url = f"/api/console/{ana.path}/files"
    async with ana.screen.agent.post(url, data=PNG, params={"epoch": epoch}) as response:
        assert response.status == 400


async def test_another_site_cannot_send_a_file_in_the_agents_name(ana: Served) -> None:
    cookies = {c.key: c.value for c in ana.screen.agent.cookie_jar}
    url = f"{ana.shop.baton.url}/api/console/{ana.path}/files?epoch={ana.epoch}"
    async with aiohttp.ClientSession(cookies=cookies) as elsewhere, elsewhere.post(url, data=PNG) as response:
        assert response.status == 403
    async with ana.shop.baton.http.post(url, data=PNG, headers=OWN) as response:
        assert response.status == 401


async def test_an_upload_that_breaks_off_leaves_nothing(ana: Served) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield PNG.ljust(100_000, b"\0")
        raise ConnectionResetError

    with pytest.raises((aiohttp.ClientError, ConnectionResetError)):
        await ana.upload(breaking())
    await ana.shop.until(lambda: ana.folder == set())
    assert ana.folder == set()


async def test_a_reply_names_files_of_its_own_conversation_only(ana: Served) -> None:
    refused = await reply(ana, "x" * 22, status=400)
    assert "does not belong" in str(refused)
    file = await ana.upload(PNG)
    refused = await reply(ana, *[file["file_id"]] * 11, status=400)
    await reply(ana, status=400)
    assert came(ana) == []
