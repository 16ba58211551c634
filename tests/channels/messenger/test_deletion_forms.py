"""What comes to the data deletion callback and is no form that can be read."""

import random

import pytest

from bot.channels.messenger.deletion_http import PATH, DeletionHttp
from bot.conversation.clock import SystemClock
from bot.engine.deletions import Deletions, Found
from bot.engine.feed import Feed
from bot.storage.deletions import StoredDeletions
from tests.http.doors import served
from tests.support.inline_database import InlineDatabase, memory

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=zz"
FIELD = b'--zz\r\nContent-Disposition: form-data; name="signed_request"'


async def nobody(_user_id: str) -> Found:
    return Found(is_all=True)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (f"{FORM}; charset=nonsense", b"signed_request=a.b"),
        (FORM, b"signed_request=\xff"),
        (FORM, b"signed_request=%ff.%00"),
        (FORM, b""),
        ("multipart/form-data", b"x"),
        (PARTS, b"x"),
        (PARTS, b"--zz\r\n\r\nabc"),
        (PARTS, FIELD + b'; filename="a"\r\n\r\nabc\r\n--zz--'),
        (PARTS, FIELD + b"\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nabc\r\n--zz--"),
        (PARTS, FIELD + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--zz--"),
        ("application/json", b"{}"),
    ],
)
async def test_what_is_no_form_is_bad_input(kind: str, body: bytes) -> None:
    clock = SystemClock()
    with memory() as connection:
        store = StoredDeletions(InlineDatabase(connection, random.Random(1)))
        deletions = Deletions(store, who=nobody, forget=print, feed=Feed(), clock=clock, new_id=lambda: "code")
        doors = DeletionHttp(deletions, secrets=["secret"], public_url=None, clock=clock)
        async with (
            served(doors.routes()) as client,
            client.post(PATH, data=body, headers={"Content-Type": kind}) as response,
        ):
            assert (response.status, (await response.json())["error"]["code"]) == (400, "bad_input")
        assert await deletions.of("code") is None
