"""What must never be stored."""

import re

_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")


def mask(text: str) -> str:
    """Return the text with card numbers masked."""
    return _CARD.sub(lambda found: found[0], text)
