"""A person asks Meta to have their data erased."""

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import Any

from bot.channels.messenger.deletion_http import PATH
from tests.channels.messenger.conftest import Shop, heard
from tests.channels.messenger.test_joining import joined
from tests.console.test_desk_over_http import Screen
from tests.support.graph import Person
from tests.support.graph.signing import signed_request
from tests.support.screens import ALL
from tests.support.widget import Widget

#: Made by hand in 2010, for the secret `app_secret_for_tests`; it has expired.
VECTOR = (
    "-heXE-C8b8tORrXsKvaRGxS3raNLaS5zmDkQ6bf_XQM.eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1"
    "ZWRfYXQiOjEyOTE4MzY4MDAsImV4cGlyZXMiOjEyOTE4NDA0MDB9"
)


async def ask(shop: Shop, signed: str, status: int = 200) -> dict[str, Any]:
    async with shop.baton.http.post(shop.baton.url + PATH, data={"signed_request": signed}) as response:
        answer: dict[str, Any] = await response.json()
        assert response.status == status, answer
        return answer


async def opens(shop: Shop, widget: Widget) -> int:
    """Return what is answered to who reads a conversation with the widget's token."""
    url = f"{shop.baton.url}/api/widget/conversations/{widget.conversation}/events"
    async with shop.baton.http.get(url, headers={"Authorization": f"Bearer {widget.token}"}) as response:
        return response.status


async def page(shop: Shop, url: str, language: str = "en", status: int = 200) -> str:
    async with shop.baton.http.get(url, headers={"Accept-Language": language}) as response:
        assert response.status == status
        assert response.content_type == "text/html"
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        return await response.text()


async def until_done(shop: Shop, url: str) -> str:
    async with asyncio.timeout(20):
        while "Done on" not in (text := await page(shop, url)):
            continue
    return text


def found(file: Path, words: list[str]) -> list[tuple[str, str]]:
    """Return every table that holds one of the words, with the word."""
    with sqlite3.connect(file) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = {table: str(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}  # noqa: S608
    return [(table, word) for table, rows in held.items() for word in words if word in rows]


def overwritten(file: Path) -> bytes:
    """Return the bytes of the database, its journal folded in."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.read_bytes()


async def told_everywhere(shop: Shop, screen: Screen) -> tuple[Widget, Person, str]:
    """A customer on two channels says much, and an agent answers and notes; return the conversation on Messenger."""
    widget, ana = await joined(shop)
    shop.fake.person_follows_link(ana, "zebra_ad")
    said = shop.fake.person_says(ana, "I was charged twice for the zebra!!")
    offer = await screen.offer()
    there = str(offer["conversation"])
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    epoch = (await screen.show(there))["state"]["epoch"]
    shop.fake.person_edits(ana, said.mid, "charged twice for the okapi")
    await screen.post(f"conversations/{there}/note", {"id": "n1", "text": "okapi, she says"})
    before = len(heard(ana))
    await screen.post(
        f"conversations/{there}/reply", {"id": "r1", "text": "A quagga, you mean?", "epoch": epoch, "seen": ALL}
    )
    while "A quagga, you mean?" not in (told := await shop.told(ana, before + 1)):
        before = len(told)
    await widget.ask("and is the gnu dear?", "b")
    return widget, ana, there


async def test_nothing_that_was_said_is_left_in_any_table_nor_in_the_file(shop: Shop) -> None:
    screen = await Screen.open(shop.baton, "Kim")
    widget, ana, _ = await told_everywhere(shop, screen)
    assert await opens(shop, widget) == 200
    own = ["zebra", "okapi", "quagga", "gnu", ana.psid, ana.name]
    await shop.until(lambda: bool(found(shop.baton.settings.database_file, [ana.name])))
    words, file = [*own, "ana@example.com", "48213"], shop.baton.settings.database_file
    assert {word for _, word in found(file, words)} == set(words)
    answer = await ask(shop, shop.fake.deletion_request(ana))
    assert "2 of your conversations" in await until_done(shop, answer["url"])
    # The order book is the shop's own.
    assert {table for table, _ in found(file, words)} == {"demo_order"}
    assert found(file, [ana.app_scoped_id]) == []
    raw = overwritten(file)
    assert [word for word in own if word.encode() in raw] == []
    assert await opens(shop, widget) == 404
    await screen.close()
    await widget.cut()


async def test_the_agent_who_had_it_is_told_and_answers_into_nothing(shop: Shop) -> None:
    screen = await Screen.open(shop.baton, "Kim")
    widget, ana, there = await told_everywhere(shop, screen)
    before = await screen.show(there)
    await ask(shop, shop.fake.deletion_request(ana))
    told = await screen.frame("entries")
    while told["entries"][-1]["kind"] != "erased":
        told = await screen.frame("entries")
    assert told["state"]["owner"] == "closed"
    late = {"id": "r2", "text": "Hello?", "epoch": before["state"]["epoch"], "seen": ALL}
    await screen.post(f"conversations/{there}/reply", late, 409)
    after = (await screen.show(there))["entries"]
    assert [entry["kind"] for entry in after[:-1]] == [entry["kind"] for entry in before["entries"]]
    assert [entry["at"] for entry in after[:-1]] == [entry["at"] for entry in before["entries"]]
    assert not any(entry.get("text") for entry in after)
    await screen.close()
    await widget.cut()


async def test_who_writes_after_that_begins_anew(shop: Shop) -> None:
    ana = shop.fake.person()
    shop.fake.person_says(ana, "hello")
    before = len(await shop.told(ana, 2))
    await until_done(shop, (await ask(shop, shop.fake.deletion_request(ana)))["url"])
    shop.fake.person_says(ana, "where is my order")
    told = await shop.told(ana, before + 2)
    assert "bot" in told[before]


async def test_the_same_request_has_the_same_code_and_a_later_one_another(shop: Shop) -> None:
    ana = shop.fake.person()
    shop.fake.person_says(ana, "hello")
    await shop.told(ana, 2)
    request = shop.fake.deletion_request(ana)
    codes = [(await ask(shop, request))["confirmation_code"] for _ in range(3)]
    later = shop.fake.deletion_request(ana, issued_at=time.time() + 5)
    assert len(set(codes)) == 1
    assert (await ask(shop, later))["confirmation_code"] not in codes


async def test_a_person_whom_meta_does_not_name_waits_and_is_told_so(shop: Shop) -> None:
    payload = {"user_id": "218471", "algorithm": "HMAC-SHA256", "issued_at": int(time.time()), "expires": 0}
    answer = await ask(shop, signed_request(shop.fake.app.secret, payload))
    assert answer["url"] == f"{shop.baton.url}/deletion/{answer['confirmation_code']}"
    text = await page(shop, answer["url"])
    assert "pending" in text
    assert "nothing has been erased yet" in text
    assert answer["confirmation_code"] in text
    assert "218471" not in text
    assert "正在等待处理" in await page(shop, answer["url"], "zh-CN,zh;q=0.9,en;q=0.8")
    assert "正在等候處理" in await page(shop, answer["url"], "fr, zh-TW")
    await page(shop, f"{shop.baton.url}/deletion/unknown", status=404)


async def test_what_is_forged_expired_or_unsigned_is_refused(shop: Shop) -> None:
    secret, now = shop.fake.app.secret, int(time.time())
    good = {"user_id": "218471", "algorithm": "HMAC-SHA256", "issued_at": now, "expires": now + 60}
    signature, _, payload = signed_request(secret, good).partition(".")
    await ask(shop, signed_request("another", good), 403)
    await ask(shop, signed_request(secret, good | {"expires": now - 60}), 403)
    await ask(shop, signed_request(secret, good | {"algorithm": "none"}), 400)
    await ask(shop, VECTOR, 403)
    for wrong in ("", "a", f".{payload}", f"{signature}.", f"{signature}.{payload}=x", "é.é"):
        await ask(shop, wrong, 403 if wrong == f".{payload}" else 400)
    for nobody in (None, "", "../me", ["1"], {"a": 1}, True):
        await ask(shop, signed_request(secret, good | {"user_id": nobody}), 400)
    assert found(shop.baton.settings.database_file, ["218471"]) == []
