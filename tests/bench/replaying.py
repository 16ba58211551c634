"""Replay of 100,000 recorded turns, beside only reading them from the database in the same run."""

import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.events import AgentJoined, Closed, Entry, Event, HandoffRequested, TicketOffered
from bot.conversation.interpretation import Interpretation, Need
from bot.conversation.language import Language
from bot.engine.rehearsal import Rehearsal
from bot.insight.what_if import what_if
from bot.routing.policy_file import load_policy
from bot.settings import read_settings
from bot.storage.append import Said, insert
from bot.storage.history import conversations
from bot.storage.schema import metadata
from bot.storage.sqlite import sqlite_engine

TURNS = 100_000
INTENTS = ("greeting", "order_status", "shipping_cost", "double_charge")
GOAL = 60.0
#: A conversation every five minutes; the last of its turns is an agent's for ten minutes.
BEGUN = datetime(2026, 1, 5, tzinfo=UTC)
EVERY = timedelta(minutes=5)
TAKES = timedelta(minutes=10)
AGENTS = 5


def replaying() -> None:
    """Print how fast recorded turns run through another policy."""
    policy = load_policy(read_settings().training_data / "policy.yml")
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlite_engine(Path(folder) / "history.db")
        metadata.create_all(engine)
        with engine.connect() as connection:
            _record(connection, _conversation())
        with engine.connect() as connection:
            begun = time.perf_counter()
            entries = sum(len(log) for log in conversations(connection))
            read = time.perf_counter() - begun
            begun = time.perf_counter()
            found = what_if(conversations(connection), replace(policy, confident=0.6))
            took = time.perf_counter() - begun
    assert found.turns == TURNS
    print(f"{f'reading {entries} entries of {TURNS} turns':<52}{read:8.1f} s")
    verdict = "met" if took <= GOAL else "missed"
    print(f"{f'replay of {TURNS} turns (goal: a minute)':<52}{took:8.1f} s  {took / read:5.1f} ×   {verdict}")


def _conversation() -> list[Entry]:
    """Return a conversation of as many turns as there are intents, as the engine records it."""
    intents = iter(INTENTS)

    def meant(text: str, language: Language) -> Interpretation:
        intent = next(intents)
        needs = (Need(intent=intent, confidence=0.9),)
        return Interpretation(text=text, intent=intent, confidence=0.9, needs=needs, language=language, model="bench")

    policy = load_policy(read_settings().training_data / "policy.yml")
    rehearsal = Rehearsal("c", interpret=meant, policy=policy)
    for number in range(len(INTENTS)):
        rehearsal.hear(f"message {number} of about the length that customers write")
        rehearsal.speak(f"answer {number} of about the length that a bot writes, which is more")
    return rehearsal.tracker.entries


def _record(connection: Connection, entries: list[Entry]) -> None:
    connection.execute(sa.text("PRAGMA foreign_keys=OFF"))
    connection.exec_driver_sql("BEGIN")
    events = [entry.event for entry in entries]
    for number in range(TURNS // len(INTENTS)):
        begun, name = BEGUN + number * EVERY, f"agent {number % AGENTS}"
        said = Said(conversation_id=f"c{number}", first=1, epoch=1, actor="bot", at=begun)
        insert(connection, [*events, *_taken(name, begun)], said)
        ended = replace(said, first=len(events) + 4, at=begun + TAKES)
        insert(connection, [Closed(agent_name=name)], ended)
    connection.exec_driver_sql("COMMIT")


def _taken(name: str, at: datetime) -> list[Event]:
    """Return what stands in the log where an agent takes a conversation."""
    return [
        HandoffRequested(ticket_id="k", queue="general", reason="high_stakes"),
        TicketOffered(ticket_id="k", agent_id=name, agent_name=name, ends_at=at),
        AgentJoined(ticket_id="k", agent_id=name, agent_name=name),
    ]


if __name__ == "__main__":
    replaying()
