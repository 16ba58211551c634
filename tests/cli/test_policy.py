"""`baton policy`, as whoever writes the policy uses it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import baton
from bot.conversation.errors import BadConfiguration
from tests.cli.test_replay import chat
from tests.routing.samples import POLICY, POLICY_FILE


def run(*arguments: object) -> Result:
    return CliRunner().invoke(baton, ["policy", *map(str, arguments)])


def changed(folder: Path, old: str, new: str) -> Path:
    text = POLICY_FILE.read_text("utf-8")
    assert old in text
    path = folder / "new.yml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_the_shipped_policy_is_good() -> None:
    shown = run("check")
    assert shown.exit_code == 0, shown.output
    assert f"good, version {POLICY.version}" in shown.stdout
    assert shown.stderr == ""


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    shown = run("check", changed(tmp_path, "missed_offers: 3 ", "missed_offers: many "))
    assert isinstance(shown.exception, BadConfiguration)
    assert "new.yml:" in str(shown.exception)
    assert "`missed_offers` must be a whole number" in str(shown.exception)


def test_a_response_that_there_is_not_is_a_mistake(tmp_path: Path) -> None:
    path = changed(tmp_path, "then: {hand_off: bot_failed}", "then: {hand_off: bot_failed, say: utter_sorry}")
    with pytest.raises(BadConfiguration, match="there is no response `utter_sorry`"):
        raise run("check", path).exception or AssertionError


def test_what_the_policy_acknowledges_is_said(tmp_path: Path) -> None:
    grave = "double_charge: {stakes: high, queue: billing}"
    path = changed(tmp_path, grave, grave.replace("}", ", automate: action_answer, acknowledged: tried for a year}"))
    shown = run("check", path)
    assert shown.exit_code == 0, shown.output
    assert shown.stderr.startswith("warning: ")
    assert "`double_charge` has high stakes, and a machine may take it: tried for a year" in shown.stderr


def test_the_policies_that_were_in_force_are_named(tmp_path: Path) -> None:
    chat(tmp_path, "thanks\n")
    shown = run("versions", "--data", tmp_path)
    (line,) = shown.stdout.splitlines()
    assert line.split()[0] == POLICY.version
    assert line.split()[-1] == "start"


def test_without_a_database_there_are_no_versions_and_none_is_made(tmp_path: Path) -> None:
    shown = run("versions", "--data", tmp_path / "nowhere")
    assert isinstance(shown.exception, BadConfiguration)
    assert not (tmp_path / "nowhere").exists()


def test_an_intent_that_the_model_does_not_know_is_a_mistake(tmp_path: Path) -> None:
    shown = run("check", changed(tmp_path, "  fraud_report:", "  fraud_reprot:"))
    assert isinstance(shown.exception, BadConfiguration)
    assert "the model knows no intent `fraud_reprot`; did you mean `fraud_report`?" in str(shown.exception)


def test_an_action_is_known_that_comes_with_baton_is_the_businesss_own_or_runs_on_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = changed(tmp_path, "automate: action_order_status", "automate: action_shipping_price")
    with pytest.raises(BadConfiguration, match="there is no action `action_shipping_price`"):
        raise run("check", path).exception or AssertionError
    monkeypatch.setenv("BATON_ACTIONS__REMOTE", '{"action_shipping_price": "http://127.0.0.1:5055/webhook"}')
    assert run("check", path).exit_code == 0
    monkeypatch.setenv("BATON_ACTIONS__REMOTE", "{}")
    monkeypatch.setenv("BATON_ACTIONS__MODULE", "tests.cli.own_actions")
    assert run("check", path).exit_code == 0


def test_before_the_first_training_a_policy_can_be_checked_but_for_its_intents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_MODEL", str(tmp_path / "none"))
    shown = run("check", changed(tmp_path, "  fraud_report:", "  of_our_own:"))
    assert shown.exit_code == 0, shown.output
    assert "intents are not compared" in shown.stderr
