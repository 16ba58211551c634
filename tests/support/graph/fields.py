"""The `fields` parameter: `id,messages.limit(5){id,from}`."""

from dataclasses import dataclass, field

from tests.support.graph.errors import GraphError


@dataclass
class Field:
    """One field that is asked for, with what is asked of it."""

    name: str
    limit: int | None = None
    fields: dict[str, "Field"] = field(default_factory=dict)


def parse(text: str) -> dict[str, Field]:
    """Read the parameter.

    Raises:
        GraphError: 2500, when it is not well formed.
    """
    found, rest = _several(text.replace(" ", ""))
    if rest:
        raise GraphError(2500, f"Syntax error at {rest[:20]!r} in fields")
    return found


def _several(text: str) -> tuple[dict[str, Field], str]:
    found: dict[str, Field] = {}
    while text and text[0] != "}":
        end = next((i for i, c in enumerate(text) if c in ",.{}"), len(text))
        one = Field(text[:end])
        text = _details(one, text[end:])
        found[one.name] = one
        text = text.removeprefix(",")
    return found, text


def _details(one: Field, text: str) -> str:
    if text.startswith(".limit("):
        number, _, text = text.removeprefix(".limit(").partition(")")
        if not number.isdigit():
            raise GraphError(2500, "Syntax error in limit")
        one.limit = int(number)
    if text.startswith("{"):
        one.fields, text = _several(text[1:])
        if not text.startswith("}"):
            raise GraphError(2500, "Syntax error: } expected")
        text = text[1:]
    return text
