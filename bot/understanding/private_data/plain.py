"""A message as the finders read it: one script of digits, one dash, nothing hidden, every place still known."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

#: Stands where something is masked already: no digit, no letter, no space, so nothing is found in it or across it.
BARRIER = "\ue000"
_HIDDEN = "\ue001"
_MASKED = re.compile(r"\[(?:(?:card|IBAN|ID) ••[0-9A-Z]{1,4}|CVV|SSN|PIN|password|code)\]")
#: Punctuation whose full-width form means the same; the full-width comma ends a value, so it stays what it is.
_SAME = frozenset("()[]:=#@+./_-\"'")
_LIKE = {"·": ".", "・": ".", "−": "-", "٫": ".", "\t": " "}
#: Digits spelled out, as one does to get past a filter.
_SPELLED = re.compile(r"[零〇一二三四五六七八九](?:[ -]?[零〇一二三四五六七八九]){12,}")
_SPELLED_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the plain text that is private, and what to show instead."""

    start: int
    end: int
    shown: str


class _Folding(dict[int, str]):
    """What each character is read as: one character, always, so that places stay."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        read = _read_as(char)
        # Only what changes is kept: at most some thousand characters, whatever is sent.
        if read != char:
            self[code] = read
        return read


def plain(text: str) -> tuple[str, Sequence[int]]:
    """Return the text to search, and where each of its characters stands in the text as written."""
    read = _MASKED.sub(lambda m: BARRIER * len(m.group()), text)
    if text.isascii():
        return read, range(len(read))
    read = _SPELLED.sub(lambda m: m.group().translate(_SPELLED_DIGITS), read.translate(_FOLDING))
    if _HIDDEN not in read:
        return read, range(len(read))
    return read.replace(_HIDDEN, ""), [place for place, char in enumerate(read) if char != _HIDDEN]


def _read_as(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me"}:
        return _HIDDEN
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in {"Pd", "Zs"}:
        return "-" if category == "Pd" else " "
    folded = _LIKE.get(char) or unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and (folded.isalnum() or folded in _SAME or char in _LIKE) else char


_FOLDING = _Folding()
