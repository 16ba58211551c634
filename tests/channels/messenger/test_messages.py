"""What a person sent, or somebody else for the page, as agents read it."""

from typing import Any

import pytest

from bot.channels.messenger.messages import LONGEST_LINK, attachments_of, text_of, title_of, told_of
from bot.conversation.message import Attachment

LINK = "https://shop.example/p/7"


async def kept(message: dict[str, Any]) -> list[Attachment]:
    async def keep(_conversation: str, kind: str, _url: str, title: str) -> Attachment:
        return Attachment(kind=kind, title=title, file_id="kept")

    return list(await attachments_of(message, "c1", keep))


def attached(kind: str, **payload: Any) -> dict[str, Any]:
    return {"attachments": [{"type": kind, "payload": payload}]}


@pytest.mark.parametrize(
    ("message", "kind", "title"),
    [
        (attached("fallback", url=LINK, title="Red shoes"), "link", f"Red shoes {LINK}"),
        (attached("fallback", url=LINK), "link", LINK),
        ({"attachments": [{"type": "fallback", "url": LINK}]}, "link", LINK),
        ({"text": f"this one {LINK}"} | attached("fallback", url=LINK, title="Red shoes"), "link", "Red shoes"),
        ({"text": "do you have it?"} | attached("fallback", url=LINK), "link", LINK),
        (attached("reel", url=LINK, reel_video_id=1), "reel", LINK),
        (attached("ig_post", url=LINK, title="New"), "ig_post", f"New {LINK}"),
        (attached("location", coordinates={"lat": 48.13715, "long": 11}), "location", "48.137150, 11.000000"),
        (attached("fallback", url="javascript:alert(1)", title="Oh"), "link", "Oh"),
        (attached("fallback", url=LINK + "?card=4111111111111111"), "link", LINK + "?card=[card ••1111]"),
        (attached("post"), "post", ""),
        (attached("location", coordinates={"lat": 10**400, "long": "11"}), "location", ""),
    ],
)
async def test_what_is_no_file_is_named_and_never_fetched(message: dict[str, Any], kind: str, title: str) -> None:
    assert await kept(message) == [Attachment(kind=kind, title=title)]


async def test_a_file_is_kept_under_its_name() -> None:
    assert await kept(attached("image", url=LINK)) == [Attachment(kind="image", file_id="kept")]


async def test_an_address_without_end_is_cut() -> None:
    (one,) = await kept(attached("fallback", url=LINK + "/x" * 5000))
    assert len(one.title) == LONGEST_LINK


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (attached("image", url=LINK), "[image]"),
        ({"text": "look"} | attached("image", url=LINK), "look"),
        (attached("fallback", url=LINK), f"[link] {LINK}"),
        ({"text": LINK} | attached("fallback", url=LINK), LINK),
        (attached("template", template_type="generic"), "[template]"),
        ({}, "[message]"),
    ],
)
def test_what_was_said_elsewhere_tells_what_came_with_it(message: dict[str, Any], text: str) -> None:
    assert told_of(message) == text


def test_a_picture_says_that_it_is_one() -> None:
    assert text_of(attached("sticker", sticker_id=1)) == "[image]"


def test_answers_to_an_advertisement_are_one_line() -> None:
    data = [{"question": "Which size?", "answer": "M"}, {"question": "Colour?", "answer": ""}, {"answer": "soon"}, None]
    assert title_of({"lead": {"data": data}}) == "Which size?: M; ?: soon"
    advertised = {"ads_context_data": {"ad_title": "Winter"}}
    assert title_of({**advertised, "lead": {"data": data[:1]}}) == "Winter – Which size?: M"
    assert title_of({**advertised, "lead": {"data": "?"}}) == "Winter"
