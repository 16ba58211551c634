"""Reads `canned.yml`, the agents' ready replies: strictly, every mistake at once."""

import re
from pathlib import Path

from yaml import Node

from bot.automation.canned import CannedReply
from bot.automation.responses import PLACEHOLDER
from bot.automation.strict_yaml import StrictYaml, line_of, unlike_placeholders
from bot.conversation.errors import BadConfiguration
from bot.conversation.language import Language

_ID = re.compile(r"[a-z0-9_]{1,64}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGES = frozenset(language.value for language in Language)


def load_canned(path: Path) -> tuple[CannedReply, ...]:
    """Return the ready replies in the order of the file; none where there is no file.

    Raises:
        BadConfiguration: with every mistake as `file:line: what is wrong`.
    """
    if not path.exists():
        return ()
    reader = _Reader()
    found = reader.read(path)
    if reader.problems:
        raise BadConfiguration(*reader.problems)
    return found


class _Reader(StrictYaml):
    def __init__(self) -> None:
        super().__init__()
        self._places: dict[str, int] = {}

    def read(self, path: Path) -> tuple[CannedReply, ...]:
        tree = self.tree(path)
        if tree is None:
            return ()
        found = dict(self.entries(tree, {"canned"}, "the file"))
        if "canned" not in found:
            self.wrong(tree, "`canned` is missing")
            return ()
        return tuple(filter(None, (self._reply(node) for node in self.items(found["canned"], "`canned`"))))

    def _reply(self, node: Node) -> CannedReply | None:
        found = dict(self.entries(node, {"id", "title", "text", "asked"}, "a reply"))
        name = self._id(found.get("id"), node)
        title = self._translated(found.get("title"), node, f"title of `{name}`")
        text = self._translated(found.get("text"), node, f"text of `{name}`")
        asked = self._asked(found["asked"], f"`asked` of `{name}`") if "asked" in found else ()
        if text is not None:
            self._check_placeholders(name, text, node)
        return CannedReply(id=name, title=title, text=text, asked=asked) if title and text else None

    def _id(self, node: Node | None, reply: Node) -> str:
        name = str(node.value) if node is not None else ""
        if not _ID.fullmatch(name):
            self.wrong(node or reply, f"`{name}` is no id for a reply: 1 to 64 of a-z, 0-9 and _")
        elif name in self._places:
            self.wrong(node, f"`{name}` is there already, in line {self._places[name]}")
        self._places.setdefault(name, line_of(node or reply))
        return name

    def _translated(self, part: Node | None, node: Node, what: str) -> dict[Language, str] | None:
        nodes = dict(self.entries(part, _LANGUAGES, what)) if part is not None else {}
        return self.in_every_language({language: nodes.get(language.value) for language in Language}, node, what)

    def _asked(self, node: Node, what: str) -> tuple[str, ...]:
        lists = [part for _, part in self.entries(node, _LANGUAGES, what)]
        texts = (self.text(item, what) for part in lists for item in self.items(part, what))
        return tuple(text for text in texts if text is not None)

    def _check_placeholders(self, name: str, text: dict[Language, str], node: Node) -> None:
        for used in sorted({word for words in text.values() for word in PLACEHOLDER.findall(words)}):
            if not _NAME.fullmatch(used):
                self.wrong(node, f"`{name}`: `{{{used}}}` is no name for a placeholder: a-z, 0-9 and _")
        for word, language in unlike_placeholders(text):
            self.wrong(node, f"`{name}`: `{{{word}}}` is not in both `en` and `{language.value}`")
