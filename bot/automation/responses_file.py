"""Reads `responses.yml` and `faq.yml`, Rasa's `responses:` with translations: strictly, every mistake at once."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bot.automation.responses import PLACEHOLDER, ButtonText, Responses, Variant
from bot.automation.wanted import WANTED
from bot.conversation.errors import BadConfiguration
from bot.conversation.language import Language
from bot.conversation.message import LONGEST_MESSAGE

_KEY = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+){0,2}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TRANSLATIONS = tuple(language for language in Language if language is not Language.ENGLISH)
#: The one in C reads the texts in 20 ms, the other in 350.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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


class _Reader:
    def __init__(self) -> None:
        self.problems: list[str] = []
        self.variants: dict[str, tuple[Variant, ...]] = {}
        self.places: dict[str, str] = {}
        self._path = Path()

    def read(self, path: Path) -> None:
        self._path = path
        try:
            tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
        except OSError as error:
            self.problems.append(f"{path}: {error.strerror}")
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
            self.problems.append(f"{path}:{mark.line + 1 if mark else 1}: not YAML")
        else:
            self._file(tree)

    def _file(self, tree: Node | None) -> None:
        found = dict(self._entries(tree, {"version", "responses"}, "the file")) if tree else {}
        if "responses" not in found:
            self._wrong(tree, "`responses` is missing")
            return
        for key, node in self._entries(found["responses"], None, "`responses`"):
            self._response(key, node)

    def _response(self, key: str, node: Node) -> None:
        if not _KEY.fullmatch(key):
            self._wrong(node, f"`{key}` is no name for a text: a-z, 0-9, _ and /")
        if key in self.places:
            self._wrong(node, f"`{key}` is there already: {self.places[key]}")
        self.places.setdefault(key, f"{self._path}:{_line(node)}")
        variants = tuple(filter(None, (self._variant(key, item) for item in self._items(node, f"`{key}`"))))
        if variants:
            self.variants[key] = variants

    def _variant(self, key: str, node: Node) -> Variant | None:
        found = dict(self._entries(node, {"text", "translation", "buttons"}, f"`{key}`"))
        text = self._translated(found.get("text"), found.get("translation"), node, f"text of `{key}`")
        if text is None:
            return None
        self._check_placeholders(key, text, node)
        items = self._items(found["buttons"], f"buttons of `{key}`") if "buttons" in found else ()
        buttons = tuple(filter(None, (self._button(key, item) for item in items)))
        return Variant(text=text, buttons=buttons)

    def _button(self, key: str, node: Node) -> ButtonText | None:
        what = f"button of `{key}`"
        found = dict(self._entries(node, {"title", "payload", "translation"}, what))
        title = self._translated(found.get("title"), found.get("translation"), node, what)
        payload = self._text(found["payload"], what) if "payload" in found else None
        return ButtonText(title=title, payload=payload) if title else None

    def _translated(
        self, english: Node | None, translation: Node | None, node: Node, what: str
    ) -> dict[Language, str] | None:
        """Return the text in every language, or None where one is missing or wrong."""
        names = {language.value for language in _TRANSLATIONS}
        nodes = dict(self._entries(translation, names, f"translation of {what}")) if translation else {}
        texts: dict[Language, str | None] = {}
        for language, part in ((Language.ENGLISH, english), *((x, nodes.get(x.value)) for x in _TRANSLATIONS)):
            if part is None:
                self._wrong(node, f"{what}: `{language.value}` is missing")
            texts[language] = self._text(part, what) if part is not None else None
        whole = {language: text for language, text in texts.items() if text is not None}
        return whole if len(whole) == len(texts) else None

    def _text(self, node: Node, what: str) -> str | None:
        text = str(node.value).strip() if isinstance(node, ScalarNode) else ""
        if not text or len(text) > LONGEST_MESSAGE:
            self._wrong(node, f"{what}: 1 to {LONGEST_MESSAGE} characters of text are wanted")
            return None
        return text

    def _check_placeholders(self, key: str, text: dict[Language, str], node: Node) -> None:
        """A placeholder must be one that the code fills, and the same ones must stand in every language."""
        used = {language: set(PLACEHOLDER.findall(words)) for language, words in text.items()}
        known: Collection[str] | None = () if key.startswith(_PLAIN) else WANTED.get(key)
        for name in sorted(set().union(*used.values())):
            if not _NAME.fullmatch(name) or (known is not None and name not in known):
                self._wrong(node, f"`{key}`: unknown placeholder `{{{name}}}`")
        for language, names in used.items():
            for name in sorted(used[Language.ENGLISH] ^ names):
                self._wrong(node, f"`{key}`: `{{{name}}}` is not in both `en` and `{language.value}`")

    def _entries(self, node: Node | None, known: set[str] | None, what: str) -> Iterator[tuple[str, Node]]:
        """Yield the keys and values of a mapping; each unknown or repeated key is a mistake."""
        if not isinstance(node, MappingNode):
            self._wrong(node, f"{what}: a mapping is wanted")
            return
        seen: set[str] = set()
        for key_node, value in node.value:
            key = str(key_node.value)
            if known is not None and key not in known:
                self._wrong(key_node, f"{what}: unknown key `{key}`")
            elif key in seen:
                self._wrong(key_node, f"{what}: `{key}` is there twice")
            else:
                seen.add(key)
                yield key, value

    def _items(self, node: Node, what: str) -> tuple[Node, ...]:
        if not isinstance(node, SequenceNode) or not node.value:
            self._wrong(node, f"{what}: a list is wanted")
            return ()
        return tuple(node.value)

    def _wrong(self, node: Any, what: str) -> None:
        self.problems.append(f"{self._path}:{_line(node)}: {what}")


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1 if node is not None else 1
