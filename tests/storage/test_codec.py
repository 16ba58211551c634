"""Events to JSON and back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.events import CUSTOMER, EVENT_TYPES, CustomerMessaged, Entry, Event
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.kinds import kind_of
from bot.conversation.language import Language
from bot.conversation.message import Button
from bot.storage.codec import encoded, entry_of_row
from tests.storage.stage import Stage

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TEXT = st.text(max_size=20)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
NEED = st.builds(Need, intent=TEXT, confidence=NUMBER)
VALUES: Mapping[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    str | None: st.none() | TEXT,
    int: st.integers(0, 2**40),
    float: NUMBER,
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    tuple[Button, ...]: st.lists(st.builds(Button, title=TEXT, payload=TEXT), max_size=3).map(tuple),
    dict[str, object]: st.dictionaries(TEXT, st.none() | st.booleans() | st.integers(-(2**40), 2**40) | NUMBER | TEXT),
    Interpretation: st.builds(
        Interpretation,
        text=TEXT,
        intent=TEXT,
        confidence=NUMBER,
        runner_up=st.none() | NEED,
        needs=st.lists(NEED, max_size=3).map(tuple),
        out_of_scope=NUMBER,
        sentiment=NUMBER,
        shouting=NUMBER,
        asks_for_person=st.booleans(),
        entities=st.lists(st.builds(Entity, name=TEXT, value=TEXT), max_size=3).map(tuple),
        language=st.sampled_from(Language),
        model=TEXT,
    ),
}


def any_event(event_type: type[Event]) -> st.SearchStrategy[Event]:
    """Return events of a type with any values in their fields."""
    hints = get_type_hints(event_type)
    return st.builds(event_type, **{name: VALUES[hints[name]] for name in event_type.__dataclass_fields__})


def row_of(entry: Entry) -> sa.Row[Any]:
    """Return the row that the event table holds for an entry."""
    columns = ("conversation_id", "seq", "at", "actor", "epoch")
    cells = [sa.literal(getattr(entry, name)).label(name) for name in columns if name != "at"]
    kind, body = sa.literal(kind_of(entry.event)).label("kind"), sa.literal(encoded(entry.event)).label("body")
    at = sa.literal(entry.at, sa.DateTime).label("at")
    with ENGINE.connect() as connection:
        return connection.execute(sa.select(*cells, kind, body, at)).one()


ENGINE = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
@settings(max_examples=30)
@given(data=st.data())
def test_every_event_comes_back_as_it_was(event_type: type[Event], data: st.DataObject) -> None:
    event = data.draw(any_event(event_type))
    entry = Entry(conversation_id="c1", seq=1, at=NOON, actor=CUSTOMER, epoch=1, event=event)
    assert entry_of_row(row_of(entry)).event == event
