"""Numbers that the state gives a person: mainland China, Hong Kong, Taiwan, United States."""

import re
from collections.abc import Iterator
from datetime import date

from bot.understanding.entities.parcels import PARCEL_BEFORE
from bot.understanding.private_data.plain import BARRIER, Found

_NEAR = 32
#: «Order id» and the like are the shop's own.
_THINGS = "order customer user account item product transaction payment return tracking parcel ticket invoice device"
_NO_THING = "".join(rf"(?<!\b{thing} )" for thing in _THINGS.split())
_ID_WORD = re.compile(
    rf"(?:{_NO_THING}\b(?:hk)?id(?:entity)?(?:[ -]?(?:card|no|number|num))?\b"
    r"|\bnational id|\bresident (?:id|permit)|\barc\b"
    r"|身份证|身份證|身分證|身分证|居留證|居留证|证件|證件|证号|證號|統一證號)"
    rf"[^\d\n{BARRIER}]{{0,20}}$",
    re.IGNORECASE,
)
_SSN_WORD = re.compile(
    rf"(?:\bssn\b|\bsocial security\b|\bsoc sec\b|社会安全号|社會安全號|社会保险号)[^\d\n{BARRIER}]{{0,24}}$",
    re.IGNORECASE,
)
_ORDER_WORD = re.compile(r"(?:\border|\breturn|\bref|订单|訂單|单号|單號|单|單)[^\d\n]{0,12}$", re.IGNORECASE)

#: Digits, one separator at most between two; the last may be X. Where a number begins, and only there.
_MAINLAND = re.compile(
    r"(?<![\dA-Za-z])(?:[A-Za-z]{1,12}:?)?(?=(\d(?:[ \t.-]{0,3}\d){16}[ \t.-]{0,3}[\dXx])(?![\dA-Za-z]))"
)
_OLD_MAINLAND = re.compile(r"(?<!\d)\d{15}(?![\dA-Za-z])")
#: GB/T 2260: the first two digits, a province.
_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            21,
            22,
            23,
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
            91,
        ),
    )
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_HONG_KONG = re.compile(
    r"(?<![A-Za-z0-9])(?P<letters>[A-Za-z]{1,2})[ -]?(?P<digits>\d{3}[ -]?\d{3})"
    r"(?:(?P<open>[ ]?\([ ]?)(?P<bracketed>[\dAa])[ ]?\)|[ -]?(?P<bare>[\dAa])(?![A-Za-z0-9]))"
)
_TAIWAN = re.compile(
    r"(?<![A-Za-z0-9])(?P<letter>[A-Za-z])[ -]?(?P<second>[1289A-Da-d])(?P<digits>(?:[ -]?\d){8})(?![A-Za-z0-9])"
)
#: Each letter's number: A is 10, and I, O, W and Z, which came later, are out of turn.
_TAIWAN_LETTERS = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
_UNITED_STATES = re.compile(r"(?<![\dA-Za-z])(?!000|666|9)\d{3}[ -]?(?!00)\d{2}[ -]?(?!0000)\d{4}(?![\dA-Za-z-])")


def mainland(text: str) -> Iterator[Found]:
    """Yield resident id numbers of GB 11643-1999: region, date of birth and the check digit of ISO 7064 MOD 11-2.

    After a word for it, a mistyped one too, and the fifteen digits of GB 11643-1989, which have no check digit.
    """
    for match in _MAINLAND.finditer(text):
        number = _alone(match.group(1)).upper()
        if _is_placed_and_born(number[:2], number[6:14]) and (
            _mainland_check(number) == number[17] or _is_named(text, match.start(1))
        ):
            yield Found(*match.span(1), f"[ID ••{number[-4:]}]")
    for match in _OLD_MAINLAND.finditer(text):
        number = match.group()
        if _is_placed_and_born(number[:2], "19" + number[6:12]) and _is_named(text, match.start()):
            yield Found(*match.span(), f"[ID ••{number[-4:]}]")


def hong_kong(text: str) -> Iterator[Found]:
    """Yield Hong Kong identity card numbers whose check digit is right.

    `A123456(3)` is one wherever it stands. Without brackets it could be an order's number, so a word must name it.
    """
    for match in _HONG_KONG.finditer(text):
        check = match["bracketed"] or match["bare"]
        right = _hong_kong_check(match["letters"].upper(), _alone(match["digits"])) == check.upper()
        named = _is_named(text, match.start())
        ordered = _ORDER_WORD.search(text, max(0, match.start() - _NEAR), match.start())
        if named or (right and match["open"] == "(" and not ordered):
            yield Found(*match.span(), f"[ID ••{_alone(match['digits'])[-2:]}{check.upper()}]")


def taiwan(text: str) -> Iterator[Found]:
    """Yield Taiwan's national id numbers, and the uniform numbers of residents in their new form and the old one.

    The old form, two letters and eight digits, could be an order's number, so a word must name it.
    """
    for match in _TAIWAN.finditer(text):
        letter, second, digits = match["letter"].upper(), match["second"].upper(), _alone(match["digits"])
        named = _is_named(text, match.start())
        spaced = " " in match.group() or second.isalpha()
        before = text[max(0, match.start() - _NEAR) : match.start()]
        other = spaced or PARCEL_BEFORE.search(before) or _ORDER_WORD.search(before)
        if _passes_in_taiwan(letter, second, digits) and (named or not other):
            yield Found(*match.span(), f"[ID ••{digits[-4:]}]")


def united_states(text: str) -> Iterator[Found]:
    """Yield social security numbers after a word for them: nine digits without a check digit are anything else too."""
    for match in _UNITED_STATES.finditer(text):
        if _SSN_WORD.search(text[max(0, match.start() - 48) : match.start()]):
            yield Found(*match.span(), "[SSN]")


def _is_named(text: str, start: int) -> bool:
    return bool(_ID_WORD.search(text[max(0, start - 48) : start]))


def _alone(written: str) -> str:
    return "".join(filter(str.isalnum, written))


def _is_placed_and_born(province: str, day: str) -> bool:
    if province not in _PROVINCES or not 1900 <= int(day[:4]) <= 2099:
        return False
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return True


def _mainland_check(number: str) -> str:
    return "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11]


def _hong_kong_check(letters: str, digits: str) -> str:
    """Weights 9 to 2, modulo 11; a letter counts from A = 10, an absent first one as 36."""
    values = [36] * (2 - len(letters)) + [ord(c) - 55 for c in letters] + [int(d) for d in digits]
    rest = -sum(w * v for w, v in zip(range(9, 1, -1), values, strict=True)) % 11
    return "A" if rest == 10 else str(rest)


def _passes_in_taiwan(letter: str, second: str, digits: str) -> bool:
    """Weights 1 9 8 … 1 1, modulo 10, over the letter's two digits and the rest; of a second letter, the last digit."""
    number = _TAIWAN_LETTERS[letter]
    values = [number // 10, number % 10, "ABCD".index(second) if second.isalpha() else int(second), *map(int, digits)]
    return sum(w * v for w, v in zip((1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), values, strict=True)) % 10 == 0
