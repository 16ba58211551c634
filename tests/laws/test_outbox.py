"""What is said on a channel that is pushed to arrives, in order, and twice only where answer and echo were both lost.

Seeded worlds in virtual time, on the real store: answers are lost, echoes are late or never come, processes die
between any two steps. Eight faults, seeded by hand, must each be seen: an order that is not kept, an unsure message
that is sent again at once, an echo that a late answer overwrites, a dead process whose deliveries are forgotten or sent
again at once, a look that skips what was said in between, one that was put off and is counted as sent, and an echo
that leaves standing what was told as failed.
"""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.engine import outbox as engine
from bot.storage import outbox as stored
from bot.storage.append import bound
from bot.storage.push_schema import delivery, thread
from tests.support.inline_database import memory
from tests.support.meta_world import Meta, live
from tests.support.virtual_time import run_virtually

WORLDS = int(os.environ.get("BATON_OUTBOX_WORLDS", "20"))
RUNS = 2
_ID = delivery.c.id == bound("id")
_NOW = sa.bindparam("now", type_=delivery.c.due_at.type)


def worlds(seeds: range) -> Iterator[tuple[int, Meta, list[str]]]:
    """Live through one world a seed."""
    with memory() as connection:
        for seed in seeds:
            meta, problems = run_virtually(seed, live(connection))
            yield seed, meta, problems


@pytest.mark.parametrize("run", range(RUNS))
def test_everything_arrives_in_order_and_twice_only_where_nobody_could_know(run: int) -> None:
    each = WORLDS // RUNS
    doubled = lives = 0
    for seed, meta, problems in worlds(range(run * each, (run + 1) * each)):
        assert not problems, f"seed {seed}: {problems}"
        ids = [attempt.delivery.id for attempt in meta.got]
        doubled += len(ids) - len(set(ids))
        lives += meta.life
    assert doubled > 0, "nothing was ever sent twice: the worlds are too tame"
    assert lives > each, "hardly any process died: the worlds are too tame"


_DUE_IN_ANY_ORDER = (
    sa.select(delivery, thread.c.page_id, thread.c.person_id, thread.c.opened_at, thread.c.outside)
    .join(thread, thread.c.conversation_id == delivery.c.conversation_id)
    .where(delivery.c.state.in_(("due", "unsure")), delivery.c.due_at <= _NOW)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_PUT_OFF_WHATEVER_CAME = (
    sa.update(delivery)
    .where(_ID)
    .values(
        state=bound("state"),
        due_at=bound("until"),
        problem=bound("problem"),
        body=sa.func.coalesce(delivery.c.body, '{"text":"?"}'),
    )
)
_DEAD_ARE_FORGOTTEN = (
    sa.update(delivery)
    .where(sa.false(), delivery.c.due_at == bound("now", delivery.c.due_at.type))
    .values(due_at=bound("until"))
)
_DEAD_ARE_SENT_AT_ONCE = (
    sa.update(delivery)
    .where(delivery.c.state == "sending", delivery.c.due_at <= bound("now", delivery.c.due_at.type))
    .values(state="due", due_at=bound("now"))
)
_PUT_OFF_COUNTS = (
    sa.update(delivery)
    .where(_ID, delivery.c.state == "sending", bound("undone", delivery.c.tries.type) >= 0)
    .values(state=bound("state"), due_at=bound("until"), problem=bound("problem"))
)
_NOTHING_WAS_TOLD = sa.select(delivery.c.conversation_id, delivery.c.seq).where(
    delivery.c.id == sa.bindparam("id"), sa.false()
)
_ONE_TOO_FAR = sa.update(thread).where(thread.c.conversation_id == bound("id")).values(planned_seq=bound("seq") + 1)


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [
        (stored, "_DUE", _DUE_IN_ANY_ORDER),
        (engine, "ECHO_WAIT", timedelta(seconds=1)),
        (stored, "_PUT_OFF", _PUT_OFF_WHATEVER_CAME),
        (stored, "_DIED", _DEAD_ARE_FORGOTTEN),
        (stored, "_DIED", _DEAD_ARE_SENT_AT_ONCE),
        (stored, "_PLANNED", _ONE_TOO_FAR),
        (stored, "_PUT_OFF", _PUT_OFF_COUNTS),
        (stored, "_TOLD_AS_FAILED", _NOTHING_WAS_TOLD),
    ],
    ids=["order", "hasty", "overwritten", "forgotten", "dead", "skipped", "counted", "untold"],
)
def test_each_known_fault_is_seen(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, fault: Any) -> None:
    monkeypatch.setattr(where, name, fault)
    assert any(problems for _, _, problems in worlds(range(40)))


def test_one_seed_is_one_world() -> None:
    first, second = (
        [(a.delivery.body, a.begun_at, a.echoed_at) for a in meta.got]
        for _ in range(2)
        for _, meta, _ in worlds(range(3, 4))
    )
    assert first == second


def test_no_task_outlives_its_world() -> None:
    async def counted() -> int:
        with memory() as connection:
            await live(connection)
        return len(asyncio.all_tasks())

    assert run_virtually(5, counted()) == 1
