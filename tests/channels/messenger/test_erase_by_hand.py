"""`baton messenger erase`: a request whose person Meta does not name is done by hand, while Baton runs."""

import asyncio
import sqlite3
import subprocess
import time
from typing import Any

from tests.channels.messenger.conftest import Shop
from tests.channels.messenger.test_deletion import ask, found, page
from tests.channels.messenger.test_joining import joined
from tests.cli.test_cli import baton
from tests.support.graph.signing import signed_request

#: As Meta names somebody for our app; the fake's pages know nobody by it.
UNKNOWN = "218471"


async def asked(shop: Shop) -> dict[str, Any]:
    """Somebody asks, of whom Meta does not tell who they are here."""
    now = int(time.time())
    payload = {"user_id": UNKNOWN, "algorithm": "HMAC-SHA256", "issued_at": now, "expires": now + 60}
    return await ask(shop, signed_request(shop.fake.app.secret, payload))


async def erase(shop: Shop, *arguments: str) -> subprocess.CompletedProcess[str]:
    data = str(shop.baton.settings.data)
    return await asyncio.to_thread(baton, "messenger", "erase", *arguments, "--data", data)


async def test_who_names_the_code_is_found_by_it_and_erased_by_their_id_on_the_page(shop: Shop) -> None:
    request, ana = await asked(shop), shop.fake.person()
    code = request["confirmation_code"]
    shop.fake.person_says(ana, f"a zebra. Erase that, please. Confirmation code: {code}")
    await shop.told(ana, 2)
    file = shop.baton.settings.database_file
    assert "pending" in await page(shop, request["url"])

    ((conversation_id,),) = sqlite3.connect(file).execute("SELECT conversation_id FROM thread").fetchall()
    named = await erase(shop, code)
    assert (named.returncode, named.stdout.split()) == (0, [conversation_id])
    assert {word for _, word in found(file, ["zebra", ana.psid])} == {"zebra", ana.psid}

    refused = await erase(shop, code, ana.psid, "-4711")
    assert (refused.returncode, "nobody is known here by `-4711`" in refused.stderr) == (2, True), refused.stderr
    assert "pending" in await page(shop, request["url"])

    done = await erase(shop, code, ana.psid)
    assert (done.returncode, done.stdout) == (0, "1 conversations erased; the request is done\n"), done.stderr
    text = await page(shop, request["url"])
    assert "Done on" in text
    assert "1 of your conversations" in text
    assert found(file, ["zebra", ana.psid, UNKNOWN]) == []


async def test_one_customer_of_two_channels_is_erased_on_both(shop: Shop) -> None:
    widget, ana = await joined(shop)
    request, file = await asked(shop), shop.baton.settings.database_file
    ((customer_id,),) = sqlite3.connect(file).execute("SELECT DISTINCT person_id FROM person_link").fetchall()
    assert (await erase(shop, request["confirmation_code"], customer_id)).returncode == 0
    assert "2 of your conversations" in await page(shop, request["url"])
    assert found(file, [ana.psid]) == []
    await widget.cut()
