"""`baton repeats` and `baton lessons`, over conversations that were recorded."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from bot.cli import baton
from bot.conversation.errors import BadConfiguration
from bot.conversation.events import Entry, HandoffRequested
from bot.conversation.line_events import IntentCorrected
from bot.storage.append import Said, insert
from bot.storage.migrate import migrate
from bot.storage.schema import conversation
from bot.storage.sqlite import sqlite_engine
from bot.training.readers import READERS
from bot.training.readers.reading import NLU, Reading
from tests.support.told import NOON, log_of, read, said

REQUESTED = HandoffRequested(ticket_id="k1", queue="general", reason="frustrated")
CORRECTED = IntentCorrected(agent_name="Ann", message_seq=2, was="price_question", intent="double_charge")
NUMBER = ("order_number", "48213")
TEXT = 'gone: "48213", twice'


def run(*arguments: object) -> Result:
    return CliRunner().invoke(baton, [*map(str, arguments)])


def record(folder: Path, log: Sequence[Entry]) -> None:
    """Write a conversation into the database of a folder."""
    first, last = log[0], log[-1]
    head = {"id": first.conversation_id, "channel": "website", "owner": "bot", "epoch": 1, "seq": last.seq}
    rest = {"customer_seq": 0, "answered_seq": 0, "started_at": first.at}
    with sqlite_engine(folder / "baton.db").begin() as connection:
        connection.execute(sa.insert(conversation).values(**head, **rest))
        for entry in log:
            place = Said(conversation_id=entry.conversation_id, first=entry.seq, epoch=1, actor="x", at=entry.at)
            insert(connection, [entry.event], place)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    migrate(sqlite_engine(tmp_path / "baton.db"), tell=lambda _text: None)
    return tmp_path


@pytest.fixture
def recorded(data: Path) -> Path:
    record(data, log_of(said(TEXT), read(2, "price_question", [NUMBER]), REQUESTED, said("48213!"), CORRECTED))
    record(data, log_of(said("thanks"), read(2, "thanks"), conversation_id="c2"))
    return data


def test_repeats_are_counted(recorded: Path) -> None:
    shown = run("repeats", "--data", recorded)
    assert shown.exit_code == 0, shown.output
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["facts", "given", "again", "1"] in lines
    assert ["conversations", "with", "any", "50.0%"] in lines
    assert ["before", "the", "first", "handoff", "0"] in lines
    assert ["order_number", "1"] in lines


def test_a_program_gets_the_repeats_as_json(recorded: Path) -> None:
    found = json.loads(run("repeats", "--data", recorded, "--json").stdout)
    assert (found["conversations"], found["total"], found["after"], found["share_with_any"]) == (2, 1, 1, 0.5)


def test_where_nothing_is_recorded_there_is_nothing_to_count(data: Path) -> None:
    assert run("repeats", "--data", data).stdout == "no message of a customer is recorded\n"
    assert run("lessons", "--data", data).stdout == "text,was,intent\n"


def test_lessons_are_a_table_that_training_reads(recorded: Path) -> None:
    table = run("lessons", "--data", recorded).stdout
    assert list(csv.reader(io.StringIO(table))) == [
        ["text", "was", "intent"],
        [TEXT, "price_question", "double_charge"],
    ]
    reading = Reading(NLU)
    READERS[".csv"](Path("lessons.csv"), table, reading)
    assert not reading.problems
    assert [(sentence.text, sentence.label) for sentence in reading.sentences] == [(TEXT, "double_charge")]


def test_a_program_gets_the_lessons_as_json(recorded: Path) -> None:
    (lesson,) = json.loads(run("lessons", "--data", recorded, "--json").stdout)["lessons"]
    assert (lesson["conversation_id"], lesson["seq"], lesson["message"]) == ("c1", 2, TEXT)


@pytest.mark.parametrize("command", ["repeats", "lessons"])
def test_later_ones_alone(recorded: Path, command: str) -> None:
    found = run(command, "--data", recorded, "--since", f"{NOON.year + 1}-01-01", "--json")
    assert "48213" not in found.stdout
    assert found.exit_code == 0


@pytest.mark.parametrize("command", ["repeats", "lessons"])
def test_a_folder_without_a_database_is_named(tmp_path: Path, command: str) -> None:
    shown = run(command, "--data", tmp_path / "nowhere")
    assert isinstance(shown.exception, BadConfiguration)
    assert "no database here" in str(shown.exception)
