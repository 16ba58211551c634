"""Groups of customers whom a business treats apart, told by what the conversation knows of them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

#: Minutes of waiting that a segment is worth at most.
LARGEST_BONUS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotIs:
    """A slot has one of these values."""

    slot: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotAtLeast:
    """A slot holds a number that is as large."""

    slot: str
    least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBefore:
    """The customer asked for a person, and was given to one, as often before in this conversation."""

    times: int


Trait = SlotIs | SlotAtLeast | AskedBefore


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A group of customers: those who have all of its traits.

    Attributes:
        bonus_minutes: of waiting that it is worth, 0…`LARGEST_BONUS`.
    """

    name: str
    traits: tuple[Trait, ...]
    bonus_minutes: float = 0.0


def segment_of(segments: Iterable[Segment], slots: Mapping[str, str], asked_before: int) -> str | None:
    """Return the name of the first segment that a customer belongs to, or None."""
    for segment in segments:
        if all(_has(trait, slots, asked_before) for trait in segment.traits):
            return segment.name
    return None


def _has(trait: Trait, slots: Mapping[str, str], asked_before: int) -> bool:
    match trait:
        case SlotIs(slot=slot, values=values):
            return slots.get(slot) in values
        case SlotAtLeast(slot=slot, least=least):
            return _number(slots.get(slot, "")) >= least
        case AskedBefore(times=times):
            return asked_before >= times
    assert_never(trait)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
