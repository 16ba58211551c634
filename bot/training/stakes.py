"""Where `policy.yml` says what is at risk with each intent."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml import MappingNode, Node

from bot.conversation.errors import BadConfiguration
from bot.routing.policy_file import load_policy

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class StakesNamed:
    """The intents of a policy.

    Attributes:
        places: intent → `file:line`.
        unstated: those that leave it to the default what is at risk.
        problems: why the policy cannot be used.
    """

    path: Path
    places: dict[str, str]
    unstated: frozenset[str]
    problems: tuple[str, ...] = ()


def read_stakes(path: Path) -> StakesNamed:
    """Return which intents a policy names, and where."""
    try:
        load_policy(path)
    except BadConfiguration as error:
        return StakesNamed(path=path, places={}, unstated=frozenset(), problems=error.problems)
    root = yaml.compose(path.read_text("utf-8"), Loader=_LOADER)
    entries = {
        key.value: (key, value)
        for name, intents in _pairs(root)
        if name.value == "intents"
        for key, value in _pairs(intents)
    }
    return StakesNamed(
        path=path,
        places={intent: f"{path}:{key.start_mark.line + 1}" for intent, (key, _) in entries.items()},
        unstated=frozenset(
            i for i, (_, value) in entries.items() if "stakes" not in {k.value for k, _ in _pairs(value)}
        ),
    )


def _pairs(node: Node | None) -> Iterator[tuple[Node, Node]]:
    return iter(node.value if isinstance(node, MappingNode) else ())
