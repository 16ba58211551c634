"""Any Hugging Face encoder, by folder: trained on, exported, and served."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import baton
from bot.conversation.errors import BadConfiguration
from bot.settings import Settings
from bot.understanding.encoder import read_export
from tests.support.tiny import tiny_bert

WORDS = ("parcel", "order", "where", "is", "my", "refund", "money", "back", "the", "agent", "human")
SENTENCES = {
    "order_status": ("where is my parcel", "where is my order", "is the parcel back", "my order is where"),
    "refund_overdue": ("refund my money", "money back", "the refund is my money", "my money back"),
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Give the settings of somebody with an encoder and sentences of their own."""
    nlu = tmp_path / "data" / "nlu"
    nlu.mkdir(parents=True)
    rows = [f"{text},{label}" for label, texts in SENTENCES.items() for text in texts]
    (nlu / "all.csv").write_text("\n".join(["text,label", *rows]), "utf-8")
    for name in ("policy.yml", "responses.yml", "faq.yml"):
        (tmp_path / "data" / name).write_bytes((Settings().training_data / name).read_bytes())
    return {
        "BATON_ENCODER": str(tiny_bert(tmp_path / "my-encoder", WORDS)),
        "BATON_EXPORTS": str(tmp_path / "exports"),
        "BATON_MODEL": str(tmp_path / "model"),
        "BATON_TRAINING_DATA": str(tmp_path / "data"),
    }


def test_another_encoder_is_trained_on_and_serves(environment: dict[str, str], tmp_path: Path) -> None:
    run = CliRunner()
    trained = run.invoke(baton, ["train", "--no-evaluate"], env=environment)
    assert trained.exit_code == 0, trained.output
    (export,) = (tmp_path / "exports").iterdir()
    about = read_export(export)
    assert about is not None
    assert about.name == "my-encoder"
    assert "my-encoder" in (tmp_path / "model" / "README.md").read_text("utf-8")
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"id": "a", "turns": [{"from": "customer", "text": "where is my parcel"}]}), "utf-8")
    routed = run.invoke(baton, ["route", str(lines)], env=environment)
    assert routed.exit_code == 0, routed.output
    assert json.loads(routed.stdout)["intent"] == "order_status"


def test_a_model_without_its_encoder_is_refused_with_what_to_do(environment: dict[str, str], tmp_path: Path) -> None:
    run = CliRunner()
    assert run.invoke(baton, ["train", "--no-evaluate"], env=environment).exit_code == 0
    lines = tmp_path / "lines.jsonl"
    lines.write_text("", "utf-8")
    del environment["BATON_ENCODER"], environment["BATON_EXPORTS"]
    refused = run.invoke(baton, ["route", str(lines)], env=environment)
    assert isinstance(refused.exception, BadConfiguration)
    assert "my-encoder" in str(refused.exception)


def test_tuned_what_another_encoder_learnt_goes_into_the_model_and_serves(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.training.finetune.LEAST_STEPS", 5)
    run = CliRunner()
    trained = run.invoke(baton, ["train", "--finetune"], env=environment)
    assert trained.exit_code == 0, trained.output
    assert [path.name for path in (tmp_path / "model" / "encoder").iterdir()] == ["adapter.safetensors"]
    assert not list((tmp_path / "exports").glob("*"))
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"id": "a", "turns": [{"from": "customer", "text": "where is my parcel"}]}), "utf-8")
    routed = run.invoke(baton, ["route", str(lines)], env=environment)
    assert routed.exit_code == 0, routed.output
    assert json.loads(routed.stdout)["intent"] == "order_status"
    (export,) = (tmp_path / "exports").iterdir()
    about = read_export(export)
    assert about is not None
    assert about.name == "my-encoder, adapted"
    again = run.invoke(baton, ["train", "--no-evaluate"], env=environment)
    assert again.exit_code == 0, again.output
    assert not (tmp_path / "model" / "encoder").exists()


def test_an_adapter_that_was_named_but_is_not_there_is_a_mistake(environment: dict[str, str], tmp_path: Path) -> None:
    del environment["BATON_ENCODER"]
    environment["BATON_ADAPTER"] = str(tmp_path / "typo")
    refused = CliRunner().invoke(baton, ["train", "--no-evaluate"], env=environment)
    assert str(refused.exception) == f"adapter: no `adapter.safetensors` in {tmp_path / 'typo'}"


def test_an_empty_name_is_no_encoder(environment: dict[str, str]) -> None:
    refused = CliRunner().invoke(baton, ["train"], env={**environment, "BATON_ENCODER": ""})
    assert str(refused.exception).startswith("encoder: ")


def test_what_a_link_pointed_to_stays_when_a_model_gets_another_encoder(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.training.finetune.LEAST_STEPS", 5)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "adapter.safetensors").write_bytes(b"of another model")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "encoder").symlink_to(tmp_path / "elsewhere")
    trained = CliRunner().invoke(baton, ["train", "--finetune"], env=environment)
    assert trained.exit_code == 0, trained.output
    assert not (tmp_path / "model" / "encoder").is_symlink()
    assert (tmp_path / "elsewhere" / "adapter.safetensors").read_bytes() == b"of another model"
    assert {path.name for path in (tmp_path / "model").iterdir() if path.is_dir()} == {"encoder", "plots"}
