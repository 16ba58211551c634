"""Reads example conversations, each customer message with how frustrated the customer is by then, from YAML.

One is a list of what happened, one line each:

    conversations:
      - turns:
          - customer: where is my parcel?
            frustration: 0
          - bot: Please tell me your order number.
          - event: automation_failed
          - waited: 12m
          - customer: I asked where it is!
            frustration: 0.6
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.conversation.errors import BadConfiguration

#: Finer steps than these are not told apart by the people who label.
LEVELS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
AUTOMATION_FAILED = "automation_failed"

_KINDS = ("customer", "bot", "event", "waited")
_WAIT = re.compile(r"(?P<count>\d{1,4})\s*(?P<unit>[smh])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the customer wrote.

    Attributes:
        frustration: 0…1, of the conversation up to here.
    """

    text: str
    frustration: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the bot wrote."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An automation failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """The customer waited for an answer."""

    time: timedelta


Turn = Told | Answered | Failed | Waited


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One conversation.

    Attributes:
        place: `file:line`.
    """

    turns: tuple[Turn, ...]
    place: str


@dataclass(slots=True)
class _Reading:
    path: Path
    examples: list[Example] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def wrong(self, node: Node, problem: str) -> None:
        self.problems.append(f"{self.place(node)}: {problem}")

    def place(self, node: Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"


def read_conversations(folder: Path) -> tuple[Example, ...]:
    """Return the conversations of every YAML file under a folder; none where there is no folder.

    Raises:
        BadConfiguration: unknown keys, a level that is none, broken YAML … all of them at once.
    """
    readings = [_read(path) for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")])]
    problems = [problem for reading in readings for problem in reading.problems]
    if problems:
        raise BadConfiguration(*problems)
    return tuple(example for reading in readings for example in reading.examples)


def _read(path: Path) -> _Reading:
    reading = _Reading(path)
    try:
        root = YAML(typ="rt").compose(path.read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        reading.problems.append(f"{path}{line}: {getattr(error, 'problem', None) or error}")
        return reading
    if not isinstance(root, MappingNode):
        reading.problems.append(f"{path}:1: expected `conversations:`")
        return reading
    for key, value in root.value:
        if key.value == "conversations":
            _read_list(value, reading)
        elif key.value != "version":
            reading.wrong(key, f"unknown key `{key.value}`")
    return reading


def _read_list(node: Node, reading: _Reading) -> None:
    if not isinstance(node, SequenceNode):
        reading.wrong(node, "`conversations` must be a list")
        return
    for item in node.value:
        turns = _list_of_turns(item, reading)
        if turns is None:
            continue
        read = [turn for turn in (_turn(one, reading) for one in turns.value) if turn is not None]
        if not any(isinstance(turn, Told) for turn in read):
            reading.wrong(item, "the customer says nothing in this conversation")
        reading.examples.append(Example(turns=tuple(read), place=reading.place(item)))


def _list_of_turns(item: Node, reading: _Reading) -> SequenceNode | None:
    parts = _parts(item, ("turns",), reading)
    turns = parts.get("turns")
    if isinstance(turns, SequenceNode):
        return turns
    if turns is not None or not parts:
        reading.wrong(item, "expected `turns:` with a list")
    return None


def _turn(item: Node, reading: _Reading) -> Turn | None:
    parts = _parts(item, (*_KINDS, "frustration"), reading)
    kinds = [kind for kind in _KINDS if kind in parts]
    if len(kinds) != 1:
        if not parts or kinds:
            reading.wrong(item, f"a turn is one of {', '.join(f'`{kind}`' for kind in _KINDS)}")
        elif "frustration" in parts:
            reading.wrong(item, "`frustration` belongs to a `customer` turn")
        return None
    kind = kinds[0]
    if kind != "customer" and "frustration" in parts:
        reading.wrong(parts["frustration"], "`frustration` belongs to a `customer` turn")
        return None
    value = parts[kind]
    if not isinstance(value, ScalarNode) or not value.value.strip():
        reading.wrong(item, f"`{kind}` must be a text")
        return None
    return _customer(item, value, parts, reading) if kind == "customer" else _other(kind, value, reading)


def _customer(item: Node, said: ScalarNode, parts: dict[str, Node], reading: _Reading) -> Told | None:
    level = parts.get("frustration")
    if level is None:
        reading.wrong(item, "`frustration` is missing")
        return None
    try:
        frustration = float(level.value)
    except (TypeError, ValueError):
        frustration = -1.0
    if frustration not in LEVELS:
        reading.wrong(level, f"`frustration` must be one of {', '.join(f'{one:g}' for one in LEVELS)}")
        return None
    return Told(text=said.value.strip(), frustration=frustration)


def _other(kind: str, value: ScalarNode, reading: _Reading) -> Turn | None:
    if kind == "bot":
        return Answered(text=value.value.strip())
    if kind == "event":
        if value.value == AUTOMATION_FAILED:
            return Failed()
        reading.wrong(value, f"unknown event `{value.value}`; there is `{AUTOMATION_FAILED}`")
        return None
    wait = _WAIT.fullmatch(value.value.strip())
    if wait:
        return Waited(time=timedelta(**{_UNITS[wait["unit"]]: int(wait["count"])}))
    reading.wrong(value, f"`{value.value}` is no time; write `30s`, `12m` or `2h`")
    return None


def _parts(item: Node, known: tuple[str, ...], reading: _Reading) -> dict[str, Node]:
    """Return the values by key; none where it is no mapping."""
    if not isinstance(item, MappingNode):
        return {}
    parts: dict[str, Node] = {}
    for key, value in item.value:
        if key.value not in known:
            reading.wrong(key, f"unknown key `{key.value}`")
        elif key.value in parts:
            reading.wrong(key, f"`{key.value}` stands twice; each turn begins with `-`")
        parts[str(key.value)] = value
    return parts
