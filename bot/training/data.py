"""Reads training data from files in any of the formats of `readers`, with every mistake at its file and line."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from bot.conversation.errors import BadConfiguration
from bot.training.readers import READERS
from bot.training.readers.reading import FEELING, NLU, Reading, Sentence
from bot.training.readers.terms import contradictions, vocabulary_of
from bot.understanding.entities import Vocabulary
from bot.understanding.features import folded
from bot.understanding.heads import SENTIMENTS

__all__ = ["Gathered", "Sentence", "TrainingData", "gather", "read_sentences", "read_training_data"]


#: Equal to any other that is empty, and never changed.
_NOTHING = Vocabulary()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """Everything that a model is made from.

    Attributes:
        feelings: empty where the folder has none; sentiment is then always 0.
        fingerprint: SHA-256 of sentences, labels and vocabulary, whatever files they stand in.
        vocabulary: what entities are found by, beside the rules.
    """

    intents: tuple[Sentence, ...]
    feelings: tuple[Sentence, ...]
    fingerprint: str
    vocabulary: Vocabulary = _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that stands in the files, repeats and mistakes included."""

    path: Path
    intents: Reading
    feelings: Reading


def read_training_data(path: Path) -> TrainingData:
    """Return the sentences of a file, or of a folder: of its `nlu/` and `feeling/` where it has `nlu/`.

    A sentence that stands twice under the same label counts once.

    Raises:
        BadConfiguration: unknown keys, empty intents, a sentence under two labels, broken YAML … all of them at once.
    """
    gathered = gather(path)
    intents, feelings = gathered.intents, gathered.feelings
    problems = [str(remark) for remark in contradictions(intents.terms)]
    for reading in (intents, feelings):
        problems += [*map(str, reading.problems + reading.empty), *_drop_repeats(reading)]
    if len({s.label for s in intents.sentences}) < 2 and not problems:
        problems.append(f"{path}: one intent alone leaves nothing to tell apart")
    if problems:
        raise BadConfiguration(*problems)
    vocabulary = vocabulary_of(intents.terms)
    return TrainingData(
        intents=tuple(intents.sentences),
        feelings=tuple(feelings.sentences),
        fingerprint=_fingerprint(vocabulary, intents.sentences, feelings.sentences),
        vocabulary=vocabulary,
    )


def read_sentences(path: Path) -> tuple[Sentence, ...]:
    """Return the sentences with intents of a file or folder as they stand, equal ones included.

    A sentence under two labels stays under both, and a label without a sentence is left out: public data sets have
    such.

    Raises:
        BadConfiguration: with every other mistake at once.
    """
    intents = gather(path).intents
    if intents.problems:
        raise BadConfiguration(*map(str, intents.problems))
    return tuple(intents.sentences)


def gather(path: Path) -> Gathered:
    """Return everything that a file or folder holds, without judging how it fits together."""
    intents, feelings = Reading(NLU), Reading(FEELING)
    if path.is_dir():
        nlu, feeling = path / "nlu", path / "feeling"
        for file in _files(nlu if nlu.is_dir() else path):
            if nlu.is_dir() or not file.is_relative_to(feeling):
                _read_file(file, intents)
        for file in _files(feeling):
            _read_file(file, feelings)
    else:
        _read_file(path, intents)
    _check_feelings(feelings)
    if not intents.sentences and not intents.problems:
        intents.problems += intents.passed_over
        intents.passed_over.clear()
        intents.wrong(str(path), f"no sentences found in {', '.join(READERS)}")
    return Gathered(path=path, intents=intents, feelings=feelings)


def _files(folder: Path) -> Iterator[Path]:
    """Yield what a reader is there for, in order; hidden files are not the writer's (`._train.csv` of a Mac)."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in READERS and path.is_file() and not hidden:
            yield path


def _read_file(path: Path, reading: Reading) -> None:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        reading.wrong(str(path), f"not one of the kinds that are read: {', '.join(READERS)}")
        return
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        reading.wrong(str(path), error.strerror or str(error))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reading.wrong(f"{path}:{line}", "not UTF-8; save the file as UTF-8")
    else:
        if "\0" in text:
            reading.wrong(f"{path}:{text.count(chr(10), 0, text.index(chr(0))) + 1}", "no text; save the file as UTF-8")
        else:
            reader(path, text, reading)


def _check_feelings(feelings: Reading) -> None:
    """Name the feelings that nobody knows, each at its first sentence."""
    unknown = {s.label: s.place for s in reversed(feelings.sentences) if s.label not in SENTIMENTS}
    for label, place in unknown.items():
        feelings.wrong(place, f"feeling `{label}` is none of {', '.join(SENTIMENTS)}")


def _drop_repeats(reading: Reading) -> list[str]:
    """Keep the first of equal sentences, and return what is wrong: under two labels they are a mistake."""
    first: dict[str, Sentence] = {}
    problems = []
    for sentence in reading.sentences:
        earlier = first.setdefault(folded(sentence.text), sentence)
        if earlier.label != sentence.label:
            problems.append(
                f"{sentence.place}: `{sentence.text}` is `{sentence.label}` here, `{earlier.label}` at {earlier.place}"
            )
    reading.sentences = list(first.values())
    return problems


def _fingerprint(vocabulary: Vocabulary, *kinds: Sequence[Sentence]) -> str:
    said: list[Any] = [sorted(f"{s.label}\t{s.text}" for s in sentences) for sentences in kinds]
    # Data without a vocabulary keeps the hash that it had before there were any.
    said += [msgspec.to_builtins(vocabulary)] if vocabulary else []
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
