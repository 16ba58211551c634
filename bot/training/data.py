"""Reads training data: Rasa's NLU YAML, strictly, with every mistake at its file and line."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.conversation.errors import BadConfiguration
from bot.conversation.interpretation import Entity
from bot.understanding.features import folded
from bot.understanding.heads import SENTIMENTS

_ANNOTATION = re.compile(r"\[(?P<text>[^\]\[]+)\](?:\((?P<name>[a-z_]+)\)|(?P<json>\{[^{}]*\}))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One labelled sentence.

    Attributes:
        text: without annotations.
        label: intent or feeling.
        place: `file:line`.
    """

    text: str
    label: str
    entities: tuple[Entity, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """Everything that the heads are trained on.

    Attributes:
        feelings: empty where the folder has none; sentiment is then always 0.
        fingerprint: SHA-256 of the sentences and labels, whatever files they stand in.
    """

    intents: tuple[Sentence, ...]
    feelings: tuple[Sentence, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How one kind of file names its parts."""

    list_key: str
    label_key: str
    other_keys: frozenset[str] = frozenset({"version"})


_NLU = _Kind(list_key="nlu", label_key="intent")
_FEELING = _Kind(list_key="feelings", label_key="feeling")


@dataclass(slots=True)
class _Reading:
    kind: _Kind
    sentences: list[Sentence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_training_data(folder: Path) -> TrainingData:
    """Return the sentences of a folder: `nlu/**/*.yml` and `feeling/*.yml`, or all its YAML where it has no `nlu/`.

    A sentence that stands twice under the same label counts once.

    Raises:
        BadConfiguration: unknown keys, empty intents, a sentence under two labels, broken YAML … all of them at once.
    """
    nlu = folder / "nlu"
    intents = _read(nlu if nlu.is_dir() else folder, _NLU)
    feelings = _read(folder / "feeling", _FEELING)
    for sentence in feelings.sentences:
        if sentence.label not in SENTIMENTS:
            feelings.problems.append(f"{sentence.place}: feeling `{sentence.label}` is none of {', '.join(SENTIMENTS)}")
            break
    problems = [*intents.problems, *feelings.problems]
    if not intents.sentences and not problems:
        problems.append(f"{folder}: no sentences found; expected `nlu/*.yml` in Rasa's format")
    elif len({s.label for s in intents.sentences}) < 2 and not problems:
        problems.append(f"{folder}: one intent alone leaves nothing to tell apart")
    if problems:
        raise BadConfiguration(*problems)
    return TrainingData(
        intents=tuple(intents.sentences),
        feelings=tuple(feelings.sentences),
        fingerprint=_fingerprint(intents.sentences, feelings.sentences),
    )


def _fingerprint(*kinds: Sequence[Sentence]) -> str:
    lines = [sorted(f"{s.label}\t{s.text}" for s in sentences) for sentences in kinds]
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _read(folder: Path, kind: _Kind) -> _Reading:
    reading = _Reading(kind)
    for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
        try:
            root = YAML(typ="rt").compose(path.read_text("utf-8"))
        except (YAMLError, UnicodeDecodeError, OSError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            reading.problems.append(f"{path}{line}: {getattr(error, 'problem', None) or error}")
            continue
        _read_file(path, root, reading)
    _drop_repeats(reading)
    return reading


def _read_file(path: Path, root: Node | None, reading: _Reading) -> None:
    kind = reading.kind
    if not isinstance(root, MappingNode):
        reading.problems.append(f"{path}:1: expected `{kind.list_key}:`")
        return
    for key, value in root.value:
        if key.value == kind.list_key and isinstance(value, SequenceNode):
            for item in value.value:
                _read_item(path, item, reading)
        elif key.value == kind.list_key:
            reading.problems.append(f"{_place(path, key)}: `{kind.list_key}` must be a list")
        elif key.value not in kind.other_keys:
            reading.problems.append(f"{_place(path, key)}: unknown key `{key.value}`")


def _read_item(path: Path, item: Node, reading: _Reading) -> None:
    kind = reading.kind
    if not isinstance(item, MappingNode):
        reading.problems.append(f"{_place(path, item)}: expected `{kind.label_key}:` and `examples:`")
        return
    parts = {key.value: value for key, value in item.value}
    unknown = [k for k in item.value if k[0].value not in {kind.label_key, "examples"}]
    reading.problems += [f"{_place(path, key)}: unknown key `{key.value}`" for key, _ in unknown]
    label, examples = parts.get(kind.label_key), parts.get("examples")
    if not isinstance(label, ScalarNode) or not label.value:
        if not unknown:
            reading.problems.append(f"{_place(path, item)}: `{kind.label_key}` is missing")
        return
    before = len(reading.sentences)
    for place, text in _examples(path, examples, reading):
        _read_sentence(place, text, label.value, reading)
    if len(reading.sentences) == before:
        reading.problems.append(f"{_place(path, label)}: {kind.label_key} `{label.value}` has no examples")


def _examples(path: Path, node: Node | None, reading: _Reading) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of each example: lines that begin with `- ` in a block, or the items of a list."""
    if isinstance(node, SequenceNode):
        for item in node.value:
            if isinstance(item, ScalarNode):
                yield _place(path, item), item.value
            else:
                reading.problems.append(f"{_place(path, item)}: an example must be a text")
        return
    if not isinstance(node, ScalarNode):
        return
    for number, line in enumerate(node.value.splitlines(), start=node.start_mark.line + 2):
        if line.strip().startswith("- "):
            yield f"{path}:{number}", line.strip()[2:]
        elif line.strip() not in {"", "-"}:
            reading.problems.append(f"{path}:{number}: an example must begin with `- `")


def _read_sentence(place: str, raw: str, label: str, reading: _Reading) -> None:
    entities: list[Entity] = []

    def plain(match: re.Match[str]) -> str:
        name, value = match["name"], match["text"]
        if match["json"]:
            try:
                about = json.loads(match["json"])
                name, value = about["entity"], about.get("value", value)
            except (ValueError, KeyError, TypeError):
                reading.problems.append(f"{place}: the annotation `{match.group()}` cannot be read")
        entities.append(Entity(name=str(name), value=str(value)))
        return match["text"]

    text = _ANNOTATION.sub(plain, raw).strip()
    if text:
        reading.sentences.append(Sentence(text=text, label=label, entities=tuple(entities), place=place))


def _drop_repeats(reading: _Reading) -> None:
    """Keep the first of equal sentences; under two labels they are a mistake."""
    first: dict[str, Sentence] = {}
    for sentence in reading.sentences:
        earlier = first.setdefault(folded(sentence.text), sentence)
        if earlier.label != sentence.label:
            reading.problems.append(
                f"{sentence.place}: `{sentence.text}` is `{sentence.label}` here, `{earlier.label}` at {earlier.place}"
            )
    reading.sentences = list(first.values())


def _place(path: Path, node: Node) -> str:
    return f"{path}:{node.start_mark.line + 1}"
