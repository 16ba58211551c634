"""What the heads read beside the embedding: one spelling for all scripts, and hashed n-grams of it."""

import re
import unicodedata
import zlib
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

#: Rows of the n-gram table.
BUCKETS = 1 << 15
#: Lengths of the character n-grams; words go alone and in pairs.
LENGTHS = (1, 2, 3)
#: Characters of one message that are read.
LONGEST_TEXT = 1000
#: Raised when the same text gives other features: heads of another version refuse to load.
FEATURES_VERSION = 2

_WORD = re.compile(r"[\w']+|[?!]+|[\u2600-\u27bf\U0001f300-\U0001faff]")
#: Accents that found no letter to join, and characters that nobody sees.
_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]"
)
_SPACES = re.compile(r"\s+")
_REPEATS = re.compile(r"(.)\1{3,}")
_MIX = np.uint64(0x9E3779B185EBCA87)
_SHIFT, _KEEP = np.uint64(29), np.uint64(64 - 15)


@cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return the text with its Traditional characters in Simplified."""
    result: str = _simplifier().convert(text)
    return result


def folded(text: str) -> str:
    """Return the text in one spelling: NFKC, lower case, Simplified, single spaces, no marks stacked on letters.

    Only the first `LONGEST_TEXT` characters are read; lone surrogates become `?`; a character repeated more than three
    times stands three times.
    """
    readable = text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
    composed = unicodedata.normalize("NFKC", readable)
    lower = composed.lower()
    simple = lower if lower.isascii() else simplified(_MARKS.sub("", lower))
    return _REPEATS.sub(r"\1\1\1", _SPACES.sub(" ", simple)).strip()


def rows_of(text: str, english: str) -> Rows:
    """Return the rows of the n-gram table that a message switches on, each once, ascending.

    Args:
        text: folded; its characters count, with a space before and after it.
        english: the text with its Chinese word by word in English; its words and pairs of words count, so that both
            languages share them.
    """
    found = np.concatenate([*_character_rows(text), _word_rows(english)])
    found.sort()
    first = np.empty(len(found), bool)
    first[0] = True
    np.not_equal(found[1:], found[:-1], out=first[1:])
    return found[first]


def _character_rows(text: str) -> list[Rows]:
    letters = np.frombuffer(f" {text} ".encode("utf-32-le"), np.uint32).astype(np.uint64)
    mixed = np.zeros(len(letters), np.uint64)
    found = []
    for length in LENGTHS[: len(letters)]:
        # Each length goes on from the one before: h(abc) = mix(h(ab), c).
        mixed = (mixed[: len(letters) - length + 1] ^ letters[length - 1 :]) * _MIX
        mixed ^= mixed >> _SHIFT
        found.append((mixed >> _KEEP).astype(np.int64))
    return found


def _word_rows(english: str) -> Rows:
    words = _WORD.findall(english)
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return np.array([zlib.crc32(w.encode()) % BUCKETS for w in words + pairs], np.int64)
