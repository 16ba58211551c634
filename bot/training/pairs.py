"""Reads sentences that say the same in two languages, from which an English encoder learns the other one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.errors import BadConfiguration
from bot.understanding.features import folded

#: Columns of a table of pairs; others are left alone.
ENGLISH, OTHER = "en", "zh"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation, folded as the encoder reads it."""

    english: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What there is to learn a language from.

    Attributes:
        pairs: of any origin.
        own: of the business itself; may be empty.
        meanings: English of the words to add; an empty one says nothing. Characters of the pairs are added anyway.
    """

    pairs: Sequence[Pair]
    own: Sequence[Pair] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)


def read_pairs(paths: Sequence[Path]) -> list[Pair]:
    """Return the pairs in tables of tab-separated columns `en` and `zh`, each once; rows with an empty side are not.

    Raises:
        BadConfiguration: a table cannot be read, or a row has too few cells; names every one.
    """
    problems: list[str] = []
    pairs = dict.fromkeys(pair for path in paths for pair in _pairs(path, problems))
    if problems:
        raise BadConfiguration(*problems)
    return list(pairs)


def _pairs(path: Path, problems: list[str]) -> Iterator[Pair]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}: {error}")
        return
    header = lines[0].split("\t")
    if ENGLISH not in header or OTHER not in header:
        problems.append(f"{path}:1: the first line must name the columns `{ENGLISH}` and `{OTHER}`")
        return
    english, other = header.index(ENGLISH), header.index(OTHER)
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) > max(english, other):
            if cells[english].strip() and cells[other].strip():
                yield Pair(folded(cells[english]), folded(cells[other]))
        elif line.strip():
            problems.append(f"{path}:{number}: {len(cells)} cells in a table of {len(header)} columns")
