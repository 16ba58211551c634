"""Phone numbers: E.164, and the forms of mainland China, Hong Kong, Taiwan, the United States and Britain."""

import re
from collections.abc import Iterator

#: Words right before a number that say it is a phone's.
_NAMED = re.compile(
    r"(?:\b(?:phone|tel|telephone|mobile|cell|cellphone|call|calling|ring|text|whatsapp|fax|wechat|contact|reach|dial)"
    r"(?: me| us| him| her| them)?(?: back)?(?: (?:number|no\.?|num|nr))?(?: on| at| is| under| via)?"
    r"|电话|電話|手机|手機|手机号码?|手機號碼?|号码|號碼|致电|致電|拨打?|撥打?|打给我|打給我|打|聯絡|联系|聯繫|热线|熱線|专线|專線)"
    r"(?:\s|:|：|是|为|為|係|系|到|,|，){0,4}\(?$",
    re.IGNORECASE,
)
_SEP = r"[ \-.]?"
_FORMS = tuple(
    re.compile(rf"(?<![\dA-Za-z+.,/#$€£¥-])(?:{form})(?![\dA-Za-z%]|[-.,/]\d)")
    for form in (
        # Mainland mobile, Taiwan mobile, British mobile.
        rf"(?:(?:\+|00)?86{_SEP})?1[3-9]\d{_SEP}\d{{4}}{_SEP}\d{{4}}",
        rf"09\d\d{_SEP}\d{{3}}{_SEP}\d{{3}}",
        rf"07\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{3}}|07\d{{3}} \d{{6}}",
        # United States: brackets or the same separator twice; ten digits in a row could be anything.
        r"(?:1[ .-])?\([2-9]\d\d\) ?\d{3}[ .-]\d{4}",
        r"(?:1(?P<a>[.-]))?[2-9]\d\d(?P<b>[.-])[2-9]\d\d(?P=b)\d{4}",
        # With an area code in brackets or before a dash: Taiwan, mainland, Britain.
        r"\(0\d{1,4}\) ?\d{3,4}[ -]?\d{3,4}|0\d{2,3}-\d{7,8}|0[2-8]-\d{3,4}-\d{4}|020 \d{4} \d{4}|01\d{3} \d{6}",
        r"400-?\d{3}-?\d{4}|[48]00-\d{4}-\d{3}",
        r"852[ -][2-9]\d{3}[ -]?\d{4}",
    )
)
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00(?=[1-9]))(?:[ \-.()]{0,2}\d){7,15}(?![\d])")
_NAMED_DIGITS = re.compile(r"(?<![\dA-Za-z+.,/#$€£¥-])\d(?:[ \-.()]{0,2}\d){6,14}(?![\dA-Za-z%]|[.,/]\d)")


def phones(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and value, with `+` where a country is given and with digits alone else.

    Seven or eight digits, and ten without groups, are phones only after a word for one.
    """
    for match in _INTERNATIONAL.finditer(text):
        yield *match.span(), _value(match.group())
    for form in _FORMS:
        for match in form.finditer(text):
            yield *match.span(), _value(match.group())
    for match in _NAMED_DIGITS.finditer(text):
        if _NAMED.search(text[max(0, match.start() - 32) : match.start()]):
            yield *match.span(), _value(match.group())


def _value(written: str) -> str:
    digits = "".join(c for c in written if c.isdigit())
    if written.startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits
