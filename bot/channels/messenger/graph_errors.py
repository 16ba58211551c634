"""What Graph's errors mean for a message: one table, by code and subcode.

Source: Messenger Platform, «Error codes»; Graph API, «Handle errors».
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Trouble(StrEnum):
    """What is to be done about an error."""

    TRANSIENT = "transient"
    UNSURE = "unsure"
    RATE = "rate"
    ABUSE = "abuse"
    WINDOW = "window"
    PERSON = "person"
    TOKEN = "token"  # noqa: S105 — a word, not a secret
    PERMISSION = "permission"
    BAD_REQUEST = "bad_request"
    ROUTING = "routing"
    LINK = "link"
    FILE = "file"


#: What may go well in a moment, or once the page may call again.
PASSING = frozenset({Trouble.TRANSIENT, Trouble.UNSURE, Trouble.RATE, Trouble.TOKEN})

#: Code and subcode; a code alone stands for all its other subcodes.
_TABLE: Mapping[tuple[int, int | None], Trouble] = MappingProxyType(
    {
        (1, 1357046): Trouble.UNSURE,
        (1, None): Trouble.TRANSIENT,
        (2, None): Trouble.TRANSIENT,
        (1200, None): Trouble.TRANSIENT,
        (613, 2018338): Trouble.ABUSE,
        (10, 1893063): Trouble.ABUSE,
        (2022, None): Trouble.ABUSE,
        (10, 1404170): Trouble.ABUSE,
        (9, 2018352): Trouble.ABUSE,
        (4, None): Trouble.RATE,
        (17, None): Trouble.RATE,
        (32, None): Trouble.RATE,
        (613, None): Trouble.RATE,
        (80006, None): Trouble.RATE,
        (10, 2018278): Trouble.WINDOW,
        (10, 2534022): Trouble.WINDOW,
        (10, 2018065): Trouble.WINDOW,
        (551, None): Trouble.PERSON,
        (200, 1545041): Trouble.PERSON,
        (10, 2018108): Trouble.PERSON,
        (190, None): Trouble.TOKEN,
        (102, None): Trouble.TOKEN,
        (10, 2018300): Trouble.ROUTING,
        (100, 2534037): Trouble.ROUTING,
        (10, 2018321): Trouble.ROUTING,
        (27, None): Trouble.ROUTING,
        (200, None): Trouble.PERMISSION,
        (230, None): Trouble.PERMISSION,
        (10, None): Trouble.PERMISSION,
        (100, None): Trouble.BAD_REQUEST,
        (10303, None): Trouble.LINK,
    }
)
#: Subcodes that mean the same under whatever code.
_SUBCODES: Mapping[int, Trouble] = MappingProxyType(
    {
        2018300: Trouble.ROUTING,
        2018321: Trouble.ROUTING,
        2018171: Trouble.ROUTING,
        2018278: Trouble.WINDOW,
        1545041: Trouble.PERSON,
        2018022: Trouble.RATE,
    }
)
#: Subcodes of a bad request that name something else than the persona a message is to be shown under.
NOT_THE_PERSONA = frozenset({2018001, 2018008, 2018014, 2018047, 2018074, 2018109, 2018164, 2018294})


class GraphError(Exception):
    """Graph refused a call, or nobody knows what became of it.

    Attributes:
        code, subcode: Graph's; 0 where there was no answer that could be read.
    """

    def __init__(self, trouble: Trouble, *, code: int = 0, subcode: int = 0) -> None:
        self.trouble, self.code, self.subcode = trouble, code, subcode
        super().__init__(f"{trouble} ({code}/{subcode})" if code else str(trouble))


def error_of(status: int, answer: Mapping[str, Any] | None) -> GraphError:
    """Return the error that an answer with this status tells of; `answer` is None where it was no JSON."""
    error = answer.get("error") if answer else None
    if not isinstance(error, dict):
        # Something before Graph answered: whether the call got through, nobody knows.
        return GraphError(Trouble.UNSURE if status >= 500 else Trouble.BAD_REQUEST)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    trouble = _TABLE.get((code, subcode)) or _SUBCODES.get(subcode) or _TABLE.get((code, None))
    if trouble is None:
        is_transient = status >= 500 or error.get("is_transient") is True
        trouble = Trouble.TRANSIENT if is_transient else Trouble.BAD_REQUEST
    return GraphError(trouble, code=code, subcode=subcode)


def _number(found: object) -> int:
    try:
        return int(str(found))
    except ValueError:
        return 0
