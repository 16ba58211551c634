"""What the bot says, in every language: texts come from files that the business edits, never from code."""

import re
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.conversation.errors import BadInput
from bot.conversation.language import Language
from bot.conversation.message import Button, Reply
from bot.conversation.tracker import Tracker

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonText:
    """A quick answer in every language.

    Attributes:
        payload: what channels send that do not send the title; None where it is the title too.
    """

    title: Mapping[Language, str]
    payload: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way to say something, in every language."""

    text: Mapping[Language, str]
    buttons: tuple[ButtonText, ...] = ()


class Responses:
    """Every text that the bot can say, by key."""

    def __init__(self, variants: Mapping[str, tuple[Variant, ...]], *, pick: int = 0) -> None:
        self._variants = variants
        self._pick = pick

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a text under that key."""
        return key in self._variants

    @property
    def keys(self) -> Collection[str]:
        """The keys of all texts."""
        return self._variants.keys()

    def placeholders(self, key: str) -> frozenset[str]:
        """Return the names of the values that a text needs, whichever of its variants is said."""
        texts = (text for variant in self._variants.get(key, ()) for text in variant.text.values())
        return frozenset(name for text in texts for name in PLACEHOLDER.findall(text))

    def varied(self, pick: int) -> "Responses":
        """Return the same texts where the number chooses among the variants of each (see `variety`)."""
        return Responses(self._variants, pick=pick)

    def say(self, key: str, language: Language, **values: object) -> Reply:
        """Return a text in a language, its placeholders filled with the values; see `fill`."""
        return self.fill(key, language, values)

    def fill(self, key: str, language: Language, values: Mapping[str, object]) -> Reply:
        """Return a text in a language, its placeholders filled; more values than it needs are fine.

        Raises:
            BadInput: no such text, or a value for a placeholder is missing.
        """
        variants = self._variants.get(key)
        if not variants:
            raise BadInput(f"no text `{key}`")
        variant = variants[self._pick % len(variants)]
        text = PLACEHOLDER.sub(lambda found: _value(key, found[1], values), variant.text[language])
        return Reply(text=text, buttons=tuple(_button(button, language) for button in variant.buttons))


def variety(tracker: Tracker, said: int = 0) -> int:
    """Return a number for `Responses.varied`: other for each reply, and the same again when a turn is replayed.

    Args:
        said: replies of this turn so far, of which the tracker does not know yet.
    """
    return zlib.crc32(tracker.conversation_id.encode()) + len(tracker.stretch.bot_texts) + said


def joined(replies: Iterable[Reply], language: Language) -> Reply:
    """Return several sentences as one reply, with all their buttons."""
    sentences = tuple(replies)
    space = " " if language is Language.ENGLISH else ""
    return Reply(
        text=space.join(sentence.text for sentence in sentences),
        buttons=tuple(button for sentence in sentences for button in sentence.buttons),
    )


def _value(key: str, name: str, values: Mapping[str, object]) -> str:
    if name not in values:
        raise BadInput(f"`{key}` needs a value for `{name}`")
    return str(values[name])


def _button(button: ButtonText, language: Language) -> Button:
    title = button.title[language]
    return Button(title=title, payload=button.payload or title)
