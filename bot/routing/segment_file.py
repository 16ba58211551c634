"""Reads the policy's segments of customers."""

from collections.abc import Collection, Iterator
from typing import Any

from bot.routing.segments import LARGEST_BONUS, AskedBefore, Segment, SlotAtLeast, SlotIs, Trait
from bot.routing.yaml_reader import YamlReader, is_number

_ASKED = "asked_for_person_before_at_least"
_TRAITS = {"slot", "is", "at_least", _ASKED}


def read_segments(reader: YamlReader, tree: Any) -> tuple[Segment, ...]:
    """Return the segments in their order."""
    entries = reader.items(tree, "segments")
    found: list[Segment] = []
    for number, entry in enumerate(entries):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            reader.wrong(entries, number, "a segment needs a `name`")
            continue
        reader.keys(entry, {"name", "when", "bonus_minutes"})
        if any(name == other.name for other in found):
            reader.wrong(entry, "name", f"segment `{name}` stands twice")
        bonus = reader.number(entry, "bonus_minutes", 0, LARGEST_BONUS) if "bonus_minutes" in entry else None
        found.append(Segment(name=name, traits=tuple(_when(reader, entry)), bonus_minutes=bonus or 0.0))
    return tuple(found)


def _when(reader: YamlReader, entry: Any) -> Iterator[Trait]:
    """Yield the traits of a segment, written as one mapping or as a list of them."""
    when = entry.get("when")
    parts = when if isinstance(when, list) else [when]
    if not when or not all(isinstance(part, dict) and part for part in parts):
        reader.wrong(entry, "when", "`when` must be a mapping, or a list of them, that is not empty")
        return
    for part in parts:
        reader.keys(part, _TRAITS)
        yield from _traits(reader, part)


def _traits(reader: YamlReader, node: Any) -> Iterator[Trait]:
    if _ASKED in node:
        times = node[_ASKED]
        if is_number(times) and isinstance(times, int) and times >= 1:
            yield AskedBefore(times=times)
        else:
            reader.wrong(node, _ASKED, f"`{_ASKED}` must be a whole number from 1 on")
    asks = [name for name in ("is", "at_least") if name in node]
    if asks or "slot" in node:
        yield from _of_slot(reader, node, asks)


def _of_slot(reader: YamlReader, node: Any, asks: Collection[str]) -> Iterator[Trait]:
    slot = node.get("slot")
    if not isinstance(slot, str) or not slot or not asks:
        reader.wrong(node, "slot", "`slot` must be the name of a slot, with `is` or `at_least` beside it")
        return
    if "is" in asks:
        values = reader.items(node, "is")
        if any(isinstance(value, bool) or not isinstance(value, str | int | float) for value in values):
            reader.wrong(node, "is", "`is` must be a list of words or numbers")
        yield SlotIs(slot=slot, values=frozenset(map(str, values)))
    if "at_least" in asks:
        if is_number(node["at_least"]):
            yield SlotAtLeast(slot=slot, least=float(node["at_least"]))
        else:
            reader.wrong(node, "at_least", "`at_least` must be a number")
