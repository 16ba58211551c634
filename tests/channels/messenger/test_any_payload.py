"""Whatever comes to the webhook: it lives, answers no 500, doubles nothing and loses nothing that it acknowledged."""

import asyncio
import copy
import tempfile
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.messenger.inbound import KINDS
from bot.conversation.events import CustomerMessaged
from bot.engine import arrivals
from tests.channels.messenger.door import APP, OTHER, PAGE, Door, door, now_ms, says, webhook
from tests.support.graph.signing import encode, sign

#: What is put where something else belongs.
JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    7,
    1.5,
    10**30,
    "",
    "x",
    "\ud83d",
    "9" * 400,
    [],
    {},
    [None],
    [[]],
    {"id": None},
)
PEOPLE = ("2222", "4444", "5555")
INBOX = 263902037430900
#: Data of every kind of event, as Meta sends them.
DATA: dict[str, dict[str, Any]] = {
    "message": {
        "mid": "m_any",
        "text": "hello there",
        "quick_reply": {"payload": "baton:helped"},
        "reply_to": {"mid": "m_0", "is_self_reply": True},
        "attachments": [
            {"type": "image", "payload": {"url": "https://cdn.example/1", "sticker_id": 369239263222822}},
            {"type": "fallback", "title": "a link", "url": "https://shop.example"},
        ],
        "referral": {"ref": "r", "source": "ADS", "ads_context_data": {"ad_title": "Sale"}},
    },
    "postback": {"mid": "m_post", "title": "Start", "payload": "baton:get_started", "referral": {"ref": "x"}},
    "reaction": {"mid": "m_0", "action": "react", "emoji": "❤", "reaction": "love"},
    "message_edit": {"mid": "m_0", "text": "hello again", "num_edit": "1"},
    "read": {"watermark": 1_767_225_600_000},
    "delivery": {"mids": ["m_0"], "watermark": 1_767_225_600_000},
    "account_linking": {"status": "linked", "authorization_code": "code"},
    "pass_thread_control": {"previous_owner_app_id": INBOX, "new_owner_app_id": int(APP), "metadata": "m"},
    "take_thread_control": {"previous_owner_app_id": None, "new_owner_app_id": INBOX, "metadata": ""},
    "policy_enforcement": {"action": "block", "reason": "spam"},
    "referral": {"ref": "baton.link", "source": "SHORTLINK", "type": "OPEN_THREAD"},
    "messaging_feedback": {
        "feedback_screens": [{"screen_id": "0", "questions": {"q": {"type": "csat", "payload": "5"}}}]
    },
}
ECHO = {"mid": "m_echo", "is_echo": True, "app_id": INBOX, "text": "Ben here", "metadata": "unknown"}

pages, people = st.sampled_from([PAGE, OTHER]), st.sampled_from(PEOPLE)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """Return an event of any kind; what is said in it is nobody's own."""
    kind = draw(st.sampled_from(KINDS))
    data = copy.deepcopy(draw(st.sampled_from([DATA.get(kind, {"payload": "p", "id": "1"}), ECHO])))
    event = says("", "", person=draw(people), page=draw(pages)) | {kind: data}
    if kind != "message":
        del event["message"]
    if data.get("is_echo"):
        event["sender"], event["recipient"] = event["recipient"], event["sender"]
    return event


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """Return a body in which something is not what it should be."""
    some = draw(st.lists(events(), min_size=1, max_size=4))
    body = webhook(*some, page=draw(pages), field=draw(st.sampled_from(["messaging", "standby"])))
    for _ in range(draw(st.integers(0, 3))):
        _spoil(draw, body)
    return body


def _spoil(draw: st.DrawFn, body: Any) -> None:
    here = body
    while True:
        names: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not names:
            return
        name = draw(st.sampled_from(names))
        if isinstance(here[name], dict | list) and here[name] and draw(st.integers(0, 4)):
            here = here[name]
            continue
        match draw(st.integers(0, 3)):
            case 0 if isinstance(here, dict):
                del here[name]
            case 1 if isinstance(here, list):
                here.append(copy.deepcopy(here[name]))
            case _:
                here[name] = copy.deepcopy(draw(st.sampled_from(JUNK)))
        return


#: How a body of good messages is sent: in which order, how often at once, and whether it is cut short.
sendings = st.lists(st.tuples(st.integers(0, 7), st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=12)


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    # What breaks is tried again at once: here nothing may break.
    monkeypatch.setattr(arrivals, "LOOK", timedelta(0))


@given(st.lists(broken(), max_size=12), sendings, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_lives_doubles_nothing_and_loses_nothing(bodies: list[Any], sent: list[Any], chance: Any) -> None:
    with tempfile.TemporaryDirectory() as folder, capture_logs() as lines:
        acknowledged, entries = asyncio.run(_storm(Path(folder), bodies, sent, chance))
    assert not [line for line in lines if line["event"] in {"arrival_broke", "request_failed"}]
    said = [e.event for e in entries if isinstance(e.event, CustomerMessaged)]
    own = Counter(message.text for message in said if message.text.startswith("own "))
    assert set(own) == acknowledged
    assert set(own.values()) <= {1}
    ids = Counter((e.conversation_id, m.client_id) for e in entries if isinstance(m := e.event, CustomerMessaged))
    assert set(ids.values()) <= {1}


async def _storm(folder: Path, bodies: list[Any], sent: list[Any], chance: Any) -> tuple[set[str], list[Any]]:
    """Send everything, mixed; return the messages that were acknowledged, and the whole log."""
    acknowledged: set[str] = set()
    at = now_ms()

    async def good(number: int, copies: int, cut: int) -> None:
        texts = [f"own {number} {n}" for n in range(1 + number % 3)]
        them = [says(t, f"m_{t}", person=PEOPLE[number % 3], at=at + number) for t in texts]
        raw = encode(webhook(*them))
        if cut == 0:  # on its way somebody cut it short, and it was not signed like that
            assert await meta.post(raw[: len(raw) // 2], signed=sign("app_secret_for_tests", raw)) == 403
        answers = await asyncio.gather(*(meta.post(raw) for _ in range(copies)))
        assert answers == [200] * copies
        acknowledged.update(texts)

    async with door(folder) as meta:
        work = [partial(good, *one) for one in sent] + [partial(_odd, meta, body) for body in bodies]
        chance.shuffle(work)
        for together in range(0, len(work), 4):
            await asyncio.gather(*(begin() for begin in work[together : together + 4]))
        assert set(meta.answers) <= {200, 400, 403, 404}
        return acknowledged, await meta.entries()


async def _odd(meta: Door, body: Any) -> None:
    raw = encode(body)
    assert await meta.post(raw) in {200, 400, 404}
    assert await meta.post(raw[:-1]) == 400
