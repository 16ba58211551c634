"""Order numbers: five to eight digits that are nothing else."""

import re
from collections.abc import Iterator
from datetime import date

_NUMBER = re.compile(
    r"(?P<prefix>(?<![a-z0-9])[a-z]{1,3}-?|#)?(?<![\d])(?P<digits>\d{5,8})(?![\d])(?P<after>[-a-z%]?)",
    re.IGNORECASE | re.ASCII,
)
#: Digits that touch each other over one separator: phones and cards.
_CHAIN = re.compile(r"\+?\d(?:[\d]|[ \-.()]{1,2}(?=\d))*")
_MONEY_BEFORE = re.compile(
    r"(?:[$£€¥￥₩]|\b(?:rmb|usd|eur|gbp|hkd|hk|ntd|nt|twd|cny|paid|cost|costs|price)\b\$?)\s*$", re.IGNORECASE
)
_MONEY_AFTER = re.compile(
    r"\s*(?:元|块|塊|圆|圓|蚊|円|[$£€¥￥]|(?:rmb|usd|eur|gbp|hkd|ntd|twd|cny|dollars?|euros?|pounds?|bucks?|quid)\b"
    r"|[.,]\d|\s?(?:mah|ml|mm|cm|km|kg|g|w|v|hz|gb|mb|rpm|pa|steps?|points?|people|lumens?)\b|积分|積分|点|點|毫安|多块|多元|[万千]|%)",
    re.IGNORECASE,
)
_OTHER_BEFORE = re.compile(
    r"(?:\b(?:code|codes|otp|pin|zip|zipcode|postcode|postal code|phone|tel|telephone|mobile|cell|call|whatsapp|fax"
    r"|sku|model|points|extension|ext|card ending(?: in)?|ending(?: in)?|last (?:four|five) digits)(?: no\.?| is)?"
    r"|验证码|驗證碼|认证码|認證碼|邮编|郵編|邮政编码|郵遞區號|电话|電話|手机|手機|手机号|手機號|型号|型號|密码|密碼|卡号|卡號|尾号"
    r"|尾號)"
    r"\s*[:：是为為#]*\s*$",
    re.IGNORECASE,
)
_ORDER_BEFORE = re.compile(
    r"(?:\b(?:order|ordr|return|ref|reference|number|no\.?|nr)|订单|訂單|单号|單號|编号|編號|单|單)\D{0,6}$",
    re.IGNORECASE,
)


def order_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and value: 5 to 8 digits, perhaps after `#` or one to three letters (`RT-55102`, in capitals).

    Phone and card numbers, dates, amounts of money, codes and measures are none.
    """
    chained = _long_chains(text)
    for match in _NUMBER.finditer(text):
        if not any(start <= match.start("digits") < end for start, end in chained) and _is_order(text, match):
            prefix = (match["prefix"] or "").lstrip("#").upper()
            yield *match.span("digits"), prefix + match["digits"]


def _long_chains(text: str) -> list[tuple[int, int]]:
    """Return where nine and more digits hang together, or a number begins with `+`: phones, cards, tracking numbers."""
    return [
        m.span() for m in _CHAIN.finditer(text) if sum(c.isdigit() for c in m.group()) > 8 or m.group().startswith("+")
    ]


def _is_order(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 30) : match.start()], text[match.end("digits") :][:12]
    if match["after"] or _MONEY_AFTER.match(after) or _MONEY_BEFORE.search(before):
        return False
    if match["prefix"] or _ORDER_BEFORE.search(before):
        return True
    return not (
        _OTHER_BEFORE.search(before)
        or _is_date(match["digits"])
        or (before.endswith((".", ",")) and before[-2:-1].isdigit())
    )


def _is_date(digits: str) -> bool:
    """Tell 20261121 from an order number of eight digits."""
    if len(digits) != 8 or not 1950 <= int(digits[:4]) <= 2099:
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
