"""The line: tickets offered and accepted per second, beside a plain claim loop on the same database; and its growth."""

import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.events import TicketOffered
from bot.conversation.line_rules import LineRules, QueueRules
from bot.conversation.tracker import Owner
from bot.handoff.agent import Agent, Presence
from bot.handoff.dispatcher import Round
from bot.handoff.ticket import TicketState
from bot.storage import line
from bot.storage.agents import StoredAgents
from bot.storage.desk import StoredDesk
from bot.storage.line import StoredLine
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, event, metadata, passed_offer, ticket
from bot.storage.sqlite import SqliteDatabase, sqlite_engine

AGENTS, EACH = 50, 20
WAITING = (10, 100, 1000)
GROWTH = (100, 1_000, 10_000)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(minutes=5)
RULES = LineRules(queues={"general": QueueRules(), "billing": QueueRules(skills=frozenset({"billing"}), relax=())})


def lining() -> None:
    """Print how fast a line is served, and how a round grows with it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "line.db"
        metadata.create_all(sqlite_engine(file))
        asyncio.run(_serve(file))
        _growth(file)


async def _serve(file: Path) -> None:
    database = SqliteDatabase(file)
    agents = [_agent(number) for number in range(AGENTS)]
    stored = StoredAgents(database)
    for agent in agents:
        await stored.add(agent, now=BEFORE)
        await stored.renew_lease(agent.id, ends_at=NOW + timedelta(days=1))
    try:
        for waiting in WAITING:
            await database.write(lambda connection, n=waiting: _fill(connection, n, "general"))  # type: ignore[misc]
            begun = time.perf_counter()
            offered, seconds = await _offer_and_accept(database, agents)
            took = time.perf_counter() - begun
            assert offered == waiting
            await database.write(lambda connection, n=waiting: _fill(connection, n, "general"))  # type: ignore[misc]
            begun = time.perf_counter()
            _claim_plainly(file, waiting)
            bare = time.perf_counter() - begun
            label = f"{waiting} waiting, {AGENTS} agents: offered and accepted"
            print(f"{label:<52}{waiting / took:8.0f} a second   {bare / took:5.2f} × a plain claim loop")
            print(f"{'  of that, rounds of matching':<52}{1000 * seconds:8.1f} ms")
    finally:
        await database.close()


async def _offer_and_accept(database: SqliteDatabase, agents: list[Agent]) -> tuple[int, float]:
    by_id, desk, kept = {agent.id: agent for agent in agents}, StoredDesk(database), StoredLine(database)
    accepted, matching = 0, 0.0
    while True:
        begun = time.perf_counter()
        entries = await kept.match(_round())
        matching += time.perf_counter() - begun
        offers = [e.event for e in entries if isinstance(e.event, TicketOffered)]
        if not offers:
            return accepted, matching
        # As agents do: each at their own screen, all at once.
        await asyncio.gather(*(desk.accept(o.ticket_id, by_id[o.agent_id], rules=RULES, now=NOW) for o in offers))
        accepted += len(offers)


def _claim_plainly(file: Path, waiting: int) -> None:
    """Claim one ticket after the other, as a simple queue on the same tables does: no offers, no log, no checks."""
    first = sa.select(ticket.c.id).where(ticket.c.state == TicketState.WAITING).order_by(ticket.c.ranked_at).limit(1)
    with sqlite_engine(file).connect() as connection:
        for number in range(waiting):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            found = connection.execute(first).scalar()
            claim = sa.update(ticket).where(ticket.c.id == found, ticket.c.state == TicketState.WAITING)
            connection.execute(claim.values(state=TicketState.ASSIGNED, agent_id=f"a{number % AGENTS}"))
            connection.exec_driver_sql("COMMIT")


def _growth(file: Path) -> None:
    """Print what a round costs that offers nothing: everybody is free, and nobody may have what waits."""
    engine = sqlite_engine(file)
    with engine.connect() as connection:
        for waiting in GROWTH:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _fill(connection, waiting, "billing")
            connection.exec_driver_sql("COMMIT")
            begun = time.perf_counter()
            assert line.match(connection, _round()) == ()
            took = time.perf_counter() - begun
            connection.rollback()
            label = f"a round over {waiting} waiting that nobody may have"
            print(f"{label:<52}{1000 * took:8.1f} ms   {1e6 * took / waiting:5.1f} µs each")


def _fill(connection: Connection, waiting: int, queue: str) -> None:
    for table in (passed_offer, event, ticket, conversation):
        connection.execute(sa.delete(table))
    connection.execute(sa.update(agent_table).values(presence=Presence.AVAILABLE))
    numbers = range(waiting)
    connection.execute(
        sa.insert(conversation),
        [
            {
                "id": f"c{n}",
                "channel": "website",
                "owner": Owner.QUEUE,
                "epoch": 2,
                "seq": 0,
                "customer_seq": 0,
                "answered_seq": 0,
                "started_at": BEFORE,
            }
            for n in numbers
        ],
    )
    connection.execute(sa.insert(ticket), [_waiting(n, queue) for n in numbers])


def _waiting(number: int, queue: str) -> dict[str, object]:
    at = BEFORE + timedelta(seconds=number / 1000)
    return {
        "id": f"k{number}",
        "conversation_id": f"c{number}",
        "state": TicketState.WAITING,
        "queue": queue,
        "reason": "high_stakes",
        "intent": "double_charge",
        "language": "en",
        "frustration": 0.1,
        "bonus_minutes": 0.0,
        "created_at": at,
        "queued_at": at,
        "ranked_at": at,
    }


def _agent(number: int) -> Agent:
    return Agent(
        id=f"a{number}",
        name=f"Agent {number}",
        email=f"a{number}@example.com",
        presence=Presence.AVAILABLE,
        capacity=EACH,
        languages=("en",),
        lease_ends_at=None,
    )


def _round() -> Round:
    return Round(
        now=NOW,
        offer_ends_at=NOW + timedelta(seconds=30),
        gone_before=NOW - timedelta(seconds=30),
        left_before=NOW - RULES.left_after,
        rules=RULES,
    )


if __name__ == "__main__":
    lining()
