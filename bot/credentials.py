"""Rasa's `credentials.yml`: of its blocks, `facebook` is read, strictly; a value is never named in a mistake.

Source: Rasa, «Connecting to messaging channels, Facebook Messenger».
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from yaml import MappingNode, Node, ScalarNode

from bot.conversation.errors import BadConfiguration

#: Rasa's key → the setting of Messenger that it is.
KEYS = {"verify": "verify_token", "secret": "app_secret", "page-access-token": "page_access_token"}
_BLOCK = "facebook"
#: As Rasa fills values: `${NAME}` from the environment.
_FROM_ENVIRONMENT = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the file says.

    Attributes:
        messenger: settings of Messenger by name; empty where the file has no `facebook` block.
        passed_over: blocks that are not read.
    """

    messenger: Mapping[str, str] = field(repr=False)
    passed_over: tuple[str, ...]


def read_credentials(path: Path, environment: Mapping[str, str]) -> Credentials:
    """Return what a `credentials.yml` says.

    Raises:
        BadConfiguration: with every mistake as `file:line: what is wrong`, without the value.
    """
    reader = _Reader(path, environment)
    found = reader.read()
    if reader.problems:
        raise BadConfiguration(*reader.problems)
    return found


class _Reader:
    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self._path = path
        self._environment = environment

    def read(self) -> Credentials:
        blocks = self._mapping(self._tree(), "the file")
        block = blocks.pop(_BLOCK, None)
        for name, (key, _) in blocks.items():
            if self._near(name, [_BLOCK]):
                self._wrong(key, f"unknown block `{name}`{self._near(name, [_BLOCK])}")
        messenger = self._facebook(*block) if block is not None else {}
        return Credentials(messenger=messenger, passed_over=tuple(blocks))

    def _facebook(self, key: Node, node: Node) -> dict[str, str]:
        found = self._mapping(node, f"`{_BLOCK}`")
        values: dict[str, str] = {}
        for name, (key_node, value) in found.items():
            if name not in KEYS:
                self._wrong(key_node, f"`{_BLOCK}`: unknown key `{name}`{self._near(name, list(KEYS))}")
            elif (text := self._value(name, value)) is not None:
                values[KEYS[name]] = text
        for name in KEYS.keys() - found.keys():
            self._wrong(key, f"`{_BLOCK}`: `{name}` is missing")
        self.problems.sort(key=lambda problem: int(problem.removeprefix(f"{self._path}:").partition(":")[0]))
        return values

    def _value(self, name: str, node: Node) -> str | None:
        text = str(node.value).strip() if isinstance(node, ScalarNode) and node.tag != "tag:yaml.org,2002:null" else ""
        for wanted in _FROM_ENVIRONMENT.findall(text):
            if wanted not in self._environment:
                self._wrong(node, f"`{name}`: there is no `{wanted}` in the environment")
                return None
        filled = _FROM_ENVIRONMENT.sub(lambda found: self._environment[found[1]], text)
        if not filled or any(letter.isspace() for letter in filled):
            self._wrong(node, f"`{name}`: a text without spaces is wanted")
            return None
        return filled

    def _tree(self) -> Node | None:
        try:
            tree: Node | None = yaml.compose(self._path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except OSError as error:
            self.problems.append(f"{self._path}: {error.strerror}")
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
            self.problems.append(f"{self._path}:{mark.line + 1 if mark else 1}: not YAML")
        else:
            if tree is None:
                self._wrong(None, "the file is empty")
            return tree
        return None

    def _mapping(self, node: Node | None, what: str) -> dict[str, tuple[Node, Node]]:
        """Return key and value by the key's text."""
        if not isinstance(node, MappingNode):
            if not self.problems:
                self._wrong(node, f"{what}: a mapping is wanted")
            return {}
        found: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self._wrong(key, f"{what}: `{name}` is there twice")
            found[name] = key, value
        return found

    def _wrong(self, node: Node | None, what: str) -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.problems.append(f"{self._path}:{line}: {what}")

    @staticmethod
    def _near(word: str, known: list[str]) -> str:
        close = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
        return f"; did you mean `{close[0]}`?" if close else ""
