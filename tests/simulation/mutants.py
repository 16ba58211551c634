"""Known faults, each put into the real code for as long as its block lasts: the simulation must see every one."""

from collections.abc import Callable
from contextlib import AbstractContextManager

MUTANTS: dict[str, Callable[[], AbstractContextManager[object]]] = {}
