"""Texts in a spelling that keeps their places: what entities are read from, and what values are known by."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from bot.understanding.features import folded

#: Characters of a message that are read for entities.
LONGEST_READ = 4000
#: Scripts that leave no space between words: Han and kana. A character of theirs is a word.
_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+|[^\w\s]")
#: Telephones write the curly ones.
_APOSTROPHES = dict.fromkeys("\u2018\u2019\u02bc", "'")

#: Start, end, and the word itself in one spelling.
Word = tuple[int, int, str]


def plain(text: str) -> str:
    """Return what is read of a text: full-width forms as ASCII, every script's digits as 0-9, nothing invisible."""
    normal = unicodedata.normalize("NFKC", text[:LONGEST_READ])
    if normal.isascii():
        return normal
    visible = (c for c in normal if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in visible)


def words_of(readable: str) -> list[Word]:
    """Return the words of a plain text, each with its place there; a Chinese character or a mark is one too.

    In lower case and Simplified. Each character is folded alone: a value is spelt the same whatever stands around it.
    """
    if readable.isascii():
        return [(*match.span(), match.group()) for match in _WORD.finditer(readable.lower())]
    folding = _folding()
    spelt = readable.translate(folding)
    places: Sequence[int] = range(len(readable))
    if len(spelt) < len(readable):
        places = [place for place, character in enumerate(readable) if folding[ord(character)]]
    return [(places[m.start()], places[m.end() - 1] + 1, m.group()) for m in _WORD.finditer(spelt)]


def key_of(text: str) -> str:
    """Return what all spellings of a value have in common; empty where there is nothing to see in it."""
    return " ".join(word for _, _, word in words_of(plain(text)))


class _Folding(dict[int, str]):
    """From a character to the one that its spellings share, or to none; filled as characters come."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        one = " " if character.isspace() else _APOSTROPHES.get(character, folded(character))
        # What would become several letters stays as it is, so that places stay.
        self[code] = one if len(one) <= 1 else character
        return self[code]


@cache
def _folding() -> _Folding:
    return _Folding()
