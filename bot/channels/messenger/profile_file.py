"""Reads `messenger.yml`, what a page shows beside its conversations: strictly, every mistake at once."""

from pathlib import Path
from urllib.parse import urlsplit

from yaml import Node

from bot.automation.strict_yaml import StrictYaml
from bot.channels.messenger.compose import length
from bot.channels.messenger.profile import (
    LONGEST_GREETING,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    MOST_LINES,
    MOST_QUESTIONS,
    MenuLine,
    ProfileTexts,
    Text,
)
from bot.conversation.errors import BadConfiguration
from bot.conversation.language import Language

_LANGUAGES = frozenset(language.value for language in Language)


def load_profile(path: Path) -> ProfileTexts:
    """Return the texts; none where there is no file.

    Raises:
        BadConfiguration: with every mistake as `file:line: what is wrong`.
    """
    if not path.exists():
        return ProfileTexts()
    reader = _Reader()
    found = reader.read(path)
    if reader.problems:
        raise BadConfiguration(*reader.problems)
    return found


class _Reader(StrictYaml):
    def read(self, path: Path) -> ProfileTexts:
        tree = self.tree(path)
        if tree is None:
            return ProfileTexts()
        found = dict(self.entries(tree, {"greeting", "ice_breakers", "menu"}, "the file"))
        greeting = self._text(found["greeting"], "`greeting`", LONGEST_GREETING) if "greeting" in found else {}
        questions = self._several(found.get("ice_breakers"), "`ice_breakers`", MOST_QUESTIONS)
        lines = self._several(found.get("menu"), "`menu`", MOST_LINES)
        return ProfileTexts(
            greeting=greeting,
            questions=tuple(self._text(node, "an ice breaker", LONGEST_QUESTION) for node in questions),
            menu=tuple(self._line(node) for node in lines),
        )

    def _several(self, node: Node | None, what: str, most: int) -> tuple[Node, ...]:
        items = self.items(node, what) if node is not None else ()
        if len(items) > most:
            self.wrong(items[most], f"{what}: Meta takes {most} at most")
        return items

    def _line(self, node: Node) -> MenuLine:
        found = dict(self.entries(node, {"title", "url"}, "a line of the menu"))
        if "title" not in found:
            self.wrong(node, "a line of the menu: `title` is missing")
        title = self._text(found["title"], "a line of the menu", LONGEST_TITLE) if "title" in found else {}
        return MenuLine(title=title, url=self._url(found["url"]) if "url" in found else None)

    def _text(self, node: Node, what: str, longest: int) -> Text:
        nodes = dict(self.entries(node, _LANGUAGES, what))
        texts = self.in_every_language({language: nodes.get(language.value) for language in Language}, node, what)
        for language, text in (texts or {}).items():
            if length(text) > longest:
                self.wrong(nodes[language.value], f"{what}: {length(text)} characters, Meta takes {longest} at most")
        return texts or {}

    def _url(self, node: Node) -> str:
        url = str(node.value)
        if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
            self.wrong(node, "a line of the menu: `url` must begin with https://")
        return url
