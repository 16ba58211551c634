"""Tracking numbers: what carriers print on labels, alone where the form is unmistakable, else after a word for it."""

import re
from collections.abc import Iterator

#: Stands where something is masked; no context reaches across it. (The same as private data's barrier.)
_BARRIER = "\ue000"
_CARRIERS = (
    r"\busps\b|\bups\b|\bfedex\b|\bdhl\b|\bdpd\b|\bhermes\b|\bevri\b|\broyal ?mail\b|\bparcelforce\b"
    r"|\bems\b|\btnt\b|\bgls\b"
    r"|\bsf[ -]?express\b|\byamato\b|\bt-?cat\b|\bcourier\b"
    r"|顺丰|順豐|圆通|圓通|中通|申通|韵达|韻達|极兔|極兔|京东|京東|德邦|邮政|郵政|黑貓|黑猫|宅急便"
    r"|新竹物流|宅配通|超商|7-?11|统一|統一|全家|店到店|菜鸟|菜鳥"
)
_NAMES = (
    r"track(?:ing)?|parcel|shipment|waybill|consignment|awb|单号|單號|运单|運單|快递|快遞|物流|包裹"
    r"|配送編號|寄件編號|取件編號"
)
#: Words before a number that say it is a parcel's, with no other number between.
PARCEL_BEFORE = re.compile(rf"(?:{_NAMES}|{_CARRIERS})[^\d\n{_BARRIER}]{{0,24}}$", re.IGNORECASE)
#: The same, but of the number itself, which beats what the number looks like.
_NUMBER_BEFORE = re.compile(
    r"(?:track(?:ing)?[ -]?(?:number|num|no\.?|id|code|#|ref(?:erence)?)?|waybill|consignment|awb"
    r"|运单号?|運單號?|物流单号|物流單號|快递单号|快遞單號|配送編號|寄件編號|取件編號|物流编号|物流編號)\s?(?:is|was|are|:|#|=|-|是|为|為|係|叫|：|no\.?)*\s?$",
    re.IGNORECASE,
)
_PARCEL_AFTER = re.compile(
    r"\s?(?:is|was|are|是|係)\s?(?:my|the|your|我的|你的)?\s?(?:\w{1,8}\s)?(?:track|waybill|快递单号|快遞單號|物流|运单|運單)",
    re.IGNORECASE,
)
_PREFIXES = r"SF|YT|ZTO|ZT|STO|JD[A-Z]{0,3}|JT|JTSD|LP|YD|YZ|EMS|DPK|HTKY|CNG|CAINIAO|KY|ANE|TW|1Z"
#: Letters right before digits that carriers put there.
CARRIER_PREFIX = re.compile(rf"(?<![A-Za-z0-9])(?:{_PREFIXES})[ -]?$", re.IGNORECASE)

_UPS = re.compile(r"(?<![A-Za-z0-9])1Z(?:[ -]?[0-9A-Z]){16}(?![A-Za-z0-9])", re.IGNORECASE)
_UPU = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[ -]?(?:\d[ ]?){9}[A-Z]{2}(?![A-Za-z0-9])", re.IGNORECASE)
_PREFIXED = re.compile(
    # `-1-1` after it says which parcel of how many.
    rf"(?<![A-Za-z0-9])(?P<number>(?:{_PREFIXES})[ -]?\d(?:[ ]?\d){{8,15}})(?:-\d{{1,2}}-\d{{1,2}})?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
#: USPS: 20 or 22 digits from 92 to 95, perhaps after the postcode's eight.
USPS = re.compile(r"(?<![\dA-Za-z])(?:420\d{5} ?)?(?P<number>9[2-5]\d\d(?: ?\d{4}){4}(?: ?\d{2})?)(?!\d| ?\d{4})")
_CHAIN = re.compile(r"(?<![\dA-Za-z+])\d{3,}(?:[ -]\d{2,})*(?![\dA-Za-z])")
_LETTERED = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,4}-?\d{7,18}[A-Z]{0,3}(?![A-Za-z0-9])", re.IGNORECASE)
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
#: Eight digits and fewer are an order's, whatever the word.
_FEWEST, _MOST = 9, 22


def tracking_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and value, without spaces and in capitals.

    UPS, UPU S10 (`RB123456785CN`), USPS and the prefixes of Chinese carriers wherever they stand; nine to 22 digits
    after a carrier's name or a word for a parcel.
    """
    for match in _UPS.finditer(text):
        number = _value(match.group())
        # With spaces it might be the next word that is read, so its check digit must be right.
        if sum(map(str.isdigit, number)) >= 8 and (number == match.group().upper() or _passes_at_ups(number)):
            yield *match.span(), number
    for match in _UPU.finditer(text):
        number = _value(match.group())
        if _passes_at_upu(number[2:11]) or PARCEL_BEFORE.search(_before(text, match.start())):
            yield *match.span(), number
    for pattern in (_PREFIXED, USPS):
        for match in pattern.finditer(text):
            yield *match.span(), _value(match["number"])
    yield from _named(text)


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _CHAIN.finditer(text):
        number, before = _value(match.group()), _before(text, match.start())
        if _FEWEST <= len(number) <= _MOST and (
            _NUMBER_BEFORE.search(before)
            or _PARCEL_AFTER.match(text, match.end())
            or (PARCEL_BEFORE.search(before) and not is_mobile(number))
        ):
            yield *match.span(), number
    for match in _LETTERED.finditer(text):
        if _NUMBER_BEFORE.search(_before(text, match.start())):
            yield *match.span(), _value(match.group())


def is_mobile(digits: str) -> bool:
    """A courier's phone stands after the courier too."""
    return bool(re.fullmatch(r"(?:86)?1[3-9]\d{9}|09\d{8}|07\d{9}|00\d{9,13}", digits))


def _before(text: str, start: int) -> str:
    return text[max(0, start - 40) : start]


def _value(written: str) -> str:
    return re.sub(r"[ -]", "", written).upper()


def _passes_at_upu(digits: str) -> bool:
    """UPU S10: weights 8 6 4 2 3 5 9 7, modulo 11."""
    rest = 11 - sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=False)) % 11
    return int(digits[8]) == {10: 0, 11: 5}.get(rest, rest)


def _passes_at_ups(number: str) -> bool:
    """Every second one of the fifteen after `1Z` counts twice, modulo 10; a letter counts from A = 2."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in number[2:17]]
    total = sum(values[::2]) + 2 * sum(values[1::2])
    return number[17] == str(-total % 10)
