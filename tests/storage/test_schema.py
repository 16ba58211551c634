"""Moments as the database keeps them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

from bot.conversation.events import ConversationStarted
from bot.storage import turns
from bot.storage.schema import Moment, event
from tests.storage.stage import Stage, new_ticket

MOMENT, DIALECT = Moment(), sqlite.dialect()
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def kept(at: datetime) -> int:
    value = MOMENT.process_bind_param(at, DIALECT)
    assert value is not None
    return value


@given(MOMENTS)
def test_a_moment_comes_back_to_the_microsecond(at: datetime) -> None:
    assert MOMENT.process_result_value(kept(at), DIALECT) == at


@given(MOMENTS, MOMENTS)
def test_moments_compare_as_they_do_outside(one: datetime, other: datetime) -> None:
    assert (kept(one) < kept(other)) == (one < other)


def test_a_moment_is_the_same_wherever_it_was_named() -> None:
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    assert kept(at) == kept(at.astimezone(timezone(timedelta(hours=8))))


def test_no_moment_stays_none() -> None:
    assert MOMENT.process_bind_param(None, DIALECT) is None
    assert MOMENT.process_result_value(None, DIALECT) is None


async def test_the_database_itself_refuses_a_second_open_ticket(stage: Stage) -> None:
    await stage.waits()
    second = new_ticket("k-second")
    with pytest.raises(IntegrityError):
        await stage.database.write(lambda c: turns.open_place(c, "c1", second, sticky=timedelta(), now=stage.now))


async def test_the_database_itself_refuses_the_same_place_twice(stage: Stage) -> None:
    await stage.starts()
    again = sa.insert(event).values(
        conversation_id="c1", seq=1, at=stage.now, actor="x", epoch=1, kind="reopened", body="{}"
    )
    with pytest.raises(IntegrityError):
        await stage.database.write(lambda connection: connection.execute(again).rowcount)
    assert await stage.log() == [ConversationStarted(channel="website", locale="en")]
