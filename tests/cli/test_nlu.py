"""`baton test nlu`, as a newcomer uses it, with the encoder that serves and with a tiny one of a folder."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from matplotlib.image import imread

from bot.cli import baton
from bot.conversation.errors import BadConfiguration
from tests.support.tiny import tiny_bert

INTENTS = {
    "order_status": ("where is my parcel", "track my order", "any news of my delivery", "has my package left"),
    "refund": ("give me my money back", "refund me please", "i want a refund", "return my payment"),
    "退货": ("我要退货", "怎么退货", "可以退货吗", "退货怎么办"),
    "greeting": ("hello", "good morning", "hi there", "hey you"),
}
ALWAYS = {
    "train_sentences", "test_sentences", "intents", "accuracy", "in_scope_accuracy", "macro_f1", "calibration_error",
    "in_scope_kept", "milliseconds_p50", "milliseconds_p99", "training_seconds", "per_intent",
}  # fmt: skip
WITH_OUT_OF_SCOPE = {
    "out_of_scope_sentences", "out_of_scope_recall", "out_of_scope_precision", "out_of_scope_recall_at_95",
    "out_of_scope_auroc",
}  # fmt: skip
WORDS = ("parcel", "order", "refund", "money", "hello", "my", "news", "return")


def nlu(*arguments: object) -> Result:
    env = {}
    if "--encoder" in arguments:
        # The one that serves is exported where it always is, others beside their source.
        env["BATON_EXPORTS"] = str(Path(str(arguments[arguments.index("--encoder") + 1])).with_name("exports"))
    return CliRunner().invoke(baton, ["test", "nlu", *map(str, arguments)], env=env)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    rows = [f"{text},{label}" for label, texts in INTENTS.items() for text in texts]
    file = tmp_path / "train.csv"
    file.write_text("\n".join(["text,label", *rows]), "utf-8")
    return file


@pytest.fixture
def test(tmp_path: Path) -> Path:
    rows = ["where is my order,order_status", "refund my money,refund", "退货,退货", "hello there,greeting"]
    file = tmp_path / "test.csv"
    file.write_text("\n".join(["text,label", *rows, "who won the football match,oos"]), "utf-8")
    return file


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an encoder of two layers that was never trained."""
    return tiny_bert(tmp_path_factory.mktemp("encoders") / "tiny-bert", WORDS)


def test_the_encoder_that_serves_tells_them_apart_and_json_is_for_programs(
    train: Path, test: Path, tmp_path: Path
) -> None:
    shown = nlu("--train", train, "--test", test, "--json", "--plots", tmp_path / "plots")
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert set(found) == ALWAYS | WITH_OUT_OF_SCOPE
    assert (found["train_sentences"], found["test_sentences"], found["intents"]) == (16, 5, 4)
    assert (found["in_scope_accuracy"], found["macro_f1"], found["out_of_scope_sentences"]) == (1.0, 1.0, 1)
    assert found["per_intent"]["退货"] == {"sentences": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    for name in ("confusion.png", "calibration.png", "out_of_scope.png"):
        assert f"wrote {tmp_path / 'plots' / name}" in shown.stderr
        assert imread(tmp_path / "plots" / name).shape[2] == 4


def test_an_encoder_by_folder_reports_in_a_table(train: Path, test: Path, tiny: Path) -> None:
    test.write_text(test.read_text("utf-8") + "\nyour jobs,careers\n", "utf-8")
    shown = nlu("--train", train, "--test", test, "--encoder", tiny)
    assert shown.exit_code == 0, shown.output
    lines = {line[:28].strip(): line[28:].split() for line in shown.stdout.splitlines()}
    assert (lines["train sentences"], lines["test sentences"], lines["intents"]) == (["16"], ["6"], ["4"])
    assert 0 <= float(lines["out of scope auroc"][0]) <= 1
    assert lines["weakest intents"] == ["sentences", "precision", "recall", "F1"]
    assert {lines[intent][0] for intent in INTENTS} == {"1"}
    assert shown.stdout.endswith("never trained, so always wrong: careers\n")
    assert "tiny-bert: reading 16 sentences" in shown.stderr


def test_two_encoders_of_one_name_stand_side_by_side_with_pictures_of_their_own(
    train: Path, test: Path, tiny: Path, tmp_path: Path
) -> None:
    options = ("--train", train, "--test", test, "--encoder", tiny, "--compare", tiny, "--plots", tmp_path / "p")
    shown = nlu(*options, "--json")
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert list(found) == ["tiny-bert", "tiny-bert (2)"]
    timed = {"milliseconds_p50", "milliseconds_p99", "training_seconds"}
    first, second = ({key: value for key, value in one.items() if key not in timed} for one in found.values())
    assert first == second
    drawn = {str(path.relative_to(tmp_path / "p")) for path in (tmp_path / "p").rglob("*.png")}
    names = ("calibration.png", "confusion.png", "out_of_scope.png")
    assert drawn == {f"{one}/{name}" for one, name in itertools.product(found, names)}


def test_long_names_of_encoders_do_not_run_together(train: Path, test: Path, tiny: Path, tmp_path: Path) -> None:
    other = tmp_path / f"a-name-of-{'many-' * 6}words"
    other.symlink_to(tiny)
    shown = nlu("--train", train, "--test", test, "--encoder", tiny, "--compare", other, "--seed", 3)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.splitlines()[0].split()[0] == "tiny-bert"
    widths = {len(line) for line in shown.stdout.splitlines()[:5]}
    assert len(widths) == 1


def test_cross_validation_asks_every_sentence_once(train: Path, tiny: Path) -> None:
    train.write_text(train.read_text("utf-8") + "\nlonely words,alone\n", "utf-8")
    shown = nlu("--train", train, "--cross-validation", "--encoder", tiny, "--json")
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert set(found) == ALWAYS | {"never_trained"}
    assert (found["test_sentences"], found["never_trained"]) == (17, ["alone"])
    assert {intent: of["sentences"] for intent, of in found["per_intent"].items()} == dict.fromkeys(INTENTS, 4)


def test_several_files_are_put_together(train: Path, test: Path, tiny: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text('{"text": "bye", "label": "bye"}\n{"text": "farewell", "label": "NO_NODES_DETECTED"}', "utf-8")
    shown = nlu("--train", train, "--train", more, "--test", test, "--test", more, "--encoder", tiny, "--json")
    found = json.loads(shown.stdout)
    assert (found["train_sentences"], found["test_sentences"], found["intents"]) == (18, 7, 5)
    assert found["out_of_scope_sentences"] == 2


def test_names_that_are_not_on_this_machine_are_one_clear_error_before_anything_is_trained(
    train: Path, test: Path, tiny: Path
) -> None:
    command = [sys.executable, "-m", "bot", "test", "nlu", "--train", str(train), "--test", str(test)]
    command += ["--encoder", str(tiny), "--compare", "nobody/nothing"]
    env = {**os.environ, "BATON_EXPORTS": str(tiny.with_name("exports"))}
    refused = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "baton: nobody/nothing: no such encoder" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "reading" not in refused.stderr


def test_an_encoder_without_its_tokenizer_is_refused(train: Path, test: Path, tiny: Path, tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_bytes((tiny / name).read_bytes())
    refused = nlu("--train", train, "--test", test, "--encoder", tmp_path)
    assert isinstance(refused.exception, BadConfiguration)
    assert "tokenizer.json" in str(refused.exception)


def test_other_sentences_stand_beside_the_first(train: Path, test: Path, tiny: Path, tmp_path: Path) -> None:
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("\n".join(train.read_text("utf-8").splitlines()[:9]), "utf-8")
    given = ("--train", train, "--test", test, "--encoder", tiny, "--json")
    found = json.loads(nlu(*given, "--compare", f"train={fewer}").stdout)
    assert {name: of["train_sentences"] for name, of in found.items()} == {"tiny-bert": 16, f"tiny-bert, {fewer}": 8}
    assert nlu(*given, "--compare", "train=nowhere.csv").exit_code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text,label\nhi,greeting\n", "fewer than two intents"),
        ("text,label\nhi,greeting\nwho won,oos\n", "fewer than two intents"),
        ("text,label\n", "no sentences found"),
    ],
)
def test_a_training_with_nothing_to_tell_apart_is_refused(text: str, said: str, train: Path, test: Path) -> None:
    train.write_text(text, "utf-8")
    refused = nlu("--train", train, "--test", test)
    assert isinstance(refused.exception, BadConfiguration)
    assert said in str(refused.exception)


def test_feelings_alone_are_no_training(test: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "feeling").mkdir(parents=True)
    (tmp_path / "data" / "feeling" / "a.csv").write_text("text,feeling\nyou idiots,angry\n", "utf-8")
    refused = nlu("--train", tmp_path / "data", "--test", test)
    assert isinstance(refused.exception, BadConfiguration)
    assert "no sentences found" in str(refused.exception)


def test_a_test_or_cross_validation_and_a_seed_from_0_are_wanted(train: Path, test: Path) -> None:
    for options in ((), ("--test", test, "--cross-validation"), ("--cross-validation", "--seed", -1)):
        refused = nlu("--train", train, *options)
        assert refused.exit_code == 2
        assert refused.stdout == ""
    assert nlu("--train", train, "--test", test.parent / "none.csv").exit_code == 2
