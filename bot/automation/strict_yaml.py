"""Reads YAML that people write, noting every mistake with its line instead of stopping at the first."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bot.automation.responses import PLACEHOLDER
from bot.conversation.language import Language
from bot.conversation.message import LONGEST_MESSAGE

#: The one in C reads the texts in 20 ms, the other in 350.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class StrictYaml:
    """A reader of one kind of file; `problems` fills while it reads."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.path = Path()

    def tree(self, path: Path) -> Node | None:
        """Return what a file holds; None where it holds nothing or cannot be read."""
        self.path = path
        try:
            tree: Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
        except OSError as error:
            self.problems.append(f"{path}: {error.strerror}")
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
            self.problems.append(f"{path}:{mark.line + 1 if mark else 1}: not YAML")
        else:
            if tree is None:
                self.wrong(None, "the file is empty")
            return tree
        return None

    def entries(self, node: Node | None, known: Collection[str] | None, what: str) -> Iterator[tuple[str, Node]]:
        """Yield the keys and values of a mapping; each unknown or repeated key is a mistake."""
        if not isinstance(node, MappingNode):
            self.wrong(node, f"{what}: a mapping is wanted")
            return
        seen: set[str] = set()
        for key_node, value in node.value:
            key = str(key_node.value)
            if known is not None and key not in known:
                self.wrong(key_node, f"{what}: unknown key `{key}`")
            elif key in seen:
                self.wrong(key_node, f"{what}: `{key}` is there twice")
            else:
                seen.add(key)
                yield key, value

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """Return the items of a list that is not empty."""
        if not isinstance(node, SequenceNode) or not node.value:
            self.wrong(node, f"{what}: a list is wanted")
            return ()
        return tuple(node.value)

    def text(self, node: Node, what: str) -> str | None:
        """Return a text that may be a message, or None where it may not."""
        text = str(node.value).strip() if isinstance(node, ScalarNode) else ""
        if not text or len(text) > LONGEST_MESSAGE:
            self.wrong(node, f"{what}: 1 to {LONGEST_MESSAGE} characters of text are wanted")
            return None
        return text

    def in_every_language(
        self, nodes: Mapping[Language, Node | None], node: Node, what: str
    ) -> dict[Language, str] | None:
        """Return a text in every language, or None where one is missing or wrong."""
        texts: dict[Language, str] = {}
        for language, part in nodes.items():
            if part is None:
                self.wrong(node, f"{what}: `{language.value}` is missing")
            text = self.text(part, what) if part is not None else None
            if text is not None:
                texts[language] = text
        return texts if len(texts) == len(Language) else None

    def wrong(self, node: Any, what: str) -> None:
        """Note a mistake, with the place of the node."""
        self.problems.append(f"{self.path}:{line_of(node)}: {what}")


def line_of(node: Any) -> int:
    """Return the line in which a node begins."""
    return int(node.start_mark.line) + 1 if node is not None else 1


def unlike_placeholders(texts: Mapping[Language, str]) -> Iterator[tuple[str, Language]]:
    """Yield each placeholder that stands in English or in another language, not in both, with that language."""
    used = {language: set(PLACEHOLDER.findall(text)) for language, text in texts.items()}
    for language, names in used.items():
        for name in sorted(used[Language.ENGLISH] ^ names):
            yield name, language
