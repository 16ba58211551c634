"""Reads JSON: a list of `[text, label]` pairs or `{"text", "label"}` objects; JSONL: one of them a line."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.training.readers.fields import fields_of
from bot.training.readers.reading import Reading

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


def read_json_lines(path: Path, text: str, reading: Reading) -> None:
    """Add the sentence of each line; empty lines are none."""
    unread: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            reading.wrong(f"{path}:{number}", f"not JSON: {_why(error)}")
        else:
            _add(path, number, item, reading, unread)
    _tell_unread(path, unread, reading)


def read_json(path: Path, text: str, reading: Reading) -> None:
    """Add the sentences of a list; a file that holds an object is something else, and is passed over."""
    if text.lstrip().startswith("{"):
        reading.pass_over(f"{path}:1", "holds no list of sentences")
        return
    unread: dict[str, int] = {}
    try:
        for number, item in _items(text):
            _add(path, number, item, reading, unread)
    except json.JSONDecodeError as error:
        reading.wrong(f"{path}:{error.lineno}", f"not JSON: {_why(error)}")
    except (ValueError, RecursionError) as error:
        reading.wrong(f"{path}:1", f"not JSON: {_why(error)}")
    _tell_unread(path, unread, reading)


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """Yield (line, item) of a list; the library's own reader does not tell where an item stands."""
    at, line, counted = _skip(text, 0), 1, 0
    if not text.startswith("[", at):
        raise json.JSONDecodeError("expected a list `[…]`", text, at)
    at = _skip(text, at + 1)
    while not text.startswith("]", at):
        line, counted = line + text.count("\n", counted, at), at
        item, at = _DECODER.raw_decode(text, at)
        yield line, item
        at = _skip(text, at)
        if text.startswith(",", at):
            at = _skip(text, at + 1)
        elif not text.startswith("]", at):
            raise json.JSONDecodeError("expected `,` or `]`", text, at)
    if _skip(text, at + 1) < len(text):
        raise json.JSONDecodeError("something stands after the list", text, at + 1)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _add(path: Path, number: int, item: Any, reading: Reading, unread: dict[str, int]) -> None:
    place = f"{path}:{number}"
    if isinstance(item, list) and len(item) == 2:
        item = dict(zip(("text", "label"), item, strict=True))
    if not isinstance(item, dict):
        reading.wrong(place, 'expected {"text": …, "label": …} or ["text", "label"]')
        return
    fields = fields_of(item.keys(), reading.kind)
    for name in fields.unread:
        unread.setdefault(name, number)
    text, label = (_part(place, item, *part, reading) for part in (("text", fields.text), ("label", fields.label)))
    language = item.get(fields.language) if fields.language else None
    if language is not None and not isinstance(language, str):
        reading.wrong(place, f"`{fields.language}` must be a text")
    elif text is not None and label is not None:
        reading.add(place, text, label, language=language)


def _part(place: str, item: dict[str, Any], wanted: str, name: str | None, reading: Reading) -> str | None:
    """Return one part of an object, or note that it is missing or no text."""
    if name is None:
        reading.wrong(place, f"`{wanted}` is missing")
    elif not isinstance(item[name], str):
        reading.wrong(place, f"`{name}` must be a text")
    else:
        return str(item[name])
    return None


def _tell_unread(path: Path, unread: dict[str, int], reading: Reading) -> None:
    if unread:
        names = ", ".join(f"`{name}`" for name in unread)
        reading.pass_over(f"{path}:{min(unread.values())}", f"not read: {names}")


def _why(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)
