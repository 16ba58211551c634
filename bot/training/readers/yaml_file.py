"""Reads Rasa's NLU YAML, and the feelings that are written in the same manner."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml import CollectionEndEvent, CollectionStartEvent, MappingNode, Node, ScalarNode, SequenceNode

from bot.training.readers.annotations import unmarked
from bot.training.readers.reading import Reading, TermKind, shown

#: The one in C is many times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Lists and mappings within each other; ours need five.
_DEEPEST = 50


def read_yaml(path: Path, text: str, reading: Reading) -> None:
    """Add the sentences of `nlu:` (or `feelings:`), and beside them the lookups, patterns and synonyms."""
    try:
        deep = _too_deep(text)
        root = None if deep else yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reading.wrong(f"{path}:{mark.line + 1 if mark else 1}", f"not YAML: {error.problem or error.context}")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        reading.wrong(f"{path}:{line}", f"not YAML: a character that nobody sees (#x{error.character:04x})")
    else:
        if deep:
            reading.wrong(f"{path}:{deep}", f"lists within lists, more than {_DEEPEST} deep")
        else:
            _read_root(path, root, reading)


def _too_deep(text: str) -> int | None:
    """Return the line from which the loader in C would overflow its stack, and end the process without a word."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEEPEST:
            return event.start_mark.line + 1 if event.start_mark else 1
    return None


def _read_root(path: Path, root: Node | None, reading: Reading) -> None:
    kind = reading.kind
    if not isinstance(root, MappingNode):
        reading.wrong(f"{path}:1", f"expected `{kind.list_key}:`")
        return
    names = {_name(key) for key, _ in root.value}
    if kind.left_alone in names and kind.list_key not in names:
        return
    for key, value in root.value:
        name = _name(key)
        if name == kind.list_key and isinstance(value, SequenceNode):
            for item in value.value:
                _read_item(path, item, reading)
        elif name == kind.list_key:
            reading.wrong(_place(path, key), f"`{kind.list_key}` must be a list")
        elif name != "version":
            reading.wrong(_place(path, key), f"unknown key `{name}`")


def _read_item(path: Path, item: Node, reading: Reading) -> None:
    kind = reading.kind
    if not isinstance(item, MappingNode):
        reading.wrong(_place(path, item), f"expected `{kind.label_key}:` and `examples:`")
        return
    parts = {_name(key): value for key, value in item.value}
    term = next((term for term in kind.terms if term in parts), None)
    named = term or kind.label_key
    strange = _strange_keys(path, item, {named, "examples", "metadata"})
    for place, problem in strange:
        reading.wrong(place, problem)
    label = parts.get(named)
    if not isinstance(label, ScalarNode) or not label.value.strip():
        if not strange:
            reading.wrong(_place(path, item), f"`{named}` is missing")
    elif term is None:
        _read_sentences(path, label, parts.get("examples"), reading)
    else:
        _read_terms(path, term, label, parts.get("examples"), reading)


def _strange_keys(path: Path, item: MappingNode, known: set[str]) -> list[tuple[str, str]]:
    """Return (place, problem) of keys that are unknown or stand twice: the earlier one would be lost."""
    found, seen = [], set()
    for key, _ in item.value:
        name = _name(key)
        if name not in known:
            found.append((_place(path, key), f"unknown key `{name}`"))
        elif name in seen:
            found.append((_place(path, key), f"`{name}` stands twice"))
        seen.add(name)
    return found


def _read_sentences(path: Path, label: ScalarNode, examples: Node | None, reading: Reading) -> None:
    for place, raw in _all_examples(path, reading.kind.label_key, label, examples, reading):
        marked = unmarked(raw)
        for annotation in marked.broken:
            reading.wrong(place, f"the annotation `{shown(annotation)}` cannot be read")
        if not marked.broken:
            reading.add(place, marked.text, label.value, entities=marked.entities)
            for entity, spelt in zip(marked.entities, marked.spelt, strict=True):
                reading.add_annotation(place, entity, spelt)


def _read_terms(path: Path, kind: TermKind, name: ScalarNode, examples: Node | None, reading: Reading) -> None:
    for place, text in _all_examples(path, kind, name, examples, reading):
        reading.add_term(place, kind, name.value, text)


def _all_examples(
    path: Path, key: str, label: ScalarNode, node: Node | None, reading: Reading
) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of each example; none at all is a mistake."""
    found, before = False, len(reading.problems)
    for place, text in _examples(path, node, reading):
        found = True
        yield place, text
    if not found and len(reading.problems) == before:
        reading.wrong(_place(path, label), f"{key} `{label.value}` has no examples")


def _examples(path: Path, node: Node | None, reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of each example: lines that begin with `- ` in a block, or the items of a list."""
    if isinstance(node, SequenceNode):
        yield from _from_list(path, node, reading)
    elif isinstance(node, ScalarNode) and node.style == "|":
        yield from _from_block(path, node, reading)
    elif node is not None and not (isinstance(node, ScalarNode) and not node.value):
        reading.wrong(_place(path, node), "`examples` must be a list, or a block that begins with `|`")


def _from_list(path: Path, node: SequenceNode, reading: Reading) -> Iterator[tuple[str, str]]:
    for item in node.value:
        text = _listed(item)
        if text is None:
            reading.wrong(_place(path, item), "an example must be a text")
        else:
            yield _place(path, item), text


def _from_block(path: Path, node: ScalarNode, reading: Reading) -> Iterator[tuple[str, str]]:
    # The block begins in the line after its `|`.
    for number, line in enumerate(node.value.split("\n"), start=node.start_mark.line + 2):
        if line.strip() == "-" or line.lstrip().startswith("- "):
            yield f"{path}:{number}", line.strip()[1:]
        elif line.strip():
            reading.wrong(f"{path}:{number}", "an example must begin with `- `")


def _listed(item: Node) -> str | None:
    """Return the text of an item: itself, or `text:` beside Rasa's `metadata:`."""
    if isinstance(item, MappingNode):
        parts = {_name(key): value for key, value in item.value}
        item = parts["text"] if "text" in parts and parts.keys() <= {"text", "metadata"} else item
    return item.value if isinstance(item, ScalarNode) else None


def _name(node: Node) -> str:
    return node.value if isinstance(node, ScalarNode) else "…"


def _place(path: Path, node: Node) -> str:
    return f"{path}:{node.start_mark.line + 1}"
