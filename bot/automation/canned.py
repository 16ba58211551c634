"""Replies that agents need not write anew: texts that the business edits, filled with what is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.automation.responses import PLACEHOLDER
from bot.conversation.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedReply:
    """One ready reply, in every language.

    Attributes:
        asked: messages that it answers, to find it by; in any language.
    """

    id: str
    title: Mapping[Language, str]
    text: Mapping[Language, str]
    asked: tuple[str, ...] = field(default=())


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled; those for which there is no value stay as they are."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)
