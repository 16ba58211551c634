"""Events to JSON and back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast, get_type_hints

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.counterfactual import Counterfactual
from bot.conversation.events import BOT, CUSTOMER, EVENT_TYPES, BotReplied, CustomerMessaged, Entry, Event
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.kinds import kind_of
from bot.conversation.language import Language
from bot.conversation.message import Attachment, Button, Card
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
    int | None: st.none() | st.integers(0, 2**40),
    float: NUMBER,
    float | None: st.none() | NUMBER,
    tuple[str, ...]: st.lists(TEXT, max_size=3).map(tuple),
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    datetime | None: st.none() | st.datetimes(timezones=st.just(UTC)),
    Counterfactual | None: st.none()
    | st.builds(Counterfactual, fact=TEXT, value=NUMBER | TEXT, needed=st.integers(0, 9) | NUMBER | TEXT, kind=TEXT),
    tuple[Button, ...]: st.lists(st.builds(Button, title=TEXT, payload=TEXT), max_size=3).map(tuple),
    tuple[Card, ...]: st.lists(st.builds(Card, title=TEXT, subtitle=TEXT), max_size=3).map(tuple),
    tuple[Attachment, ...]: st.lists(
        st.builds(Attachment, kind=TEXT, title=TEXT, file_id=st.none() | TEXT, size=st.integers(0, 9)), max_size=3
    ).map(tuple),
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
    hints, names = get_type_hints(event_type), [field.name for field in fields(event_type)]
    return st.builds(event_type, **{name: VALUES[hints[name]] for name in names})


def stored(event: Event) -> Entry:
    """Return an event as it comes out of the event table's row."""
    row = SimpleNamespace(
        conversation_id="c1", seq=3, at=NOON, actor=CUSTOMER, epoch=2, kind=kind_of(event), body=encoded(event)
    )
    return entry_of_row(cast("sa.Row[Any]", row))


@pytest.mark.parametrize("event_type", EVENT_TYPES)
@settings(max_examples=30)
@given(data=st.data())
def test_every_event_comes_back_as_it_was(event_type: type[Event], data: st.DataObject) -> None:
    event = data.draw(any_event(event_type))
    assert stored(event).event == event


def test_an_entry_stands_where_it_stood() -> None:
    entry = stored(CustomerMessaged(client_id="m1", text="hello"))
    assert (entry.conversation_id, entry.seq, entry.at, entry.actor, entry.epoch) == ("c1", 3, NOON, CUSTOMER, 2)


def test_what_was_stored_before_a_field_was_added_can_still_be_read() -> None:
    assert entry_of_row(
        cast(
            "sa.Row[Any]",
            SimpleNamespace(
                conversation_id="c1", seq=3, at=NOON, actor=BOT, epoch=2, kind="bot_replied", body='{"text":"hello"}'
            ),
        )
    ).event == BotReplied(text="hello")


@pytest.mark.parametrize("text", ["where is it?", "訂單在哪裡？", "👩‍👩‍👧", 'a"b\\c', "line\nline", "\u2028", "\ufffd"])
async def test_a_message_is_read_from_the_database_as_it_was_written(stage: Stage, text: str) -> None:
    await stage.starts()
    await stage.writes(text)
    assert (await stage.log())[-1] == CustomerMessaged(client_id="m1", text=text)
