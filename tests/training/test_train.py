"""A folder of sentences becomes a model folder, the same bytes each time."""

import itertools
import re
from pathlib import Path

import pytest
from matplotlib.image import imread

from bot.conversation.errors import BadConfiguration
from bot.conversation.language import Language
from bot.training.train import Report, train
from bot.understanding.entities import ENTITIES_FILE, load_vocabulary
from bot.understanding.heads import CONFIG_FILE, WEIGHTS_FILE, load_heads
from bot.understanding.understanding import Understanding
from tests.training.conftest import WordEncoder

SENTENCES = {
    "order_status": (("where is", "any news of", "track"), ("my order", "the sofa", "my parcel", "it")),
    "double_charge": (("charged twice for", "paid double for", "two payments for"), ("socks", "the lamp", "one order")),
    "out_of_scope": (("tell me about", "who won", "sing"), ("football", "the moon", "a song", "the election")),
    "return_policy": (("退货", "退换", "能退吗"), ("几天", "规定", "要求", "运费")),
}
FEELINGS = {
    "angry": ("you idiots", "idiots all of you", "you liars", "liars and idiots", "you are idiots", "what idiots"),
    "happy": ("so lovely", "lovely work", "how lovely", "lovely and kind", "very lovely", "lovely thanks"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "nlu").mkdir(parents=True)
    (folder / "feeling").mkdir()
    lines = ["nlu:"]
    for intent, (heads, tails) in SENTENCES.items():
        lines += [f"  - intent: {intent}", "    examples: |"]
        lines += [f"      - {head} {tail}" for head, tail in itertools.product(heads, tails)]
    (folder / "nlu" / "all.yml").write_text("\n".join(lines), "utf-8")
    lines = ["feelings:"]
    for feeling, texts in FEELINGS.items():
        lines += [f"  - feeling: {feeling}", "    examples: |", *(f"      - {text}" for text in texts)]
    (folder / "feeling" / "all.yml").write_text("\n".join(lines), "utf-8")
    return folder


def _train(data: Path, output: Path, words: WordEncoder, **options: bool) -> Report:
    return train(data, output, encoder=words, progress=lambda _: None, **options)


def test_what_was_trained_is_understood(data: Path, tmp_path: Path, words: WordEncoder) -> None:
    report = _train(data, tmp_path / "small", words)
    understanding = Understanding(words, load_heads(tmp_path / "small"))
    meant = understanding.interpret_now(["where is my parcel", "能退吗 几天", "you idiots"], fallback=Language.ENGLISH)
    assert [m.intent for m in meant[:2]] == ["order_status", "return_policy"]
    assert meant[2].sentiment < -0.2
    assert report.intents == 4
    assert report.scores["intent_accuracy_en"] > 0.5
    assert "4 intents" in str(report)


def test_the_same_data_and_seed_give_the_same_bytes(data: Path, tmp_path: Path, words: WordEncoder) -> None:
    _train(data, tmp_path / "one" / "m", words)
    _train(data, tmp_path / "two" / "m", words)
    for name in (WEIGHTS_FILE, CONFIG_FILE, "README.md"):
        assert (tmp_path / "one" / "m" / name).read_bytes() == (tmp_path / "two" / "m" / name).read_bytes()


def test_the_card_says_what_it_was_made_from_and_where_it_fails(data: Path, tmp_path: Path, words: WordEncoder) -> None:
    _train(data, tmp_path / "m", words)
    card = (tmp_path / "m" / "README.md").read_text("utf-8")
    for said in ("license:", "## Measured", "Five-fold", "| order_status |", "## Worst confusions", "## Limits"):
        assert said in card
    pictures = re.findall(r"!\[[\w -]+\]\((.+?)\)", card)
    assert len(pictures) == 3
    assert all(imread(tmp_path / "m" / picture).size for picture in pictures)


def test_without_evaluation_the_card_says_that_figures_are_rough(
    data: Path, tmp_path: Path, words: WordEncoder
) -> None:
    _train(data, tmp_path / "m", words, evaluate=False)
    assert "rough" in (tmp_path / "m" / "README.md").read_text("utf-8")


def test_a_folder_without_feelings_gives_a_model_without_sentiment(
    data: Path, tmp_path: Path, words: WordEncoder
) -> None:
    (data / "feeling" / "all.yml").unlink()
    _train(data, tmp_path / "m", words)
    understanding = Understanding(words, load_heads(tmp_path / "m"))
    assert understanding.interpret_now(["you idiots"], fallback=Language.ENGLISH)[0].sentiment == 0


def test_a_model_keeps_the_words_of_its_own_training_only(data: Path, tmp_path: Path, words: WordEncoder) -> None:
    terms = data / "nlu" / "terms.yml"
    terms.write_text("nlu:\n- lookup: city\n  examples: [New York]\n", "utf-8")
    _train(data, tmp_path / "m", words, evaluate=False)
    trained = load_heads(tmp_path / "m").config.data
    (city,) = load_vocabulary(tmp_path / "m", data=trained).entities("to new york")
    assert (city.name, city.value) == ("city", "New York")
    terms.unlink()
    _train(data, tmp_path / "m", words, evaluate=False)
    assert not (tmp_path / "m" / ENTITIES_FILE).exists()
    assert load_heads(tmp_path / "m").config.data != trained


def test_bad_data_writes_nothing(data: Path, tmp_path: Path, words: WordEncoder) -> None:
    (data / "nlu" / "more.yml").write_text("nlu:\n  - intent: deny\n    examples: |\n      - where is it\n", "utf-8")
    with pytest.raises(BadConfiguration):
        _train(data, tmp_path / "m", words)
    assert not (tmp_path / "m").exists()


def test_a_mistake_in_a_conversation_is_named_before_anything_is_trained_and_the_old_model_stays(
    data: Path, tmp_path: Path, words: WordEncoder
) -> None:
    own = tmp_path / "m" / "encoder"
    own.mkdir(parents=True)
    (own / "model").write_text("the encoder of the model that serves", "utf-8")
    (data / "conversations").mkdir()
    (data / "conversations" / "one.yml").write_text("conversations:\n  - turns:\n      - custom: hello\n", "utf-8")
    said: list[str] = []
    with pytest.raises(BadConfiguration, match=r"one\.yml:3"):
        train(data, tmp_path / "m", encoder=words, progress=said.append)
    assert said == []
    assert (own / "model").is_file()
