"""Finds the values of tables in a message: one walk, however many values there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.conversation.interpretation import Entity
from bot.understanding.entities.spelling import words_of

#: Start, end, and what stands there.
Found = tuple[int, int, Entity]


@dataclass(slots=True)
class _Node:
    """What may come after some words, and what those words are."""

    after: dict[str, "_Node"] = field(default_factory=dict)
    entity: Entity | None = None


class Lookup:
    """Knows values by their words: whole words of Latin script, and Chinese characters wherever they stand.

    Args:
        values: what each is, by its key (`key_of`).
    """

    def __init__(self, values: Mapping[str, Entity]) -> None:
        self._root = _Node()
        for key, entity in values.items():
            node = self._root
            for word in key.split():
                node = node.after.setdefault(word, _Node())
            node.entity = entity

    def find(self, readable: str) -> Iterator[Found]:
        """Yield every value that stands in a plain text, those within each other too."""
        if not self._root.after:
            return
        words = words_of(readable)
        for first, (start, _, word) in enumerate(words):
            node = self._root.after.get(word)
            last = first
            while node is not None:
                if node.entity is not None:
                    yield start, words[last][1], node.entity
                last += 1
                node = node.after.get(words[last][2]) if last < len(words) else None
