"""How often the customer gave a fact that was there already: what nobody should have had to ask again."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.channel_events import Joined
from bot.conversation.events import CustomerMessaged, Entry, SlotSet, Understood

#: Facts of one conversation that are looked for: bounds the work on one that only lists numbers.
MOST_FACTS = 50
#: Letters and digits that a value has at least, to be more than a word that anybody writes again.
SHORTEST = 4

_SEPARATORS = re.compile(r"[\s\-‐-―]+")
_BETWEEN = r"[\s\-‐-―]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFact:
    """A value that the conversation knew at some time, and the customer's messages in which it stands.

    Attributes:
        given: where the messages stand that hold it.
        repeated: those of them that came when the system had it already; none for values that are plain words.
    """

    name: str
    value: str
    given: tuple[int, ...]
    repeated: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBefore:
    """A value that was confirmed at that moment in another conversation of the same person."""

    name: str
    value: str
    at: datetime


def facts_given(entries: Sequence[Entry], before: Sequence[KnownBefore] = ()) -> tuple[GivenFact, ...]:
    """Return every slot and entity value of a conversation, each once whatever its spelling, as first named.

    Args:
        before: what conversations that are joined with this one had; it is there from when they were joined on.
    """
    messages = [(e.seq, _plain(e.event.text)) for e in entries if isinstance(e.event, CustomerMessaged)]
    spelt = [(seq, text, _SEPARATORS.sub("", text)) for seq, text in messages]
    found: dict[str, GivenFact] = {}
    for seq, name, value in sorted([*_brought(entries, before), *_named(entries)], key=lambda named: named[0]):
        key = key_of(value)
        if key and key not in found and len(found) < MOST_FACTS:
            found[key] = _given(name, value, key, seq, spelt)
    return tuple(found.values())


def repeats(facts: Sequence[GivenFact]) -> int:
    """Return how often the customer had to give a fact that was there already."""
    return sum(len(fact.repeated) for fact in facts)


def key_of(value: str) -> str:
    """Return what all spellings of a value have in common: no spaces, hyphens, capitals or full-width forms."""
    return _SEPARATORS.sub("", _plain(value))


def _given(name: str, value: str, key: str, known_at: int, messages: Sequence[tuple[int, str, str]]) -> GivenFact:
    pattern = _pattern(key)
    # The text without separators is searched first: it is fast, and nearly always says no.
    given = tuple(seq for seq, text, spelt in messages if key in spelt and pattern.search(text))
    # A message is there from when it is written, however late it is understood.
    had_at = min([known_at, *given])
    repeated = tuple(seq for seq in given if seq > had_at) if _identifies(key) else ()
    return GivenFact(name=name, value=value, given=given, repeated=repeated)


def _named(entries: Sequence[Entry]) -> Iterator[tuple[int, str, str]]:
    for entry in entries:
        match entry.event:
            case SlotSet(name=name, value=str(value)):
                yield entry.seq, name, value
            case Understood(meant=meant):
                for entity in meant.entities:
                    yield entry.seq, entity.name, entity.value
            case _:
                pass


def _brought(entries: Sequence[Entry], before: Sequence[KnownBefore]) -> Iterator[tuple[int, str, str]]:
    joined = [e.seq for e in entries if isinstance(e.event, Joined) and not e.event.undone]
    for fact in before if joined else ():
        confirmed = max((e.seq for e in entries if e.at <= fact.at), default=0)
        yield max(joined[-1], confirmed), fact.name, fact.value


def _identifies(key: str) -> bool:
    """Say whether nobody would write the value without meaning to give it: numbers and addresses, not words."""
    return sum(map(str.isalnum, key)) >= SHORTEST and ("@" in key or any(map(str.isdigit, key)))


def _pattern(key: str) -> re.Pattern[str]:
    """Return what finds the value alone: not within a longer number or word, whatever separates its characters."""
    before, after = (r"\d" if end.isdigit() else r"[a-z0-9]" if end.isascii() else r"(?!)" for end in (key[0], key[-1]))
    return re.compile(rf"(?<!{before}){_BETWEEN.join(map(re.escape, key))}(?!{after})")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
