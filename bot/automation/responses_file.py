"""Reads `responses.yml` and `faq.yml`, Rasa's `responses:` with translations: strictly, every mistake at once."""

import re
from collections.abc import Collection
from pathlib import Path

from yaml import Node

from bot.automation.responses import PLACEHOLDER, ButtonText, Responses, Variant
from bot.automation.strict_yaml import StrictYaml, line_of, unlike_placeholders
from bot.automation.wanted import WANTED
from bot.conversation.errors import BadConfiguration
from bot.conversation.language import Language

_KEY = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+){0,2}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TRANSLATIONS = tuple(language for language in Language if language is not Language.ENGLISH)
#: Texts of these kinds are said as they stand: there is nothing to fill in.
_PLAIN = ("faq/", "intent/")


def load_responses(*paths: Path) -> Responses:
    """Return the texts of all files together.

    Raises:
        BadConfiguration: with every mistake as `file:line: what is wrong`, texts that the bot cannot do without
            and that are missing included.
    """
    reader = _Reader()
    for path in paths:
        reader.read(path)
    for key in sorted(WANTED.keys() - reader.places.keys()):
        reader.problems.append(f"{paths[0]}:1: `{key}` is missing")
    if reader.problems:
        raise BadConfiguration(*reader.problems)
    return Responses(reader.variants)


class _Reader(StrictYaml):
    def __init__(self) -> None:
        super().__init__()
        self.variants: dict[str, tuple[Variant, ...]] = {}
        self.places: dict[str, str] = {}

    def read(self, path: Path) -> None:
        tree = self.tree(path)
        if tree is not None:
            self._file(tree)

    def _file(self, tree: Node) -> None:
        found = dict(self.entries(tree, {"version", "responses"}, "the file"))
        if "responses" not in found:
            self.wrong(tree, "`responses` is missing")
            return
        for key, node in self.entries(found["responses"], None, "`responses`"):
            self._response(key, node)

    def _response(self, key: str, node: Node) -> None:
        if not _KEY.fullmatch(key):
            self.wrong(node, f"`{key}` is no name for a text: a-z, 0-9, _ and /")
        if key in self.places:
            self.wrong(node, f"`{key}` is there already: {self.places[key]}")
        self.places.setdefault(key, f"{self.path}:{line_of(node)}")
        variants = tuple(filter(None, (self._variant(key, item) for item in self.items(node, f"`{key}`"))))
        if variants:
            self.variants[key] = variants

    def _variant(self, key: str, node: Node) -> Variant | None:
        found = dict(self.entries(node, {"text", "translation", "buttons"}, f"`{key}`"))
        text = self._translated(found.get("text"), found.get("translation"), node, f"text of `{key}`")
        if text is None:
            return None
        self._check_placeholders(key, text, node)
        items = self.items(found["buttons"], f"buttons of `{key}`") if "buttons" in found else ()
        buttons = tuple(filter(None, (self._button(key, item) for item in items)))
        return Variant(text=text, buttons=buttons)

    def _button(self, key: str, node: Node) -> ButtonText | None:
        what = f"button of `{key}`"
        found = dict(self.entries(node, {"title", "payload", "translation"}, what))
        title = self._translated(found.get("title"), found.get("translation"), node, what)
        payload = self.text(found["payload"], what) if "payload" in found else None
        return ButtonText(title=title, payload=payload) if title else None

    def _translated(
        self, english: Node | None, translation: Node | None, node: Node, what: str
    ) -> dict[Language, str] | None:
        """Return the text in every language, or None where one is missing or wrong."""
        names = {language.value for language in _TRANSLATIONS}
        nodes = dict(self.entries(translation, names, f"translation of {what}")) if translation else {}
        every = {x: english if x is Language.ENGLISH else nodes.get(x.value) for x in Language}
        return self.in_every_language(every, node, what)

    def _check_placeholders(self, key: str, text: dict[Language, str], node: Node) -> None:
        """A placeholder must be one that the code fills, and the same ones must stand in every language."""
        used = {name for words in text.values() for name in PLACEHOLDER.findall(words)}
        known: Collection[str] | None = () if key.startswith(_PLAIN) else WANTED.get(key)
        for name in sorted(used):
            if not _NAME.fullmatch(name) or (known is not None and name not in known):
                self.wrong(node, f"`{key}`: unknown placeholder `{{{name}}}`")
        for name, language in unlike_placeholders(text):
            self.wrong(node, f"`{key}`: `{{{name}}}` is not in both `en` and `{language.value}`")
