"""Reads `policy.yml`: strictly, every mistake at once with its line; a bad policy never loads half."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.conversation.errors import BadConfiguration
from bot.routing.conditions import CONDITIONS
from bot.routing.decision import Question
from bot.routing.line_file import read_line
from bot.routing.policy import IntentPolicy, Policy, Rule, Stakes
from bot.routing.policy_check import kept_from_people
from bot.routing.segment_file import read_segments
from bot.routing.yaml_reader import YamlReader, is_number, near, parsed

_WANTED = {"version", "thresholds", "queues", "intents", "rules"}
_TOP = {*_WANTED, "line", "hours", "segments"}
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


#: Yields what is wrong with a policy that cannot be seen in the file alone, each as `file:line: what is wrong`.
Check = Callable[[Policy], Iterator[str]]


def load_policy(path: Path, check: Check = lambda _: iter(())) -> Policy:
    """Return the policy that a file holds.

    Args:
        check: what else is looked at.

    Raises:
        BadConfiguration: with every mistake as `file:line: what is wrong`.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadConfiguration(f"{path}: {error.strerror}") from error
    return read_policy(raw, path, check)


def version_of(raw: bytes) -> str:
    """Return the version that a policy's text has."""
    return hashlib.sha256(raw).hexdigest()[:12]


def read_policy(raw: bytes, path: Path, check: Check = lambda _: iter(())) -> Policy:
    """Return the policy that a text holds.

    Args:
        path: what mistakes are named by.
        check: what else is looked at.

    Raises:
        BadConfiguration: with every mistake as `file:line: what is wrong`.
    """
    tree = parsed(raw, path)
    if not isinstance(tree, dict):
        raise BadConfiguration(f"{path}:1: a mapping is wanted")
    reader = YamlReader(path)
    read = _Policy(reader)
    policy = read.read(tree, raw)
    problems = [*reader.problems, *(kept_from_people(policy) if read.decides else ()), *check(policy)]
    if problems:
        raise BadConfiguration(*problems)
    return policy


class _Policy:
    def __init__(self, reader: YamlReader) -> None:
        self._reader = reader
        self._warnings: list[str] = []
        #: Whether all that a decision hangs on could be read, whatever else is wrong.
        self.decides = False

    def read(self, tree: Any, raw: bytes) -> Policy:
        """Return the policy as far as it could be read: where there are problems, it is only good to find more."""
        reader = self._reader
        reader.keys(tree, _TOP)
        for missing in sorted(_WANTED - set(tree)):
            reader.wrong(tree, None, f"`{missing}` is missing")
        if tree.get("version", 1) != 1 or isinstance(tree.get("version"), bool):
            reader.wrong(tree, "version", "`version` must be 1")
        limits = self._thresholds(reader.mapping(tree, "thresholds"))
        line = read_line(reader, tree)
        before = len(reader.problems)
        segments = read_segments(reader, tree)
        self.decides = len(limits) == len(_THRESHOLDS) and len(reader.problems) == before
        intents = dict(self._intents(reader.mapping(tree, "intents"), line.queues))
        closed = {"intent": intents, "stakes": {"low", "high"}, "segment": {segment.name for segment in segments}}
        before = len(reader.problems)
        rules = tuple(self._rules(reader.items(tree, "rules"), closed))
        self.decides &= len(reader.problems) == before
        return Policy(
            confident=limits.get("confident", 0.0),
            out_of_scope=limits.get("out_of_scope", 0.0),
            need=limits.get("need", 0.0),
            rules=rules,
            intents=intents,
            queue=next(iter(line.queues), ""),
            version=version_of(raw),
            line=line,
            segments=segments,
            warnings=tuple(self._warnings),
            intents_place=reader.place(tree, "intents"),
            text=raw.decode(),
        )

    def _thresholds(self, node: Any) -> dict[str, float]:
        self._reader.keys(node, _THRESHOLDS)
        found = {name: self._reader.number(node, name, 0, 1) for name in sorted(_THRESHOLDS) if node}
        return {name: value for name, value in found.items() if value is not None}

    def _intents(self, node: Any, queues: Collection[str]) -> Iterator[tuple[str, IntentPolicy]]:
        for name, entry in node.items():
            if not isinstance(entry, dict):
                self._reader.wrong(node, name, f"`{name}` must be a mapping")
            yield str(name), self._intent(node, name, entry if isinstance(entry, dict) else {}, queues)

    def _intent(self, node: Any, name: object, entry: Any, queues: Collection[str]) -> IntentPolicy:
        self._reader.keys(entry, {"stakes", "automate", "queue", "acknowledged"})
        stated, action = str(entry.get("stakes", "low")), entry.get("automate")
        stakes = Stakes.__members__.get(stated.upper())
        if stakes is None:
            self._reader.wrong(entry, "stakes", f"`stakes` must be low or high, not `{stated.lower()}`")
        if action is not None and not (isinstance(action, str) and action):
            self._reader.wrong(entry, "automate", "`automate` must be the name of an action")
            action = None
        why = self._acknowledged(str(name), entry, stakes) if stakes is not None else ""
        queue = str(entry.get("queue", next(iter(queues), "general")))
        if queue not in queues:
            self._reader.wrong(entry, "queue", f"queue `{queue}` is not among `queues`{near(queue, queues)}")
        return IntentPolicy(
            stakes=stakes or Stakes.LOW,
            action=action,
            queue=queue,
            acknowledged=why,
            place=self._reader.place(node, name),
            action_place=self._reader.place(entry, "automate"),
        )

    def _acknowledged(self, name: str, entry: Any, stakes: Stakes) -> str:
        """Return why a machine may take an intent of high stakes; nothing where it may not."""
        why = entry.get("acknowledged")
        if why is None:
            if stakes is Stakes.HIGH and entry.get("automate"):
                what = f'`{name}` has high stakes: a machine may take it only with `acknowledged: "why"` beside it'
                self._reader.wrong(entry, "automate", what)
            return ""
        if not isinstance(why, str) or not why.strip():
            self._reader.wrong(entry, "acknowledged", "`acknowledged` must say why in words")
            return str(why)
        if stakes is not Stakes.HIGH:
            self._reader.wrong(entry, "acknowledged", f"`{name}` has low stakes: there is nothing to acknowledge")
            return ""
        place = self._reader.place(entry, "acknowledged")
        self._warnings.append(f"{place}: `{name}` has high stakes, and a machine may take it: {why.strip()}")
        return why.strip()

    def _rules(self, node: Any, closed: Mapping[str, Collection[str]]) -> Iterator[Rule]:
        seen: set[str] = set()
        for number, entry in enumerate(node):
            if not isinstance(entry, dict) or not entry.get("name"):
                self._reader.wrong(node, number, "a rule needs a `name`")
                continue
            self._reader.keys(entry, {"name", "when", "then"})
            name = str(entry["name"])
            if name in seen:
                self._reader.wrong(entry, "name", f"rule `{name}` stands twice")
            seen.add(name)
            when = dict(self._when(self._reader.mapping(entry, "when"), closed))
            verb, what, say = self._then(entry)
            place = self._reader.place(entry["then"], "say") if say else self._reader.place(entry, "then")
            yield Rule(name=name, when=when, verb=verb, what=what, say=say, place=place)

    def _when(self, node: Any, closed: Mapping[str, Collection[str]]) -> Iterator[tuple[str, bool | float | str]]:
        self._reader.keys(node, CONDITIONS)
        for name, wanted in node.items():
            kind = CONDITIONS.get(name, (object,))[0]
            if not (is_number(wanted) if kind is float else isinstance(wanted, kind)):
                self._reader.wrong(node, name, f"`{name}` must be {_KINDS.get(kind, 'something else')}")
            elif name in closed and wanted not in closed[name]:
                self._reader.wrong(node, name, f"unknown `{wanted}`{near(str(wanted), closed[name])}")
            yield str(name), wanted

    def _then(self, entry: Any) -> tuple[str, str, str | None]:
        node = entry.get("then")
        verbs = [verb for verb in node if verb != "say"] if isinstance(node, dict) else []
        if len(verbs) != 1:
            self._reader.wrong(entry, "then", "`then` must be exactly one of " + ", ".join(_WHATS))
            return "", "", None
        verb, what = verbs[0], node[verbs[0]]
        if verb not in _WHATS:
            self._reader.wrong(node, verb, f"unknown `{verb}`{near(str(verb), [*_WHATS, 'say'])}")
        elif not isinstance(what, str) or what not in _WHATS[verb]:
            self._reader.wrong(node, verb, f"unknown `{what}`{near(str(what), _WHATS[verb])}")
        return str(verb), str(what), self._say(node, verb) if "say" in node else None

    def _say(self, node: Any, verb: object) -> str | None:
        key = node["say"]
        if verb == "automate":
            self._reader.wrong(node, "say", "`say` goes with hand_off or clarify: what is automated speaks for itself")
        elif not isinstance(key, str) or not key:
            self._reader.wrong(node, "say", "`say` must be the name of a response")
        else:
            return key
        return None


_KINDS = {bool: "true or false", float: "a number", str: "a word"}
