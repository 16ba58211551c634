"""Entities that are marked in a sentence, as Rasa marks them: `[48213](order_number)`, `[NYC]{"entity": "city"}`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.conversation.interpretation import Entity
from bot.training.readers.reading import LONGEST_SENTENCE

_ANNOTATION = re.compile(r"\[(?P<text>[^\]\[]+)\](?:\((?P<name>[\w.-]+)\)|(?P<json>\{[^{}]*\}|\[\s*\{[^\]\[]*\}\s*\]))")
#: What is left of an annotation that was not closed, or has a name that is none.
_BROKEN = re.compile(r"\][({]\S*|\[[^\]\[]*[({][\w.-]+[)}](?=[^\]]*$)")
_KEYS = {"entity", "role", "group", "value"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A sentence that its annotations were taken from.

    Attributes:
        spelt: how the sentence writes each of the entities.
        broken: annotations that cannot be read.
    """

    text: str
    entities: tuple[Entity, ...]
    spelt: tuple[str, ...]
    broken: tuple[str, ...]


def unmarked(raw: str) -> Marked:
    """Return the sentence without its annotations, and the entities that they name; one too long as it stands."""
    if len(raw) > LONGEST_SENTENCE:
        return Marked(text=raw, entities=(), spelt=(), broken=())
    entities: list[Entity] = []
    spelt: list[str] = []
    broken: list[str] = []

    def plain(match: re.Match[str]) -> str:
        text = match["text"]
        try:
            about = {"entity": match["name"]} if match["name"] else json.loads(match["json"])
            entities.extend(_entities(about, text))
        except ValueError:
            broken.append(match.group())
        spelt.extend([text] * (len(entities) - len(spelt)))
        return text

    text = _ANNOTATION.sub(plain, raw)
    broken += _BROKEN.findall(text)
    return Marked(text=text.strip(), entities=tuple(entities), spelt=tuple(spelt), broken=tuple(broken))


def _entities(about: Any, text: str) -> Iterator[Entity]:
    for one in about if isinstance(about, list) else [about]:
        if not isinstance(one, dict) or not one.keys() <= _KEYS or not isinstance(one.get("entity"), str):
            raise ValueError
        yield Entity(name=one["entity"], value=str(one.get("value", text)))
