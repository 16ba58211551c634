"""One-time codes, PINs and security codes of cards: short digits that open something, told by the word beside them.

One-time codes are masked although they soon expire: while they last they let whoever reads them into an account,
thieves ask customers for just these, and nobody here ever needs one. Codes for discounts, gift cards and pick-up points
stay: agents need them.
"""

import re
from collections.abc import Iterator

from bot.understanding.private_data.plain import Found

_LINK = (
    r"(?:\s{0,2}(?:\b(?:is|was|number|no|says|here|i got|i received|received|you sent(?: me)?)\b"
    r"|[:=#\-]|是|为|為|係|系|叫"
    r"|了|我?收到的?|发的|發的|显示|顯示|填|输入?|輸入?)){0,3}\s{0,3}\"?"
)
_BEFORE, _AFTER = r"(?<![\dA-Za-z#-])", r"(?![\dA-Za-z]|[.,]\d|-\d)"
_DIGITS = rf"(?P<value>(?:[A-Z]-)?(?:\d{{3}}[ -]\d{{3}}|\d{{4,8}})){_AFTER}"
#: As most services send them where no word says more than «code»: five digits are an order's.
_FOUR_OR_SIX = rf"(?P<value>\d{{3}}[ -]\d{{3}}|\d{{6}}|\d{{4}}){_AFTER}"
_NOT_IN_WORD = r"(?<![A-Za-z0-9])"
_OWNED = r"(?:your|my|the|this)"

_ONE_TIME = (
    rf"(?:{_NOT_IN_WORD}(?:(?:verification|verify|one[ -]?time|security|log[ -]?in|sign[ -]?in|sms|text(?: message)?"
    r"|access|auth(?:entication|enticator|ori[sz]ation)?|2fa|mfa|two[ -]factor|otp)[ -]?(?:pass)?(?:code|word|pin)s?"
    r"|otps?|passcodes?)(?![A-Za-z]))"
)
_ONE_TIME_CHINESE = (
    r"(?:[验驗認认校][证證验驗][码碼]|[动動][态態](?:密)?[码碼]|短信[码碼]|簡訊[码碼]|[确確][认認][码碼])"
)
#: Other codes, which people need to talk about.
_OTHER_KIND = (
    r"(?:promo\w*|discount|voucher|coupon|gift|zip|post\w*|tracking|order|referral|product|item|invite|invitation|error"
    r"|pick-?up|collection|country|area|bar|qr|sort|return|colou?r|student|newsletter|birthday|reward|tariff|dress)\b"
)
_PIN = rf"{_NOT_IN_WORD}pin(?![A-Za-z])(?:\s?(?:number|no\.?|码|碼))?"
#: Six digits after «pin code» are an address in India.
_PIN_CODE = rf"{_NOT_IN_WORD}pin\s?code(?![A-Za-z])"
_CARD_CODE = (
    rf"(?:{_NOT_IN_WORD}(?:cvv2?|cvc2?|cvn2?|csc|card (?:security|verification) (?:code|number|value)|security code"
    r"|(?:three|3)[ -]digits?(?: code)?|code on the back)(?![A-Za-z])"
    r"|安全[码碼]|[后後背末]面?[三3][位码碼](?:数字|數字)?|[验驗校检檢][证證验驗查][码碼])"
)


def _patterns(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_CARD_CODES = _patterns(
    rf"{_CARD_CODE}(?:\s?\([^()\n]{{1,24}}\))?{_LINK}(?P<value>\d{{3,4}}){_AFTER}(?!\s?[位次个個天分])",
    rf"{_BEFORE}(?P<value>\d{{3,4}})\s?(?:is|是|係)\s?(?:the\s|my\s|我的|個|个)?{_CARD_CODE}",
)
_CODES = _patterns(
    rf"(?:{_ONE_TIME}|{_ONE_TIME_CHINESE}){_LINK}{_DIGITS}",
    rf"{_NOT_IN_WORD}{_OWNED}\scode{_LINK}{_FOUR_OR_SIX}",
    rf"{_BEFORE}{_DIGITS}\s{{1,3}}(?:is|was)\s{{1,3}}{_OWNED}\s(?:(?!{_OTHER_KIND})[a-z0-9]{{1,14}}\s){{0,3}}(?:code|otp)\b",
    rf"{_BEFORE}{_DIGITS}\s?(?:就?[是係系为為][^\s\d]{{0,5}}|\(){_ONE_TIME_CHINESE}",
)
_PINS = _patterns(
    rf"{_PIN}{_LINK}(?P<value>\d{{4,8}}){_AFTER}",
    rf"{_PIN_CODE}{_LINK}(?P<value>\d{{4,5}}|\d{{7,8}}){_AFTER}",
    rf"{_BEFORE}(?P<value>\d{{4,8}})\s{{1,3}}(?:is|was)\s{{1,3}}(?:my|the)\s(?:[a-z]{{1,10}}\s)?pin\b",
)


def codes(text: str) -> Iterator[Found]:
    """Yield one-time codes of 4 to 8 digits, PINs and security codes of cards, where a word beside them says so."""
    for shown, patterns in (("[CVV]", _CARD_CODES), ("[code]", _CODES), ("[PIN]", _PINS)):
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield Found(*match.span("value"), shown)
