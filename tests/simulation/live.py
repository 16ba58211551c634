"""Lives through worlds, one a seed."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.conversation.tracker import Owner
from bot.handoff.agent import Agent, Presence, Role
from bot.handoff.ticket import TicketState
from bot.storage.schema import conversation, never_again, ticket
from tests.simulation.answered import unseen
from tests.simulation.check import violations
from tests.simulation.people import Customer, Worker
from tests.simulation.slow_socket import REFUSALS, SlowScreen
from tests.simulation.world import RULES, Trace, World
from tests.support.inline_database import InlineDatabase, memory
from tests.support.screens import all_seen
from tests.support.virtual_time import VirtualLoop, run_virtually

#: Rounds in which everybody works properly, of `PACE` seconds each: within them the line must be empty.
CALM, PACE = 110, 7.0


def worlds(seeds: range) -> Iterator[tuple[int, Trace]]:
    """Live through one world a seed; what was breached stands in its trace."""
    with memory() as connection:
        for seed in seeds:
            try:
                trace = run_virtually(seed, _world(connection, seed))
            except Exception as error:  # noqa: BLE001 — whatever broke, the seed says how to break it again
                yield seed, Trace(breaches=[f"the world broke: {type(error).__name__}: {error}"])
                continue
            for conversation_id, entries in trace.entries.items():
                acked = {c: seq for about, c, seq in trace.acked if about == conversation_id}
                rests = conversation_id not in trace.stuck
                trace.breaches += [f"{conversation_id}: {found}" for found in violations(entries, acked, rests=rests)]
                trace.breaches += unseen(trace, conversation_id)
            trace.breaches += stale(trace)
            yield seed, trace


def stale(trace: Trace) -> Iterator[str]:
    """Name the replies that were taken from a screen which showed another epoch: I1."""
    for conversation_id, seq, epoch in trace.said_in:
        entry = trace.entries[conversation_id][seq - 1]
        if entry.epoch != epoch:
            yield f"I1: {conversation_id} entry {seq}: written in epoch {epoch}, taken in {entry.epoch}"


async def _world(connection: sa.Connection, seed: int) -> Trace:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    world = World(InlineDatabase(connection, loop.chance), loop, f"w{seed}")
    chance = world.chance
    customers = [Customer(world, n) for n in range(chance.choice((1, 1, 2, 3)))]
    ids = [customer.id for customer in customers]
    agents = [await world.hire(n, role=Role.AGENT) for n in range(chance.choice((1, 2)))]
    agents.append(await world.hire(9, role=Role.SUPERVISOR))
    screens = {i: SlowScreen(world, i) for i in ids if chance.random() < 0.5}
    following = [screen.follow() for screen in screens.values()]
    keeping = [asyncio.create_task(work) for work in (world.keep_line(), world.keep_turns(), *following)]
    async with asyncio.TaskGroup() as group:
        for customer in customers:
            group.create_task(customer.live(chance.choice((1, 2, 4))))
        for agent in agents:
            group.create_task(Worker(world, agent, ids).live(chance.choice((2, 4, 7))))
        if chance.random() < 0.3:
            group.create_task(_crashes(world))
    await _calm(world, agents)
    for task in keeping:
        task.cancel()
    await asyncio.wait(keeping)
    for conversation_id in ids:
        entries = await world.conversations.entries_after(conversation_id, 0)
        world.trace.entries[conversation_id] = entries
        if conversation_id in screens:
            await screens[conversation_id].catch_up([])
            world.trace.breaches += screens[conversation_id].differs(entries)
    return world.trace


async def _crashes(world: World) -> None:
    await asyncio.sleep(world.chance.choice((0.5, 3.0, 10.0, 40.0)))
    await world.crash()


async def _calm(world: World, agents: list[Agent]) -> None:
    """Everybody is there and works, nobody writes: whatever waits must come to its end."""
    left: list[sa.Row[Any]] = []
    for number in range(CALM):
        # Again and again: who was slow to accept for as long as a turn took is set away.
        for agent in agents if number % 10 == 0 else ():
            await world.desk.set_presence(agent.id, Presence.AVAILABLE)
            await world.is_there(agent, lasts=timedelta(hours=1))
        await world.worker.drain(timedelta(hours=1))
        # A turn that died with its process comes due when its lease is over.
        if not await world.worker.sweep() and not await world.database.read(_unanswered):
            left = await world.database.read(_open)
            world.trace.stuck = {t.conversation_id for t in left if await _nobody_may(world, t, agents)}
            if all(t.conversation_id in world.trace.stuck for t in left):
                return
            for agent in agents:
                await _serve(world, agent, left)
        await asyncio.sleep(PACE)
    world.trace.breaches += [f"I13: {t.id} is still {t.state}" for t in left]


async def _serve(world: World, agent: Agent, left: list[sa.Row[Any]]) -> None:
    for offer in world.offered.pop(agent.id, []):
        with suppress(*REFUSALS):
            await world.desk.accept(offer.ticket_id, agent)
    for owned in (t for t in left if t.state == TicketState.ASSIGNED and t.agent_id == agent.id):
        standing = await world.conversations.standing(owned.conversation_id)
        with suppress(*REFUSALS):
            await world.desk.end(owned.conversation_id, agent, shown=all_seen(standing.epoch))


_OPEN = sa.select(ticket).where(ticket.c.state.not_in([TicketState.CLOSED, TicketState.WRAP_UP]))


_UNANSWERED = sa.select(conversation.c.id).where(
    conversation.c.owner == Owner.BOT, conversation.c.customer_seq > conversation.c.answered_seq
)


def _unanswered(connection: sa.Connection) -> bool:
    return connection.execute(_UNANSWERED).first() is not None


def _open(connection: sa.Connection) -> list[sa.Row[Any]]:
    return list(connection.execute(_OPEN))


async def _nobody_may(world: World, row: sa.Row[Any], agents: list[Agent]) -> bool:
    """Nobody has the skill that the queue wants for ever, or is let near this customer: then it waits, as said."""
    if row.state != TicketState.WAITING:
        return False
    never = await world.database.read(lambda connection: list(connection.execute(sa.select(never_again))))
    apart = {pair.agent_id for pair in never if pair.conversation_id == row.conversation_id}
    queue = RULES.queue(row.queue)
    able = [a for a in agents if queue.relax or queue.skills <= set(a.skills)]
    speaking = [a for a in able if queue.relax or row.language.split("-")[0] in a.languages]
    return not {a.id for a in speaking} - apart
