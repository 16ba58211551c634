"""What the columns of a table and the keys of an object may be called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.training.readers.reading import Kind

_TEXT = ("text", "sentence", "utterance", "query", "question", "instruction")
_LANGUAGE = ("lang", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The names that hold a sentence; None where there is none.

    Attributes:
        unread: names that hold something else.
    """

    text: str | None
    label: str | None
    language: str | None
    unread: tuple[str, ...]


def fields_of(names: Collection[str], kind: Kind) -> Fields:
    """Return which of the names hold what."""
    text, label, language = (_first(among, names) for among in (_TEXT, kind.labels, _LANGUAGE))
    unread = tuple(name for name in names if name not in {text, label, language})
    return Fields(text=text, label=label, language=language, unread=unread)


def _first(among: Sequence[str], names: Collection[str]) -> str | None:
    return next((name for name in among if name in names), None)
