"""What customers send on Messenger: kept, shown to agents, and to nobody else."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.channels.messenger.conftest import Shop
from tests.channels.messenger.staffed import Served, served
from tests.support.samples import HTML, KEPT, PDF, PNG, SVG


@pytest.fixture
async def ana(shop: Shop) -> AsyncIterator[Served]:
    async with served(shop) as ana:
        yield ana


async def shown(ana: Served, file_id: str) -> tuple[aiohttp.ClientResponse, bytes]:
    async with ana.screen.agent.get(f"/files/{file_id}") as response:
        return response, await response.read()


async def test_a_picture_is_kept_and_shown_to_the_agent(ana: Served) -> None:
    ana.shop.fake.person_sends(ana.customer, "image", PNG, "image/png", name="cat.png")
    entry = await ana.entry_where("customer_messaged", text="[image]")
    (attached,) = entry["attachments"]
    about = {name: attached[name] for name in ("kind", "title", "media_type", "size", "problem")}
    assert about == {
        "kind": "image",
        "title": "cat.png",
        "media_type": "image/png",
        "size": len(PNG),
        "problem": "",
    }
    response, body = await shown(ana, attached["file_id"])
    assert (response.status, body) == (200, PNG)
    assert response.content_type == "image/png"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Content-Disposition"].startswith("inline;")
    assert "private" in response.headers["Cache-Control"]


async def test_a_document_is_for_saving_and_never_opened_in_our_pages(ana: Served) -> None:
    ana.shop.fake.person_sends(ana.customer, "file", PDF, "text/html", name="Rechnung März.html")
    (attached,) = (await ana.entry_where("customer_messaged", text="[file]"))["attachments"]
    response, body = await shown(ana, attached["file_id"])
    assert body == PDF
    assert response.content_type == "application/pdf"
    saved = response.headers["Content-Disposition"]
    assert saved.startswith('attachment; filename="Rechnung M_rz.html.pdf"')
    assert "filename*=UTF-8''Rechnung%20M%C3%A4rz.html.pdf" in saved


async def test_a_voice_stays_a_voice(ana: Served) -> None:
    ana.shop.fake.person_sends(ana.customer, "audio", KEPT["video/mp4"], "video/mp4", name="audioclip.mp4")
    (attached,) = (await ana.entry_where("customer_messaged", text="[audio]"))["attachments"]
    assert (attached["kind"], attached["media_type"]) == ("audio", "video/mp4")


@pytest.mark.parametrize(("data", "said_to_be"), [(HTML, "image/png"), (SVG, "image/svg+xml"), (b"", "image/png")])
async def test_what_is_not_kept_says_why_and_the_words_beside_it_are_there(
    ana: Served, data: bytes, said_to_be: str
) -> None:
    ana.shop.fake.person_sends(ana.customer, "image", data, said_to_be, name="cat.png", text="look at this")
    (attached,) = (await ana.entry_where("customer_messaged", text="look at this"))["attachments"]
    assert attached["file_id"] is None
    assert attached["problem"] in {"Files of this type are not kept.", "The file is empty."}
    assert ana.folder == set()


async def test_a_picture_that_is_too_large_or_gone_says_so(ana: Served) -> None:
    fake = ana.shop.fake
    large = fake.files.put(PNG.ljust(8 * 1024 * 1024 + 1, b"\0"), "image/png", "large.png")
    gone = fake.files.put(PNG, "image/png", "gone.png", seconds=-1)
    inside = "https://169.254.169.254/latest/meta-data/"
    urls = [large, gone, inside]
    fake.person_says(ana.customer, "three", attachments=[{"type": "image", "payload": {"url": u}} for u in urls])
    entry = await ana.entry_where("customer_messaged", text="three")
    assert [one["problem"] for one in entry["attachments"]] == [
        "The file is larger than 8 MB.",
        "The other server answers with status 403.",
        "The address leads into a private network.",
    ]
    assert ana.folder == set()


async def test_a_message_that_meta_sends_again_is_not_fetched_again(ana: Served) -> None:
    fake = ana.shop.fake
    url = fake.files.put(PNG, "image/png", "cat.png")
    sent = fake.person_says(ana.customer, "first", attachments=[{"type": "image", "payload": {"url": url}}])
    await ana.entry_where("customer_messaged", text="first")
    # The same message in an event that is not the same bytes: its moment differs.
    fake.world.tell("messages", ana.customer, {"message": {"mid": sent.mid, "text": "first", "attachments": []}})
    again = [{"type": "image", "payload": {"url": url}}]
    fake.world.tell("messages", ana.customer, {"message": {"mid": sent.mid, "text": "first", "attachments": again}})
    fake.person_says(ana.customer, "second")
    await ana.entry_where("customer_messaged", text="second")
    assert len(ana.folder) == 1


async def test_to_whoever_is_not_signed_in_there_is_no_file(ana: Served) -> None:
    ana.shop.fake.person_sends(ana.customer, "image", PNG, "image/png")
    (attached,) = (await ana.entry_where("customer_messaged", text="[image]"))["attachments"]
    url = f"{ana.shop.baton.url}/files/"
    answers = []
    for file_id in (attached["file_id"], "x" * 22):
        for method in ("GET", "HEAD"):
            async with ana.shop.baton.http.request(method, url + file_id) as response:
                answers.append(response.status)
    assert answers == [404] * 4
    for unknown in ("x" * 22, "..%2fbaton.db", attached["file_id"] + ".part", "a%00b"):
        response, _ = await shown(ana, unknown)
        assert response.status == 404, unknown


async def test_a_browser_that_has_the_file_asks_again_and_is_sent_nothing_twice(ana: Served) -> None:
    ana.shop.fake.person_sends(ana.customer, "image", PNG, "image/png")
    (attached,) = (await ana.entry_where("customer_messaged", text="[image]"))["attachments"]
    first, _ = await shown(ana, attached["file_id"])
    known = {"If-None-Match": first.headers["ETag"]}
    async with ana.screen.agent.get(f"/files/{attached['file_id']}", headers=known) as response:
        assert (response.status, await response.read()) == (304, b"")
