"""Screens of agents, as far as what they do depends on what is shown there."""

from bot.engine.desk import Shown

#: More than any conversation here has.
ALL = 10_000


def all_seen(epoch: int) -> Shown:
    """Return a screen that shows this epoch and everything that was said."""
    return Shown(epoch=epoch, seen=ALL)
