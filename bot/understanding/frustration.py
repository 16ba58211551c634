"""How frustrated a conversation is."""

from collections.abc import Sequence

from bot.conversation.events import Understood
from bot.conversation.interpretation import Interpretation


def frustration(past: Sequence[Understood], meant: Interpretation, *, bot_repeats: int, failures: int) -> float:
    """Return 0…1."""
    return min(1.0, max(0.0, -meant.sentiment))
