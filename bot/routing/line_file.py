"""Reads the policy's part about the line: its queues, and how they are served."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.conversation.line_rules import RELAX, LineRules, QueueRules, Relax, Want, When
from bot.routing.hours_file import read_hours
from bot.routing.yaml_reader import YamlReader, is_number, near

_DURATIONS = ("sticky", "wanted", "left_after", "keeps_place", "wrap_up")
_KEYS = {"relax", "waiting_weight", "missed_offers", "dispositions", *_DURATIONS}
_MOST_MISSED = 20
_WANTS = {want.value for want in Want}
_WHEN = {when.value for when in When}


def read_line(reader: YamlReader, tree: Any) -> LineRules:
    """Return how the line is served; what the file does not say stays as it is by default."""
    node = reader.mapping(tree, "line")
    reader.keys(node, _KEYS)
    found: dict[str, Any] = {}
    if "waiting_weight" in node:
        found["waiting_weight"] = reader.number(node, "waiting_weight", 0, 1)
    if "missed_offers" in node:
        found["missed_offers"] = _missed(reader, node)
    if "dispositions" in node:
        found["dispositions"] = reader.words(node, "dispositions")
    found |= {name: reader.duration(node, name) for name in _DURATIONS if name in node}
    usual = _relax(reader, node) if "relax" in node else RELAX
    queues = dict(_queues(reader, tree, usual))
    return replace(LineRules(), queues=queues, hours=read_hours(reader, tree), **found)


def _missed(reader: YamlReader, node: Any) -> int | None:
    value = node["missed_offers"]
    if is_number(value) and isinstance(value, int) and 1 <= value <= _MOST_MISSED:
        return value
    reader.wrong(node, "missed_offers", f"`missed_offers` must be a whole number from 1 to {_MOST_MISSED}")
    return None


def _queues(reader: YamlReader, tree: Any, relax: tuple[Relax, ...]) -> Iterator[tuple[str, QueueRules]]:
    """Yield each queue with its rules, the default one first."""
    queues = tree.get("queues", [])
    if isinstance(queues, list) and queues:
        for name in reader.words(tree, "queues"):
            yield name, QueueRules(relax=relax)
        return
    if not isinstance(queues, dict) or ("queues" in tree and not queues):
        reader.wrong(tree, "queues", "`queues` must be a list or a mapping that is not empty")
        return
    for name, entry in queues.items():
        reader.word(queues, name, name)
        if not isinstance(entry, dict | None):
            reader.wrong(queues, name, f"`{name}` must be a mapping")
            continue
        rules = entry or {}
        reader.keys(rules, {"skills", "relax"})
        skills = reader.words(rules, "skills") if "skills" in rules else ()
        steps = _relax(reader, rules) if "relax" in rules else relax
        yield str(name), QueueRules(skills=frozenset(skills), relax=steps)


def _relax(reader: YamlReader, node: Any) -> tuple[Relax, ...]:
    # An empty list is meant: this queue keeps every want for ever.
    steps = [] if node.get("relax", []) == [] else reader.items(node, "relax")
    found: list[Relax] = []
    for number, step in enumerate(steps):
        if not isinstance(step, dict) or "without" not in step or not {"after", "when"} & set(step):
            reader.wrong(steps, number, "a step needs `without`, and `after` or `when`")
            continue
        relax = _step(reader, step)
        if relax is None:
            continue
        if any((other.without, other.when) == (relax.without, relax.when) for other in found):
            reader.wrong(step, "without", f"`{relax.without}` is done without already")
            continue
        found.append(relax)
    return tuple(found)


def _step(reader: YamlReader, step: Any) -> Relax | None:
    """Return one step; with a condition it counts from the first moment, where it does not say `after`."""
    reader.keys(step, {"after", "without", "when"})
    after = reader.duration(step, "after") if "after" in step else timedelta()
    without, when = str(step["without"]), str(step["when"]) if "when" in step else None
    if without not in _WANTS:
        reader.wrong(step, "without", f"`without` must be skills or language{near(without, _WANTS)}")
    if when is not None and when not in _WHEN:
        reader.wrong(step, "when", f"`when` must be nobody_has_it{near(when, _WHEN)}")
    if after is None or without not in _WANTS or (when is not None and when not in _WHEN):
        return None
    return Relax(after=after, without=Want(without), when=None if when is None else When(when))
