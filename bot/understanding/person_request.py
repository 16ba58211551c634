"""Unmistakable requests for a person."""

import re

from bot.understanding.features import folded

_ASKS = re.compile(r"^(?:0|agent|human|operator|representative|人工|真人|转人工|人工客服|真人客服)[\s!.。！]*$")


def asks_for_person(text: str) -> bool:
    """Return whether a text asks for a person."""
    return bool(_ASKS.match(folded(text)))
