"""What a business itself calls things: values, patterns and synonyms, found in a message beside what the rules find."""

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import msgspec

from bot.conversation.errors import BadConfiguration
from bot.conversation.interpretation import Entity
from bot.understanding.entities.entities import found_by_rules
from bot.understanding.entities.lookup import Found, Lookup
from bot.understanding.entities.patterns import compiled
from bot.understanding.entities.spelling import key_of, plain

ENTITIES_FILE = "entities.json"
#: Raised when the file changes its meaning.
FORMAT = 1


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """Finds what a message names.

    Attributes:
        lookups: by entity, its values as they are to be called; of two entities with a value the first has it.
        patterns: by entity, regular expressions; case is ignored.
        synonyms: from a spelling to the value that is meant.
    """

    lookups: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, tuple[str, ...]] = {}
    synonyms: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.lookups or self.patterns or self.synonyms)

    def ready(self) -> Self:
        """Make now what the first message would wait for.

        Raises:
            ValueError: a pattern cannot be read.
        """
        _ = self._lookup, self._patterns
        return self

    def entities(self, text: str) -> tuple[Entity, ...]:
        """Return what the rules find and what stands in the vocabulary, in the order in which they stand.

        No place is two things: a rule comes before the vocabulary, and the longer before the shorter.
        """
        readable = plain(text)
        found = found_by_rules(readable)
        if self:
            own = [*self._lookup.find(readable), *self._matches(readable)]
            found = sorted([*found, *_apart(own, found, len(readable))], key=lambda f: f[0])
        return tuple(entity for _, _, entity in found)

    @cached_property
    def _lookup(self) -> Lookup:
        values: dict[str, Entity] = {}
        for name, called in self.lookups.items():
            for value in called:
                values.setdefault(key_of(value), self._named(name, value))
        # Whoever says what else a value is called wants it found under that, too.
        others = {
            spelling: Entity(name=values[key_of(value)].name, value=value)
            for spelling, value in self._meant.items()
            if key_of(value) in values
        }
        return Lookup(others | values)

    @cached_property
    def _patterns(self) -> tuple[tuple[str, Any], ...]:
        return tuple((name, compiled(pattern)) for name, patterns in self.patterns.items() for pattern in patterns)

    @cached_property
    def _meant(self) -> dict[str, str]:
        return {key_of(spelling): value for spelling, value in self.synonyms.items()}

    def _named(self, name: str, value: str) -> Entity:
        return Entity(name=name, value=self._meant.get(key_of(value), value))

    def _matches(self, readable: str) -> Iterator[Found]:
        for name, pattern in self._patterns:
            for match in pattern.finditer(readable):
                if match.group().strip():
                    yield *match.span(), self._named(name, match.group().strip())


def _apart(own: Iterable[Found], taken: Iterable[Found], length: int) -> Iterator[Found]:
    """Of what overlaps, nothing that touches what is taken, and else the longest."""
    used = bytearray(length)
    for start, end, _ in taken:
        used[start:end] = b"\1" * (end - start)
    for start, end, entity in sorted(own, key=lambda f: (f[0] - f[1], f[0])):
        if used.find(1, start, end) < 0:
            used[start:end] = b"\1" * (end - start)
            yield start, end, entity


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """What `entities.json` says.

    Attributes:
        data: SHA-256 of the training data, as the heads have it.
    """

    format: int
    data: str
    vocabulary: Vocabulary


def load_vocabulary(folder: Path, *, data: str) -> Vocabulary:
    """Return the vocabulary of a model folder; one without a file has none.

    Args:
        data: hash of the data that the heads were trained on.

    Raises:
        BadConfiguration: the file is damaged, of another version or from another training.
    """
    path = folder / ENTITIES_FILE
    try:
        raw = path.read_bytes()
        found = msgspec.json.decode(raw, type=dict[str, Any]).get("format")
        if found != FORMAT:
            problem = f"format `{found}` is not {FORMAT}, the one that this Baton reads"
            raise BadConfiguration(f"{path}: {problem}; run `baton train`")
        read = msgspec.json.decode(raw, type=_File)
        vocabulary = read.vocabulary.ready()
    except FileNotFoundError:
        return Vocabulary()
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadConfiguration(f"{path}: {error}; run `baton train`") from error
    if read.data != data:
        raise BadConfiguration(f"{path}: from another training than the heads; run `baton train`")
    return vocabulary


def save_vocabulary(folder: Path, vocabulary: Vocabulary, *, data: str) -> None:
    """Write a vocabulary to a model folder; whenever this ends, the whole file stands there or the one before."""
    folder.mkdir(parents=True, exist_ok=True)
    said = _File(format=FORMAT, data=data, vocabulary=vocabulary)
    new = folder / f"{ENTITIES_FILE}.new"
    with new.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / ENTITIES_FILE)
