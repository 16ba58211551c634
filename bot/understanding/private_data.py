"""What must never be stored: card numbers are masked before anything is written."""

import re
from collections.abc import Sequence

#: Invisible characters that may stand between digits.
_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_GROUP = rf"\d(?:[{_HIDDEN}]*\d)*"
_RUN = re.compile(rf"{_GROUP}(?:[\s\-‐‑–—.·_{_HIDDEN}]{{1,3}}{_GROUP})*")
_DIGITS = re.compile(_GROUP)
#: Lengths of card numbers, the usual ones first.
_LENGTHS = (16, 15, 19, 14, 13, 18, 17)
_SHORTEST = min(_LENGTHS)
#: First digits of what banks issue.
_ISSUED = frozenset("23456")
#: How American Express, Diners and bank forms group digits, besides groups of one length and fours.
_GROUPINGS = frozenset({(4, 6, 5), (4, 6, 4), (6, 10), (6, 13)})
#: Words before a number that say it is a parcel's.
_PARCEL = re.compile(
    r"(?:track(?:ing)?|parcel|shipment|waybill|consignment|awb|usps|ups|fedex|dhl|单号|單號|运单|運單|快递|快遞|物流|包裹)"
    r"[^\d\n]{0,24}$",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """Return the text with card numbers as `[card ••1234]`: 13 to 19 digits in any script that pass Luhn's check.

    Digits may stand in groups. Phone numbers, order numbers and tracking numbers stay as they are.
    """
    if sum(map(str.isdecimal, text)) < _SHORTEST:
        return text
    return _RUN.sub(_masked, text)


def _masked(run: re.Match[str]) -> str:
    text, before = run.group(), run.string[max(0, run.start() - 40) : run.start()]
    if _is_named_otherwise(before):
        return text
    found = list(_DIGITS.finditer(text))
    groups = [_plain(group.group()) for group in found]
    shown, done, at = [], 0, 0
    while at < len(groups):
        end = _card_end(groups, at)
        if end is None:
            at += 1
            continue
        shown += [text[done : found[at].start()], f"[card ••{''.join(groups[at:end])[-4:]}]"]
        done, at = found[end - 1].end(), end
    return "".join([*shown, text[done:]])


def _plain(group: str) -> str:
    """Return the digits of a group, whatever their script, as 0-9."""
    return "".join(str(int(c)) for c in group if c.isdecimal())


def _is_named_otherwise(before: str) -> bool:
    """What stands before says phone (`+44 …`) or parcel (`SF1234…`, `tracking number …`)."""
    last = before[-1:]
    return last == "+" or (last.isascii() and last.isalpha()) or bool(_PARCEL.search(before))


def _card_end(groups: Sequence[str], start: int) -> int | None:
    """Return where a card number ends that begins with this group, or None."""
    ends: dict[int, int] = {}
    length = 0
    for end in range(start, len(groups)):
        length += len(groups[end])
        ends[length] = end + 1
    whole = start == 0
    for length in _LENGTHS:
        end_at = ends.get(length)
        if end_at is not None and _is_card(groups[start:end_at], alone=whole and end_at == len(groups)):
            return end_at
    return None


def _is_card(groups: Sequence[str], *, alone: bool) -> bool:
    """Luhn's check lets one number in ten pass: what no bank issues must also stand alone, in fours."""
    digits = "".join(groups)
    if not (_is_grouped_like_a_card(groups) and _passes_luhn(digits)):
        return False
    in_fours = len(groups) >= 3 and all(len(g) == 4 for g in groups[:-1])
    return digits[0] in _ISSUED or (alone and in_fours and digits[0] != "0")


def _is_grouped_like_a_card(groups: Sequence[str]) -> bool:
    lengths = tuple(map(len, groups))
    first = lengths[0]
    even = all(length == first for length in lengths[:-1]) and lengths[-1] <= first and first <= 4
    fours = all(length % 4 == 0 for length in lengths[:-1])
    return len(groups) == 1 or even or fours or lengths in _GROUPINGS


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
