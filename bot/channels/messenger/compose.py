"""What was said, as Messenger shows it: texts under the limit, quick replies, words for what a widget would show."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from bot.automation.order_form import FORM
from bot.automation.responses import Responses
from bot.conversation.channel_events import SaidElsewhere
from bot.conversation.events import (
    AgentJoined,
    AgentLost,
    AgentReplied,
    BotReplied,
    Closed,
    Entry,
    FormAsked,
    HandedBack,
    Rated,
)
from bot.conversation.line_events import Requeued, Transferred
from bot.conversation.message import Button, Card, Reply
from bot.conversation.tracker import Tracker
from bot.engine.outbox import Part

#: Characters of a text, quick replies, and characters of a title and a payload (Send API); counted as UTF-16 does.
LONGEST_TEXT, MOST_BUTTONS, LONGEST_TITLE, LONGEST_PAYLOAD = 1999, 13, 20, 1000
#: Cards of a template, and characters of their title and of their subtitle.
MOST_CARDS, LONGEST_LINE = 10, 80
#: Stands in a part's body for a file of ours, until it is sent.
FILE = "baton_file"
#: After so long a silence the customer is told again that a bot answers.
LAPSE = timedelta(hours=24)
#: Payloads of the question whether it helped.
HELPED, NOT_HELPED = "baton:helped", "baton:not_helped"

#: What a widget shows by itself, as the bot tells it here.
TOLD = {
    AgentJoined: "utter_push/joined",
    AgentLost: "utter_push/lost",
    Transferred: "utter_push/transferred",
    Requeued: "utter_push/requeued",
    Closed: "utter_push/closed",
    Rated: "utter_push/rated",
}
#: What Meta is told of the thread: that a person works on it, and that nobody does any more.
KEEP, RELEASE = "keep", "release"
CONTROLS = {AgentJoined: KEEP, Closed: RELEASE}
_SPOKEN = BotReplied | AgentReplied | SaidElsewhere | HandedBack
#: Ends of sentences, best first: a paragraph, a sentence in either script, a clause, a space.
_ENDS = tuple(
    re.compile(pattern)
    for pattern in (r"\n+", r"[.!?…]+[\"')\]]*\s+|[。！？…]+[”’」』）]*", r"[,;:]\s+|[，；：、]", r"\s+")
)
#: Letters that make flags, two by two; what joins emojis; and what belongs to the sign before it.
_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_JOINER = "\u200d"
_JOINED = frozenset("\u200d\u20e3\ufe0e\ufe0f") | {
    chr(tone) for tone in (*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))
}


#: Every text that the composer may need.
TEXTS = frozenset({"utter_push/bot", *TOLD.values()})
#: And the one that stands above «Log In», where customers can.
LOG_IN = "utter_push/log_in"


class Composer:
    """Puts entries into Messenger's form."""

    def __init__(self, voice: Callable[[], Responses], *, login_url: str | None = None) -> None:
        """Take the page on which customers log in; None where they cannot."""
        self._voice = voice
        self._login_url = login_url

    def compose(self, tracker: Tracker, entries: Sequence[Entry]) -> list[Part]:
        """See `PushChannel.compose`."""
        return [part for entry in entries for part in self._parts(tracker, entry)]

    def _parts(self, tracker: Tracker, entry: Entry) -> Iterator[Part]:
        match entry.event:
            case BotReplied() as replied:
                if _is_first(tracker, entry):
                    yield from self._said(tracker, entry, "utter_push/bot")
                yield from _by_bot(entry, replied)
                if self._login_url is not None and not replied.buttons and _asks_who(tracker, entry):
                    text = self._voice().say(LOG_IN, tracker.language).text
                    yield Part(seq=entry.seq, body=login(text, self._login_url))
            case AgentReplied() as replied:
                yield from _by_agent(entry, replied)
            case event if type(event) in TOLD:
                name = getattr(event, "agent_name", None) or ""
                yield from self._said(tracker, entry, TOLD[type(event)], name=name)
                if type(event) in CONTROLS:
                    yield Part(seq=entry.seq, body={"control": CONTROLS[type(event)]})
            case _:
                return

    def _said(self, tracker: Tracker, entry: Entry, key: str, **values: str) -> Iterator[Part]:
        yield from _texts(entry, self._voice().say(key, tracker.language, **values))


def _is_first(tracker: Tracker, entry: Entry) -> bool:
    """Say whether the bot speaks for the first time, after a person, or after a long time."""
    before = [e for e in tracker.entries if e.seq < entry.seq and isinstance(e.event, _SPOKEN)]
    if not before:
        return True
    match before[-1].event:
        case AgentReplied() | SaidElsewhere():
            return True
        case HandedBack():
            return False  # what it says then says this too
    return entry.at - before[-1].at >= LAPSE


def _asks_who(tracker: Tracker, entry: Entry) -> bool:
    """Say whether the bot's words are the first of those that ask who the customer is, of whom nothing is confirmed."""
    before = [e.event for e in tracker.entries if e.seq < entry.seq and isinstance(e.event, FormAsked | BotReplied)]
    asked = [event for event in before if isinstance(event, FormAsked)]
    is_asked = bool(asked) and before[-1] is asked[-1] and asked[-1].form == FORM and asked[-1].slot is not None
    return is_asked and (len(asked) == 1 or asked[-2].form != FORM or asked[-2].slot is None)


def _by_bot(entry: Entry, replied: BotReplied) -> Iterator[Part]:
    cards, buttons = replied.cards, replied.buttons
    yield from _texts(entry, Reply(text=replied.text, buttons=() if cards else buttons))
    if cards:
        rest = _with_rest("", buttons)
        several = [cards[at : at + MOST_CARDS] for at in range(0, len(cards), MOST_CARDS)]
        for some in several:
            # Answers stand below the last message, and go with the next.
            is_last = some is several[-1] and not rest
            yield Part(seq=entry.seq, body=template(some, buttons if is_last else ()))
        if rest:
            yield from _texts(entry, Reply(text="", buttons=buttons))


def _by_agent(entry: Entry, replied: AgentReplied) -> Iterator[Part]:
    if replied.text:
        yield from _texts(entry, Reply(text=replied.text), replied.agent_name)
    for one in replied.attachments:
        yield Part(seq=entry.seq, body={FILE: one.file_id}, agent_name=replied.agent_name)


def _texts(entry: Entry, reply: Reply, agent_name: str | None = None) -> Iterator[Part]:
    texts = split(_with_rest(reply.text, reply.buttons))
    for number, text in enumerate(texts):
        if not text:
            continue
        body: dict[str, Any] = {"text": text}
        if reply.buttons and number == len(texts) - 1:
            body["quick_replies"] = [quick_reply(button) for button in reply.buttons[:MOST_BUTTONS]]
        yield Part(seq=entry.seq, body=body, agent_name=agent_name)


def _with_rest(text: str, buttons: Sequence[Button]) -> str:
    """Return a text with the answers for which there is no button, in words: whoever wants one says it."""
    return "\n".join([text, *(f"• {button.title}" for button in buttons[MOST_BUTTONS:])]).strip()


def quick_reply(button: Button) -> dict[str, str]:
    """Return a button; a title that is too long ends in an ellipsis, its payload is whole."""
    title = _short(button.title, LONGEST_TITLE)
    return {"content_type": "text", "title": title, "payload": _cut(button.payload, LONGEST_PAYLOAD)}


def template(cards: Sequence[Card], buttons: Sequence[Button]) -> dict[str, Any]:
    """Return cards as a generic template, with the answers as quick replies below them."""
    elements = [
        {"title": _short(card.title, LONGEST_LINE), "subtitle": _short(card.subtitle, LONGEST_LINE)} for card in cards
    ]
    payload = {"template_type": "generic", "elements": elements}
    body: dict[str, Any] = {"attachment": {"type": "template", "payload": payload}}
    if buttons:
        body["quick_replies"] = [quick_reply(button) for button in buttons[:MOST_BUTTONS]]
    return body


def login(text: str, url: str) -> dict[str, Any]:
    """Return Messenger's own button, by which a customer logs in with the business."""
    payload = {"template_type": "button", "text": text, "buttons": [{"type": "account_link", "url": url}]}
    return {"attachment": {"type": "template", "payload": payload}}


def split(text: str, longest: int = LONGEST_TEXT) -> list[str]:
    """Return a text in parts of at most so many characters, cut at the last end of a sentence that fits."""
    parts: list[str] = []
    rest = text.strip()
    while length(rest) > longest:
        room = len(_cut(rest, longest))
        at = next((end for ends in _ENDS if (end := _last(ends, rest, room)) > room // 3), room)
        part = rest[:at].rstrip()
        parts.append(part or rest[:at])
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest or not parts else parts


def length(text: str) -> int:
    """Return how many UTF-16 units a text has, which is how Meta counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _short(text: str, longest: int) -> str:
    return text if length(text) <= longest else _cut(text, longest - 1).rstrip() + "…"


def _cut(text: str, longest: int) -> str:
    """Return as much of the text as fits, nothing cut in two that is seen as one sign."""
    at = whole = len(text.encode("utf-16-le", "surrogatepass")[: longest * 2].decode("utf-16-le", "ignore"))
    while 0 < whole < len(text) and _are_one(text, whole):
        whole -= 1
    return text[: whole or at]


def _are_one(text: str, at: int) -> bool:
    """Say whether what stands before and behind a place are parts of one sign, such as an emoji of several."""
    before, after = text[at - 1], text[at]
    if before in _FLAGS and after in _FLAGS:
        flags = len(text[:at]) - len(text[:at].rstrip(_FLAGS))
        return flags % 2 == 1
    return before == _JOINER or after in _JOINED or unicodedata.combining(after) != 0


def _last(ends: re.Pattern[str], text: str, room: int) -> int:
    """Return the last end of a part that fits; spaces behind it are not sent, so they need no room."""
    found = (match.end() for match in ends.finditer(text, 0, room + 1))
    return max((end for end in found if len(text[:end].rstrip()) <= room), default=0)
