"""What agents answered before, where it may be shown to others: nothing that belongs to one customer is in it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.channel_events import CustomerNamed
from bot.conversation.events import AgentReplied, CustomerMessaged, Entry, SlotSet, Understood
from bot.conversation.language import Language
from bot.conversation.tracker import Tracker
from bot.handoff.repetition import key_of

#: Shorter ones («ok») say nothing; longer ones were written for one case.
SHORTEST, LONGEST = 12, 600

_DIGITS = re.compile(r"\d(?:[\s\-.,/()]*\d){3}")
_ADDRESS = re.compile(r"@|https?:|www\.|\b[a-z0-9-]+\.(?:com|net|org|io|co|cn|hk|tw|eu|uk|de|fr)\b", re.IGNORECASE)
#: Who is addressed by name: «Dear Ana», «Mr Lee», «陈先生».
_NAMED = re.compile(
    r"\b(?:hi|hello|hey|dear)\s+(?!there\b|again\b)[^\W\d_]|\b(?:mr|mrs|ms|miss)\b\.?\s*[^\W\d_]"
    r"|[\u4e00-\u9fff](?:先生|女士|小姐|太太)|亲爱的[\u4e00-\u9fff]|親愛的[\u4e00-\u9fff]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswer:
    """A customer's message and what an agent answered next."""

    conversation_id: str
    seq: int
    at: datetime
    language: Language
    asked: str
    text: str


def past_answers(log: Sequence[Entry]) -> Iterator[PastAnswer]:
    """Yield the answers in a whole conversation that carry nothing of its customer, each with the message before it."""
    if not log:
        return
    private = {key for key in map(key_of, _values(log)) if len(key) > 1}
    tracker = Tracker(log[0].conversation_id)
    asked: str | None = None
    for entry in log:
        tracker.apply([entry])
        match entry.event:
            case CustomerMessaged(text=text):
                asked = text
            case AgentReplied(text=text) if asked is not None:
                if SHORTEST <= len(text) <= LONGEST and not _is_private(text, private):
                    yield PastAnswer(
                        conversation_id=entry.conversation_id,
                        seq=entry.seq,
                        at=entry.at,
                        language=tracker.language,
                        asked=asked,
                        text=text,
                    )
                asked = None
            case _:
                pass


def _values(log: Sequence[Entry]) -> Iterator[str]:
    for entry in log:
        match entry.event:
            case SlotSet(value=str(value)):
                yield value
            case Understood(meant=meant):
                yield from (entity.value for entity in meant.entities)
            case CustomerNamed(name=name):
                yield from (name, *name.split())
            case _:
                pass


def _is_private(text: str, private: set[str]) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    if _DIGITS.search(plain) or _ADDRESS.search(plain) or _NAMED.search(plain):
        return True
    spelt = key_of(text)
    return any(value in spelt for value in private)
