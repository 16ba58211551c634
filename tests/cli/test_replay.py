"""`baton replay`, as a supervisor uses it who wants to change the policy."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from bot.cli import baton
from bot.conversation.errors import BadConfiguration
from bot.conversation.events import AgentJoined, Closed, Reopened
from bot.handoff.agent import Agent, Presence
from bot.storage.agents import add_agent
from bot.storage.append import Said, insert
from bot.storage.migrate import migrate
from bot.storage.sqlite import sqlite_engine
from tests.insight.test_replay import NOON, Log
from tests.routing.samples import POLICY_FILE

HALF_HOUR = timedelta(minutes=30)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(baton, [*map(str, arguments)])


def chat(folder: Path, typed: str) -> None:
    """Let a customer chat, in a process of its own: the shell sets up the logs of the whole process."""
    command = [sys.executable, "-m", "bot", "shell", "--data", str(folder)]
    subprocess.run(command, input=typed, text=True, check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which two customers have chatted with the bot."""
    folder = tmp_path_factory.mktemp("replay")
    for typed in ("how much is shipping?\nthanks\n", "I was charged twice!!\n"):
        chat(folder, typed)
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Give a policy in which a machine may take double charges, and nobody is to ask about shipping."""
    text = POLICY_FILE.read_text("utf-8")
    for old, new in (
        ("double_charge: {stakes: high, queue: billing}", "double_charge: {stakes: low, automate: action_answer}"),
        ("shipping_cost: {stakes: low, automate: action_answer}", "shipping_cost: {stakes: high, queue: billing}"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "new.yml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which an agent with three places had a customer, who came back two hours later and waits."""
    data = tmp_path_factory.mktemp("staffed")
    log = Log()
    log.turn("double_charge")
    log.add(AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann"))
    with_ann = len(log.entries)
    log.add(Closed(agent_name="Ann"), Reopened())
    log.turn("double_charge")
    events = [entry.event for entry in log.entries]
    engine = sqlite_engine(data / "baton.db")
    migrate(engine, tell=print)
    ann = Agent(
        id="ann",
        name="Ann",
        email="ann@shop.example",
        presence=Presence.AWAY,
        capacity=3,
        languages=("en",),
        lease_ends_at=None,
    )
    with engine.connect() as connection:
        connection.execute(sa.text("PRAGMA foreign_keys=OFF"))
        connection.exec_driver_sql("BEGIN")
        add_agent(connection, ann, now=NOON)
        said = Said(conversation_id="c1", first=1, epoch=1, actor="bot", at=NOON)
        insert(connection, events[:with_ann], said)
        ended = replace(said, first=with_ann + 1, at=NOON + HALF_HOUR / 2)
        insert(connection, events[with_ann : with_ann + 1], ended)
        back = replace(said, first=with_ann + 2, at=NOON + HALF_HOUR * 5)
        insert(connection, events[with_ann + 1 :], back)
        connection.exec_driver_sql("COMMIT")
    engine.dispose()
    return data


def test_the_line_is_simulated_with_who_was_on_duty_and_says_so(staffed: Path) -> None:
    shown = run("replay", "--policy", POLICY_FILE, "--data", staffed).stdout
    lines = [line.split() for line in shown.splitlines()]
    assert ["agents", "on", "duty", "1"] in lines
    assert "  in 0.5 of 3 hours, with places for up to 3 at once" in shown
    assert ["still", "in", "line", "at", "the", "end", "1", "→", "1"] in lines
    found = json.loads(run("replay", "--policy", POLICY_FILE, "--data", staffed, "--json").stdout)
    assert (found["staffing"], found["places"]) == ("on_duty", None)
    assert found["on_duty"] == {"least": 1, "most": 1, "places": 3, "staffed_hours": 0.5, "hours": 3.0}
    assert found["waits_now"] == {"median": 15.0, "nine_in_ten": 27.0, "longest": 30.0, "still_waiting": 1}


def test_places_that_are_given_are_there_all_the_time(staffed: Path) -> None:
    shown = run("replay", "--policy", POLICY_FILE, "--data", staffed, "--places", 1).stdout
    assert "(waits as simulated, with places for 1 at once)" in shown
    assert "on duty" not in shown
    found = json.loads(run("replay", "--policy", POLICY_FILE, "--data", staffed, "--places", 1, "--json").stdout)
    assert (found["staffing"], found["places"], found["on_duty"]) == ("given", 1, None)
    assert (found["waits_now"]["longest"], found["waits_now"]["still_waiting"]) == (0.0, 0)


def test_where_nobody_was_on_duty_the_most_places_that_ever_were_are_taken_and_that_is_said(staffed: Path) -> None:
    since = (NOON + HALF_HOUR).strftime("%Y-%m-%dT%H:%M:%S")
    shown = run("replay", "--policy", POLICY_FILE, "--data", staffed, "--since", since).stdout
    assert "(waits as simulated, with places for 1 at once)" in shown
    assert "(no agent was seen on duty in this time: as many as they ever had before)" in shown


def test_the_policy_in_force_changes_nothing(data: Path) -> None:
    shown = run("replay", "--policy", POLICY_FILE, "--data", data)
    assert shown.exit_code == 0, shown.output
    assert ["answered", "as", "before", "100.0%"] in [line.split() for line in shown.stdout.splitlines()]


def test_another_policy_is_told_by_what_it_changes_the_costly_mistake_first(data: Path, other: Path) -> None:
    shown = run("replay", "--policy", other, "--data", data)
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["turns", "3"] in lines
    assert ["automate", "→", "human", "1"] in lines
    assert ["human", "→", "automate", "1"] in lines
    assert ["high", "stakes,", "and", "no", "person", "1"] in lines
    table = shown.stdout.split("why\n")[1].splitlines()
    assert "action_answer for double_charge" in table[0]
    assert "shipping_cost" in table[1]


def test_a_program_gets_the_same_as_json(data: Path, other: Path) -> None:
    found = json.loads(run("replay", "--policy", other, "--data", data, "--json").stdout)
    assert (found["turns"], found["conversations"], found["places"]) == (3, 2, 0)
    assert found["changes"] == {"automate → human": 1, "human → automate": 1}
    (kept,) = found["high_stakes_kept"]
    assert (kept["then"]["reason"], kept["now"]["kind"]) == ("high_stakes", "automate")


def test_what_waits_in_another_queue_is_told_with_both(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "moved.yml"
    text = POLICY_FILE.read_text("utf-8")
    path.write_text(
        text.replace("double_charge: {stakes: high, queue: billing", "double_charge: {stakes: high, queue: safety")
    )
    shown = run("replay", "--policy", path, "--data", data)
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["human", "billing", "→", "human", "safety", "1"] in lines
    assert lines[-1][3:5] == ["billing", "safety"]
    (moved,) = json.loads(run("replay", "--policy", path, "--data", data, "--json").stdout)["moved"]
    assert (moved["then"]["where"], moved["now"]["where"]) == ("billing", "safety")


def test_later_turns_alone(data: Path) -> None:
    shown = run("replay", "--policy", POLICY_FILE, "--data", data, "--since", "2199-01-01")
    assert shown.stdout == "no turn of the bot is recorded\n"


def test_a_policy_with_mistakes_is_named_and_nothing_is_replayed(data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yml"
    bad.write_text(POLICY_FILE.read_text("utf-8").replace("confident: 0.45", "confidant: 0.45"), "utf-8")
    shown = run("replay", "--policy", bad, "--data", data)
    assert isinstance(shown.exception, BadConfiguration)
    assert "did you mean `confident`" in str(shown.exception)
    bad.write_text(POLICY_FILE.read_text("utf-8").replace("  fraud_report:", "  fraud_reprot:"), "utf-8")
    shown = CliRunner().invoke(baton, ["replay", "--policy", "-", "--data", str(data)], input=bad.read_text("utf-8"))
    assert isinstance(shown.exception, BadConfiguration)
    assert "did you mean `fraud_report`" in str(shown.exception)


def test_a_folder_without_a_database_is_named_and_none_is_made(tmp_path: Path) -> None:
    shown = run("replay", "--policy", POLICY_FILE, "--data", tmp_path / "nowhere")
    assert isinstance(shown.exception, BadConfiguration)
    assert "no database here" in str(shown.exception)
    assert not (tmp_path / "nowhere").exists()


def test_the_table_names_twenty_turns_and_says_how_many_more(tmp_path: Path) -> None:
    typed = "how much is shipping?\nwhat are your opening hours?\n" * 11
    data = tmp_path / "data"
    chat(data, typed)
    strict = tmp_path / "strict.yml"
    strict.write_text(POLICY_FILE.read_text("utf-8").replace("confident: 0.45", "confident: 1.0"), "utf-8")
    shown = run("replay", "--policy", strict, "--data", data)
    moved = len(json.loads(run("replay", "--policy", strict, "--data", data, "--json").stdout)["moved"])
    assert moved > 20, "too few turns were moved for this test"
    assert f"… and {moved - 20} more; --json has them all" in shown.stdout
