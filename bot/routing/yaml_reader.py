"""Reads YAML strictly: every mistake is kept with its line, so that all of them can be mended at once."""

import difflib
import re
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.reader import ReaderError

from bot.conversation.errors import BadConfiguration

#: Longest name of a queue, a skill or a disposition: that of the columns which keep them.
LONGEST_WORD = 32
_DUPLICATE = re.compile(r'found duplicate key "(.*?)" with value', re.DOTALL)
_DURATION = re.compile(r"(\d{1,6})\s*([smh])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


def parsed(raw: bytes, path: Path) -> Any:
    """Return the tree that YAML holds, with the lines of its parts.

    Raises:
        BadConfiguration: it is no YAML.
    """
    try:
        return YAML(typ="rt").load(raw.decode())
    except DuplicateKeyError as error:
        key = _DUPLICATE.search(str(error.problem))
        raise BadConfiguration(f"{path}:{_line(error)}: `{key[1] if key else '?'}` stands twice") from error
    except (YAMLError, ValueError) as error:
        raise BadConfiguration(f"{path}:{_line(error, raw)}: not YAML{_said(error)}") from error


def _line(error: Exception, raw: bytes = b"") -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    # What cannot be read as text at all has no mark.
    if isinstance(error, ReaderError):
        return str(raw.decode())[: error.position].count("\n") + 1
    return raw[: getattr(error, "start", 0)].count(b"\n") + 1


def _said(error: Exception) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    return f": {problem}" if problem else ""


class YamlReader:
    """Looks at parts of a tree; what is wrong with them is added to `problems` as `file:line: what`."""

    def __init__(self, path: Path) -> None:
        self.problems: list[str] = []
        self._path = path

    def wrong(self, node: Any, key: Any, what: str) -> None:
        """Keep a mistake in what stands under a key."""
        self.problems.append(f"{self.place(node, key)}: {what}")

    def place(self, node: Any, key: Any) -> str:
        """Return where a key stands, as `file:line`."""
        try:
            line = node.lc.data[key][0] + 1
        except (AttributeError, KeyError, TypeError, IndexError):
            line = getattr(getattr(node, "lc", None), "line", 0) + 1
        return f"{self._path}:{line}"

    def keys(self, node: Any, known: Collection[str]) -> None:
        """Name each key that is not known."""
        for key in node:
            if key not in known:
                self.wrong(node, key, f"unknown key `{key}`{near(str(key), known)}")

    def mapping(self, node: Any, key: str) -> Any:
        """Return the mapping under a key; an empty one where there is none."""
        value = node.get(key, {})
        if not isinstance(value, dict) or (key in node and not value):
            self.wrong(node, key, f"`{key}` must be a mapping that is not empty")
            return {}
        return value

    def items(self, node: Any, key: str) -> Any:
        """Return the list under a key; an empty one where there is none."""
        value = node.get(key, [])
        if not isinstance(value, list) or (key in node and not value):
            self.wrong(node, key, f"`{key}` must be a list that is not empty")
            return []
        return value

    def number(self, node: Any, key: str, low: float, high: float) -> float | None:
        """Return the number under a key; None where it is another thing or out of bounds."""
        value = node.get(key)
        if is_number(value) and low <= value <= high:
            return float(value)
        self.wrong(node, key, f"`{key}` must be a number from {low:g} to {high:g}")
        return None

    def duration(self, node: Any, key: str) -> timedelta | None:
        """Return the duration under a key; None where it is none."""
        value = node.get(key)
        if value == 0 and is_number(value):
            return timedelta()
        found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            self.wrong(node, key, f"`{key}` must be a duration such as 30s, 2m or 24h, or 0")
            return None
        return timedelta(**{_UNITS[found[2]]: int(found[1])})

    def words(self, node: Any, key: str) -> tuple[str, ...]:
        """Return the words of the list under a key, each once."""
        values = self.items(node, key)
        words = []
        for number, value in enumerate(values):
            if value in words:
                self.wrong(values, number, f"`{value}` stands twice")
            elif self.word(values, number, value):
                words.append(str(value))
        return tuple(words)

    def word(self, node: Any, key: Any, value: object) -> bool:
        """Say whether a value can be a name: lists of names are kept with commas between them."""
        if isinstance(value, str) and 0 < len(value) <= LONGEST_WORD and "," not in value and value.strip() == value:
            return True
        self.wrong(node, key, f"`{value}` must be a word of at most {LONGEST_WORD} characters, without a comma")
        return False


def is_number(value: object) -> bool:
    """Say whether a value is a number; in YAML `true` is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def near(word: str, known: Collection[str]) -> str:
    """Return the question whether a known word was meant, where one is close."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
