"""The regular expressions of a vocabulary, made to match what is read of a message."""

import re
import warnings

from bot.understanding.entities.spelling import plain

#: Characters of a pattern in a message.
_SHOWN = 80
_OUTSIDE_ASCII = re.compile(r"\\.|[^\x00-\x7f]", re.DOTALL)


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern that ignores case, and whether its characters are full-width.

    Raises:
        ValueError: it cannot be read, or matches where nothing stands.
    """
    said = f"the pattern `{pattern if len(pattern) <= _SHOWN else pattern[:_SHOWN] + '…'}`"
    try:
        with warnings.catch_warnings():
            # Python will read `[[` otherwise one day; it does not yet.
            warnings.simplefilter("ignore", FutureWarning)
            made = re.compile(_OUTSIDE_ASCII.sub(_as_read, pattern), re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{said} cannot be read: {error}") from error
    if made.search(""):
        raise ValueError(f"{said} matches the empty text")
    return made


def _as_read(match: re.Match[str]) -> str:
    """A full-width mark is read as an ASCII one, which must not begin to mean something in the pattern."""
    character = match.group()[-1]
    read = plain(character)
    return match.group() if read == character else re.escape(read)
