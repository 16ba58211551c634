"""Payment cards (ISO/IEC 7812): 13 to 19 digits that pass Luhn's check, and the security code beside them."""

import re
from collections.abc import Iterator, Sequence

from bot.understanding.entities.parcels import CARRIER_PREFIX, PARCEL_BEFORE, USPS
from bot.understanding.private_data.plain import BARRIER, Found

_RUN = re.compile(r"\d+(?:[\s\-._]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")
_SEPARATED = re.compile(r"[^\d]+")
#: Lengths of card numbers, the usual ones first.
_LENGTHS = (16, 15, 19, 14, 13, 18, 17)
_LONGEST = max(_LENGTHS)
#: First digits of what banks issue, by length: thirteen were Visa's only, and barcodes of thirteen begin with 69.
_ISSUED = {
    13: ("4",),
    14: ("3",),
    15: ("34", "37", "2131", "1800"),
    16: ("2", "3", "4", "5", "6", "81", "9792"),
    17: ("5", "6"),
    18: ("5", "6"),
    19: ("2", "3", "4", "5", "6", "81", "9558", "9559"),
}
#: How American Express, Diners and bank forms group digits, besides groups of one length and fours.
_GROUPINGS = frozenset({(4, 6, 5), (4, 6, 4), (6, 10), (6, 13)})
#: Twice a digit, and of two digits their sum.
_DOUBLED = str.maketrans("0123456789", "0246813579")
_CARD_WORD = re.compile(
    r"\b(?:card|visa|master ?card|amex|american express|discover|jcb|union ?pay|maestro|cc|debit|credit|pan)\b|卡",
    re.IGNORECASE,
)
#: Capitals right before digits are a reference number's (`UK4111…`), but these are a card's.
_REFERENCE = re.compile(r"(?<![A-Za-z])(?!(?:VISA|MC|CC|JCB|CARD|AMEX|CUP|PAN|DC|NO|NR)\d?$)[A-Z]{1,3}$")
_ORDER_BEFORE = re.compile(rf"(?:orders?|#|订单|訂單|单号|單號)[^\d\n{BARRIER}]{{0,16}}$", re.IGNORECASE)
#: An expiry date after the card, and the security code after that.
_CODE_AFTER = re.compile(r"[\s,;|]{0,3}(?:exp\w{0,6}\W{0,3})?\d{1,2}\s?[/-]\s?\d{2,4}[\s,;|]{1,3}(\d{3,4})(?![\d/.-])")


def cards(text: str) -> Iterator[Found]:
    """Yield card numbers, whatever their groups, and the three or four digits after an expiry date beside one.

    Luhn's check lets one number in ten pass. What stands after a word for a parcel, after `+` or after a reference's
    capitals is therefore none.
    """
    for run in _RUN.finditer(text):
        if run.end() - run.start() >= min(_LENGTHS) and not _is_named_otherwise(text, run.start()):
            yield from _cards_in(text, run)


def _cards_in(text: str, run: re.Match[str]) -> Iterator[Found]:
    found = list(_GROUP.finditer(text, run.start(), run.end()))
    groups = [group.group() for group in found]
    at = 0
    while at < len(groups):
        end = _card_end(text, found, groups, at)
        if end is None:
            at += 1
            continue
        yield Found(found[at].start(), found[end - 1].end(), f"[card ••{''.join(groups[at:end])[-4:]}]")
        code = _CODE_AFTER.match(text, found[end - 1].end())
        if code:
            yield Found(*code.span(1), "[CVV]")
        at = end


def _is_named_otherwise(text: str, start: int) -> bool:
    """What stands before says phone (`+44 …`), parcel (`SF1234…`, `tracking number …`) or reference (`UK4111…`)."""
    before = text[max(0, start - 40) : start]
    if before.endswith("+") or CARRIER_PREFIX.search(before) or _REFERENCE.search(before) or USPS.match(text, start):
        return True
    parcel = PARCEL_BEFORE.search(before)
    return parcel is not None and not _CARD_WORD.search(before, parcel.start())


def _card_end(text: str, found: Sequence[re.Match[str]], groups: Sequence[str], start: int) -> int | None:
    """Return where a card number ends that begins with this group, or None."""
    ends: dict[int, int] = {}
    length = 0
    for end in range(start, min(len(groups), start + _LONGEST)):
        length += len(groups[end])
        ends[length] = end + 1
        if length >= _LONGEST:
            break
    digits = "".join(groups[start : start + len(ends)])
    for length in _LENGTHS:
        end_at = ends.get(length)
        if end_at is None:
            continue
        # A mask is made on the event loop, of up to 4,000 characters: the cheapest doubts come first.
        whole = start == 0 and end_at == len(groups)
        if not (whole or digits.startswith(_ISSUED[length])) or not passes_luhn(digits[:length]):
            continue
        written = text[found[start].start() : found[end_at - 1].end()]
        before = text[max(0, found[start].start() - 24) : found[start].start()]
        if _is_card(groups[start:end_at], alone=whole) and _is_set_like_a_card(written, before):
            return end_at
    return None


def _is_card(groups: Sequence[str], *, alone: bool) -> bool:
    """What no bank issues must stand alone, in fours."""
    digits, lengths = "".join(groups), tuple(map(len, groups))
    in_fours = len(groups) >= 3 and set(lengths[:-1]) == {4}
    issued = digits.startswith(_ISSUED[len(digits)]) or (alone and in_fours and digits[0] != "0")
    return issued and _is_grouped_like_a_card(lengths)


def _is_grouped_like_a_card(lengths: tuple[int, ...]) -> bool:
    before_last = set(lengths[:-1])
    even = len(before_last) == 1 and lengths[-1] <= lengths[0] <= 4
    return even or before_last <= {4, 8, 12, 16} or lengths in _GROUPINGS


def _is_set_like_a_card(written: str, before: str) -> bool:
    """Prices in a row mix full stops with spaces, and two order numbers of eight digits are no card."""
    between = {part.strip() for part in _SEPARATED.findall(written)}
    two_orders = [len(group) for group in _GROUP.findall(written)] == [8, 8] and _ORDER_BEFORE.search(before)
    return not ("." in between and len(between) > 1) and not two_orders


def passes_luhn(digits: str) -> bool:
    """Return whether the last digit is the check digit of ISO/IEC 7812-1, annex B."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return sum(map(int, digits[::-2] + doubled)) % 10 == 0
