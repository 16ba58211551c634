"""One customer on the website and on Messenger: joined by a signed link, by nothing else."""

import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.messenger.webhook import PATH
from bot.storage.people_schema import joined_pair
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.conftest import Shop, settings_of
from tests.console.test_desk_over_http import Screen
from tests.support.graph import FakeGraph, Person
from tests.support.live import live
from tests.support.widget import Widget

ORDER = "where is order 48213? my e-mail is ana@example.com"


async def post(shop: Shop, widget: Widget, door: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    url = f"{shop.baton.url}/api/widget/conversations/{widget.conversation}/{door}"
    async with shop.baton.http.post(url, json=body, headers={"Authorization": f"Bearer {widget.token}"}) as response:
        answer: dict[str, Any] = await response.json()
        assert response.status == status, answer
        return answer


async def verified(shop: Shop) -> Widget:
    """A customer on the website whose order has been looked up."""
    widget = await shop.baton.widget()
    await widget.ask(ORDER, "a")
    return widget


async def ref_of(shop: Shop, widget: Widget) -> str:
    url = urlsplit(str((await post(shop, widget, "messenger-link", {}))["url"]))
    assert (url.scheme, url.netloc, url.path) == ("https", "m.me", f"/{shop.fake.shop.id}")
    (ref,) = parse_qs(url.query)["ref"]
    assert len(ref) <= 250
    return ref


async def joined(shop: Shop) -> tuple[Widget, Person]:
    """Ana on the website goes on in Messenger; both are known to be her."""
    widget, ana = await verified(shop), shop.fake.person()
    shop.fake.person_follows_link(ana, await ref_of(shop, widget))
    await shop.told(ana, 2)
    return widget, ana


async def test_who_follows_the_link_need_not_say_again_who_they_are(shop: Shop) -> None:
    widget, ana = await joined(shop)
    before = len(await shop.told(ana, 2))
    shop.fake.person_says(ana, "where is my order?")
    told = await shop.told(ana, before + 1)
    # Of what comes in several parts any may be the last.
    assert any("GreenPost" in text for text in told[before:])
    await widget.cut()


async def test_the_secret_is_nobody_elses_to_read(shop: Shop) -> None:
    widget = await verified(shop)
    await ref_of(shop, widget)
    file = shop.baton.settings.data / "link.secrets"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await widget.cut()


async def test_of_whom_nothing_is_confirmed_gets_no_link_and_a_wrong_token_finds_nothing(shop: Shop) -> None:
    stranger = await shop.baton.widget()
    await post(shop, stranger, "messenger-link", {}, 409)
    stranger.token = "another"
    await post(shop, stranger, "messenger-link", {}, 404)
    await stranger.cut()


async def test_a_link_works_once_and_only_as_it_was_signed(shop: Shop) -> None:
    widget = await verified(shop)
    ref = await ref_of(shop, widget)
    forger, ana, eve = shop.fake.person(), shop.fake.person(), shop.fake.person()
    shop.fake.person_follows_link(forger, ref[:-4] + "AAAA")
    shop.fake.person_follows_link(ana, ref)
    await shop.told(ana, 2)
    shop.fake.person_follows_link(eve, ref)
    for other in (forger, eve):
        shop.fake.person_says(other, "where is my order?")
        told = await shop.told(other, 2)
        assert not any("GreenPost" in text or "website" in text for text in told)
    await widget.cut()


async def test_the_same_name_and_the_same_address_join_nobody(shop: Shop) -> None:
    widget, namesake = await verified(shop), shop.fake.person(first_name="Ana")
    shop.fake.person_says(namesake, "my e-mail is ana@example.com, where is my order?")
    told = await shop.told(namesake, 2)
    assert not any("GreenPost" in text for text in told)
    screen = await Screen.open(shop.baton)
    shop.fake.person_says(namesake, "I was charged twice!!")
    offer = await screen.offer()
    customer = (await screen.show(offer["conversation"]))["customer"]
    assert (customer["verified"], customer["orders"], customer["conversations"]) == (False, [], [])
    await screen.post(f"conversations/{offer['conversation']}/unjoin", {"why": "by mistake"}, 409)
    await screen.close()
    await widget.cut()


async def test_the_agent_sees_one_person_and_can_take_them_apart(shop: Shop) -> None:
    widget, ana = await joined(shop)
    screen = await Screen.open(shop.baton)
    shop.fake.person_says(ana, "I was charged twice!!")
    offer = await screen.offer()
    there = offer["conversation"]
    shown = await screen.show(there)
    (other,) = shown["customer"]["conversations"]
    assert (other["conversation"], other["channel"], other["same"]) == (widget.conversation, "website", "person")
    assert shown["customer"]["verified"]
    assert [order["number"] for order in shown["customer"]["orders"]] == ["48213"]
    known = {fact["name"]: fact["verified"] for fact in shown["briefing"]["known"]}
    assert known["email"]
    assert known["order_number"]
    here = await screen.show(widget.conversation)
    assert [each["conversation"] for each in here["customer"]["conversations"]] == [there]
    for log in (shown["entries"], here["entries"]):
        (told,) = [entry for entry in log if entry["kind"] == "joined"]
        assert (told["how"], told["by"], told["undone"], told["private"]) == ("link", "customer", False, True)

    await screen.post(f"conversations/{there}/unjoin", {"why": ""}, 400)
    await screen.post(f"conversations/{there}/unjoin", {"why": "somebody else's phone"})
    apart = await screen.show(there)
    assert (apart["customer"]["verified"], apart["customer"]["conversations"]) == (False, [])
    assert not any(fact["verified"] for fact in apart["briefing"]["known"])
    for conversation in (there, widget.conversation):
        entries = (await screen.show(conversation))["entries"]
        told = [entry for entry in entries if entry["kind"] == "joined"][-1]
        assert (told["undone"], told["by"], told["why"]) == (True, "Ana", "somebody else's phone")
    await screen.close()
    await widget.cut()


async def test_who_was_led_to_follow_anothers_link_says_so_and_is_not_them_any_more(shop: Shop) -> None:
    widget, victim = await joined(shop)
    shop.fake.person_picks(victim, "That was not me")
    shop.fake.person_says(victim, "where is my order?")
    told = await shop.told(victim, 3)
    assert not any("GreenPost" in text for text in told)
    await widget.cut()


async def test_what_the_person_on_messenger_has_is_not_shown_to_the_maker_of_the_link(shop: Shop) -> None:
    widget, victim = await verified(shop), shop.fake.person()
    shop.fake.person_says(victim, "where is order 48214? my e-mail is ben@example.com")
    await shop.told(victim, 2)
    shop.fake.person_follows_link(victim, await ref_of(shop, widget))
    await shop.told(victim, 3)
    said = await widget.ask("where is my order?", "b")
    assert not any("48214" in text for text in said)
    await widget.cut()


@pytest.mark.parametrize("url", [None, "https://shop.example/messenger/link"])
async def test_who_must_say_who_they_are_may_log_in_instead_where_the_shop_can(
    meta: FakeGraph, tmp_path: Path, url: str | None
) -> None:
    more = {"login_url": url} if url else {}
    async with live(tmp_path, messenger=settings_of(meta, **more)) as baton:
        await meta.set_webhook(baton.url + PATH)
        shop, ana = Shop(fake=meta, baton=baton), meta.person()

        def offered() -> list[Any]:
            sent = [one["payload"] for m in ana.thread.messages for one in m.attachments]
            return [button for one in sent for button in one.get("buttons", ())]

        meta.person_says(ana, "how much is shipping?")
        await shop.told(ana, 2)
        meta.person_says(ana, "where is my order?")
        await shop.told(ana, 4 if url else 3)
        assert offered() == ([{"type": "account_link", "url": url}] if url else [])
        # Once is enough.
        meta.person_says(ana, "48213")
        await shop.told(ana, 5 if url else 4)
        meta.person_says(ana, "ana@example.com")
        assert "GreenPost" in "".join((await shop.told(ana, 6 if url else 5))[-2:])
        assert len(offered()) == (1 if url else 0)


async def test_a_login_that_messenger_began_joins_them_too(shop: Shop) -> None:
    widget, ana = await verified(shop), shop.fake.person()
    login = shop.fake.person_logs_in(ana)
    back = await post(shop, widget, "messenger-account", {"redirect_uri": login.redirect_uri})
    assert back["url"].startswith(login.redirect_uri + "&authorization_code=baton.")
    async with shop.baton.http.get(back["url"]) as response:
        assert response.status == 200
    await shop.until(lambda: ana.linked is not None)
    shop.fake.person_says(ana, "where is my order?")
    told = await shop.told(ana, 2)
    assert "GreenPost" in told[-1]
    assert _joined_pairs(shop) == 1
    shop.fake.person_logs_out(ana)
    await shop.until(lambda: _joined_pairs(shop) == 0)
    await widget.cut()


async def test_a_login_goes_back_to_nobody_but_messenger(shop: Shop) -> None:
    widget = await verified(shop)
    path = "/messenger_platform/account_linking/?account_linking_token=A"
    await post(shop, widget, "messenger-account", {"redirect_uri": f"https://www.facebook.com{path}"})
    for wrong in (
        f"https://evil.example{path}",
        f"http://www.facebook.com{path}",
        f"https://www.facebook.com@evil.example{path}",
        f"https://www.facebook.com:444{path}",
        f"https://facebook.com.evil.example{path}",
        f"https://www.facebook.com\\.evil.example{path}",
        "https://www.facebook.com/l.php?u=https://evil.example",
        f"//www.facebook.com{path}",
        f"https://www.facebook.com{path}\nX: y",
        "https://[",
    ):
        await post(shop, widget, "messenger-account", {"redirect_uri": wrong}, 400)
    await widget.cut()


def _joined_pairs(shop: Shop) -> int:
    with sqlite_engine(shop.baton.settings.database_file, read_only=True).connect() as connection:
        return len(connection.execute(joined_pair.select()).all())
