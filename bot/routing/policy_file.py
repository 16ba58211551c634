"""Reads `policy.yml`: strictly, every mistake at once with its line; a bad policy never loads half."""

import difflib
import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.conversation.errors import BadConfiguration
from bot.routing.conditions import CONDITIONS
from bot.routing.decision import Question
from bot.routing.policy import IntentPolicy, Policy, Rule, Stakes

_TOP = {"version", "thresholds", "queues", "intents", "rules"}
_THRESHOLDS = {"confident", "out_of_scope", "need"}
_REASONS = {
    "asked_for_person",
    "accepted_person",
    "high_stakes",
    "frustrated",
    "bot_failed",
    "automation_failed",
    "not_understood",
}
_WHATS: Mapping[str, Collection[str]] = {
    "hand_off": _REASONS,
    "clarify": {q.value for q in Question},
    "automate": {"by_intent", "by_form"},
}


def load_policy(path: Path) -> Policy:
    """Return the policy that a file holds.

    Raises:
        BadConfiguration: with every mistake as `file:line: what is wrong`.
    """
    try:
        raw = path.read_bytes()
        tree = YAML(typ="rt").load(raw)
    except OSError as error:
        raise BadConfiguration(f"{path}: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadConfiguration(f"{path}:{mark.line + 1 if mark else 1}: not YAML") from error
    reader = _Reader(path)
    policy = reader.policy(tree, hashlib.sha256(raw).hexdigest()[:12])
    if reader.problems or policy is None:
        raise BadConfiguration(*(reader.problems or [f"{path}:1: a mapping is wanted"]))
    return policy


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.problems: list[str] = []

    def policy(self, tree: Any, version: str) -> Policy | None:
        if not isinstance(tree, dict):
            return None
        self._keys(tree, _TOP)
        for missing in sorted(_TOP - set(tree)):
            self._wrong(tree, None, f"`{missing}` is missing")
        if tree.get("version", 1) != 1 or isinstance(tree.get("version"), bool):
            self._wrong(tree, "version", "`version` must be 1")
        limits = self._thresholds(self._mapping(tree, "thresholds"))
        queues = [str(q) for q in self._list(tree, "queues")]
        intents = dict(self._intents(self._mapping(tree, "intents"), queues))
        rules = tuple(self._rules(self._list(tree, "rules"), intents))
        if self.problems:
            return None
        return Policy(
            confident=limits["confident"],
            out_of_scope=limits["out_of_scope"],
            need=limits["need"],
            rules=rules,
            intents=intents,
            queue=queues[0],
            version=version,
        )

    def _mapping(self, node: Any, key: str) -> Any:
        value = node.get(key, {})
        if not isinstance(value, dict) or (key in node and not value):
            self._wrong(node, key, f"`{key}` must be a mapping that is not empty")
            return {}
        return value

    def _list(self, node: Any, key: str) -> Any:
        value = node.get(key, [])
        if not isinstance(value, list) or (key in node and not value):
            self._wrong(node, key, f"`{key}` must be a list that is not empty")
            return []
        return value

    def _thresholds(self, node: Any) -> dict[str, float]:
        found: dict[str, float] = {}
        self._keys(node, _THRESHOLDS)
        for name in sorted(_THRESHOLDS) if node else ():
            value = node.get(name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                self._wrong(node, name, f"`{name}` must be a number from 0 to 1")
            else:
                found[name] = float(value)
        return found

    def _intents(self, node: Any, queues: Collection[str]) -> Iterator[tuple[str, IntentPolicy]]:
        for name, entry in node.items():
            if not isinstance(entry, dict):
                self._wrong(node, name, f"`{name}` must be a mapping")
                continue
            self._keys(entry, {"stakes", "automate", "queue"})
            stakes, action = str(entry.get("stakes", "low")).upper(), entry.get("automate")
            if stakes not in Stakes.__members__:
                self._wrong(entry, "stakes", f"`stakes` must be low or high, not `{stakes.lower()}`")
                continue
            if action is not None and not (isinstance(action, str) and action):
                self._wrong(entry, "automate", "`automate` must be the name of an action")
            if stakes == "HIGH" and action:
                self._wrong(entry, "automate", f"`{name}` has high stakes: a machine may not take it")
            queue = str(entry.get("queue", next(iter(queues), "general")))
            if queue not in queues:
                self._wrong(entry, "queue", f"queue `{queue}` is not among `queues`{_near(queue, queues)}")
            yield str(name), IntentPolicy(stakes=Stakes[stakes], action=action, queue=queue)

    def _rules(self, node: Any, intents: Collection[str]) -> Iterator[Rule]:
        seen: set[str] = set()
        for number, entry in enumerate(node):
            if not isinstance(entry, dict) or not entry.get("name"):
                self._wrong(node, number, "a rule needs a `name`")
                continue
            self._keys(entry, {"name", "when", "then"})
            name = str(entry["name"])
            if name in seen:
                self._wrong(entry, "name", f"rule `{name}` stands twice")
            seen.add(name)
            when = dict(self._when(self._mapping(entry, "when"), intents))
            verb, what = self._then(entry)
            yield Rule(name=name, when=when, verb=verb, what=what)

    def _when(self, node: Any, intents: Collection[str]) -> Iterator[tuple[str, bool | float | str]]:
        self._keys(node, CONDITIONS)
        closed: dict[str, Collection[str]] = {"intent": intents, "stakes": {"low", "high"}}
        for name, wanted in node.items():
            kind = CONDITIONS.get(name, (object,))[0]
            number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
            if not (number if kind is float else isinstance(wanted, kind)):
                self._wrong(node, name, f"`{name}` must be {_KINDS.get(kind, 'something else')}")
            elif name in closed and wanted not in closed[name]:
                self._wrong(node, name, f"unknown `{wanted}`{_near(str(wanted), closed[name])}")
            yield str(name), wanted

    def _then(self, entry: Any) -> tuple[str, str]:
        node = entry.get("then")
        if not isinstance(node, dict) or len(node) != 1:
            self._wrong(entry, "then", "`then` must be exactly one of " + ", ".join(_WHATS))
            return "", ""
        verb, what = next(iter(node.items()))
        if verb not in _WHATS:
            self._wrong(node, verb, f"unknown `{verb}`{_near(str(verb), _WHATS)}")
        elif not isinstance(what, str) or what not in _WHATS[verb]:
            self._wrong(node, verb, f"unknown `{what}`{_near(str(what), _WHATS[verb])}")
        return str(verb), str(what)

    def _keys(self, node: Any, known: Collection[str]) -> None:
        for key in node:
            if key not in known:
                self._wrong(node, key, f"unknown key `{key}`{_near(str(key), known)}")

    def _wrong(self, node: Any, key: Any, what: str) -> None:
        try:
            line = node.lc.data[key][0] + 1
        except (AttributeError, KeyError, TypeError, IndexError):
            line = getattr(getattr(node, "lc", None), "line", 0) + 1
        self.problems.append(f"{self._path}:{line}: {what}")


_KINDS = {bool: "true or false", float: "a number", str: "a word"}


def _near(word: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
