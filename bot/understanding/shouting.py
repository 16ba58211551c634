"""How much a message shouts."""

import re

_WORD = re.compile(r"[^\W\d_]+")
_MARKS = re.compile(r"[!?！？]{2,}")
_STRETCHED = re.compile(r"([a-z\u3040-\u9fff])\1{3,}", re.IGNORECASE)
#: Capital words that nobody shouts with.
_PLAIN_CAPITALS = re.compile(
    r"OK|USA|UK|EU|US|VIP|DHL|UPS|USPS|USD|EUR|GBP|HKD|NTD|RMB|PDF|TV|LED|USB|X*[SL]|FAQ|SMS|QR|ID|PIN|SIM|VAT|CVV|ASAP"
    r"|FYI|BTW|SKU|HDMI|PC|LOL|OMG|DVD|GPS|AC|VISA|AMEX|PAYPAL|IKEA|RT|HP"
)


def shouting(text: str) -> float:
    """Return 0…1: how much of the text is in capitals, and how many marks stand in a row.

    Short capital words (`OK`, `VIP`, sizes, currencies) do not count; a lone capital word needs four letters.
    """
    return round(min(1.0, max(_capitals(text), _marks(text)) + 0.15 * bool(_STRETCHED.search(text))), 3)


def _capitals(text: str) -> float:
    words = [w for w in _WORD.findall(text) if w.isascii() and len(w) > 1]
    loud = [w for w in words if w.isupper() and not _PLAIN_CAPITALS.fullmatch(w)]
    letters = sum(map(len, loud))
    if letters < 4:
        return 0.0
    return letters / sum(map(len, words))


def _marks(text: str) -> float:
    """Two marks in a row are 0.2, three 0.4, five and more 0.8; a row without `!` counts half."""
    best = 0.0
    for run in _MARKS.findall(text):
        weight = 0.2 * (min(len(run), 5) - 1)
        best = max(best, weight if "!" in run or "！" in run else weight / 2)
    return best
