"""The one door: every kind of private data is looked for, and only its mask is left."""

import unicodedata
from collections.abc import Iterable, Sequence

from bot.understanding.private_data import bank_accounts, cards, codes, identity_numbers, passwords
from bot.understanding.private_data.plain import BARRIER, Found, plain

#: Numbers with a check digit first: a word before a number may be wrong, a check digit hardly ever is.
_FINDERS = (
    identity_numbers.mainland,
    identity_numbers.hong_kong,
    identity_numbers.taiwan,
    identity_numbers.united_states,
    bank_accounts.ibans,
    cards.cards,
    passwords.passwords,
    codes.codes,
)
#: What is masked may have hidden the next: text made to do so ends here, what people write after the second.
_MOST_PASSES = 8


def mask(text: str) -> str:
    """Return the text with what is private behind a mask that names its kind.

    `[card ••1234]`, `[CVV]`, `[IBAN ••3000]`, `[ID ••002X]`, `[SSN]`, `[password]`, `[PIN]`, `[code]`. In
    English and Chinese, in any script's digits, in groups and among hidden characters. Order numbers, tracking
    numbers, phones, prices and dates stay as they are. Masked twice is masked once, and no text breaks it.
    """
    for _ in range(_MOST_PASSES):
        masked = _masked_once(text)
        if masked == text:
            break
        text = masked
    return text


def _masked_once(text: str) -> str:
    read, places = plain(text)
    found: list[Found] = []
    for find in _FINDERS:
        now = _apart(find(read))
        read = _without(read, now)
        found += now
    shown, done = [], 0
    for one in sorted(found, key=lambda f: f.start):
        shown += [text[done : places[one.start]], one.shown]
        done = _end_with_marks(text, places[one.end - 1] + 1)
    return "".join([*shown, text[done:]])


def _apart(found: Iterable[Found]) -> Sequence[Found]:
    """Of what overlaps, the first."""
    apart: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not apart or apart[-1].end <= one.start:
            apart.append(one)
    return apart


def _without(text: str, found: Sequence[Found]) -> str:
    shown, done = [], 0
    for one in found:
        shown += [text[done : one.start], BARRIER * (one.end - one.start)]
        done = one.end
    return "".join([*shown, text[done:]])


def _end_with_marks(text: str, end: int) -> int:
    """What is drawn over the last digit goes with it."""
    while end < len(text) and unicodedata.category(text[end]) in {"Mn", "Me"}:
        end += 1
    return end
