"""Teaching an encoder another language: translations come near, English stays, and the adapter holds all of it."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from bot.conversation.errors import BadConfiguration
from bot.training import distil as teaching
from bot.training.adapter import Adapter, load_adapter, merge_adapters, save_adapter
from bot.training.distil import distil
from bot.training.pairs import Corpus, Pair, read_pairs
from bot.training.source import encoder_source
from bot.understanding.encoder import Vectors
from bot.understanding.exports import export_folder
from bot.understanding.huggingface import TorchEncoder
from tests.support.tiny import tiny_bert
from tests.training.conftest import refused

NOUNS = {"box": "盒子", "money": "钱", "order": "订单", "card": "卡", "name": "名字", "shop": "店"}
VERBS = {"lost": "丢了", "want": "要", "see": "看", "change": "改", "pay": "付", "find": "找"}
PAIRS = [Pair(f"i {v} my {n}", f"我{VERBS[v]}我的{NOUNS[n]}") for v in VERBS for n in NOUNS]
MEANINGS = {"盒子": "box", "订单": "order", "我的": "my", "名字": ""}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an encoder of English words."""
    return tiny_bert(tmp_path_factory.mktemp("base"), [*NOUNS, *VERBS, "i", "my"])


@pytest.fixture(scope="module")
def adapter(base: Path) -> Adapter:
    """Give what it learns from the pairs."""
    corpus = Corpus(pairs=PAIRS[::2], own=PAIRS[1::2], meanings=MEANINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(teaching, "BATCH", 8)
        patch.setattr(teaching, "ENGLISH", 4)
        return distil(corpus, base=base, steps=150, seed=1, progress=lambda _: None)


def _merged(adapter: Adapter, base: Path, folder: Path) -> TorchEncoder:
    save_adapter(folder / "adapter", adapter)
    merge_adapters([folder / "adapter"], base, folder / "merged")
    return TorchEncoder(str(folder / "merged"))


def _alike(one: Vectors, other: Vectors) -> float:
    return float((one * other).sum(axis=1).mean())


def test_a_translation_comes_near_and_english_stays(adapter: Adapter, base: Path, tmp_path: Path) -> None:
    before, after = TorchEncoder(str(base)), _merged(adapter, base, tmp_path)
    english, chinese = [pair.english for pair in PAIRS], [pair.other for pair in PAIRS]
    wanted = before.encode(english)
    assert _alike(after.encode(english), wanted) > 0.97
    made = after.encode(chinese)
    assert _alike(made, wanted) > _alike(before.encode(chinese), wanted) + 0.1
    # Two thirds find their own translation among 36; one in 36 would by chance.
    assert ((made @ wanted.T).argmax(axis=1) == np.arange(len(PAIRS))).mean() > 2 / 3


def test_what_is_saved_is_what_was_measured(adapter: Adapter, base: Path, tmp_path: Path) -> None:
    save_adapter(tmp_path / "a", adapter)
    again = load_adapter(tmp_path / "a")
    assert again.about == adapter.about
    assert set(again.tensors) == set(adapter.tensors)
    assert set(adapter.about.scores) == {"cosine", "found among others"}


def test_the_longest_known_word_is_one_token_and_other_characters_stand_alone(
    adapter: Adapter, base: Path, tmp_path: Path
) -> None:
    from transformers import AutoTokenizer

    _merged(adapter, base, tmp_path)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "merged")
    assert tokenizer.tokenize("我找我的订单box丢") == ["我", "找", "我的", "订单", "box", "丢"]


def test_the_same_pairs_and_seed_give_the_same_adapter(base: Path) -> None:
    one, two = (distil(Corpus(pairs=PAIRS), base=base, steps=3, seed=2, progress=lambda _: None) for _ in range(2))
    assert one.about == two.about
    assert all(one.tensors[name].equal(two.tensors[name]) for name in one.tensors)


def test_an_adapter_of_other_weights_is_refused(adapter: Adapter, base: Path, tmp_path: Path) -> None:
    save_adapter(tmp_path / "a", adapter)
    other = tiny_bert(tmp_path / "other", [*NOUNS, *VERBS, "i", "my"], seed=5)
    with pytest.raises(BadConfiguration, match="not the one which is here"):
        merge_adapters([tmp_path / "a"], other, tmp_path / "merged")


@pytest.mark.parametrize("content", [b"", b"\x00" * 20, b"half"])
def test_half_an_adapter_is_refused(adapter: Adapter, base: Path, tmp_path: Path, content: bytes) -> None:
    save_adapter(tmp_path / "a", adapter)
    path = tmp_path / "a" / "adapter.safetensors"
    path.write_bytes(path.read_bytes()[:-10] if content == b"half" else content)
    with pytest.raises(BadConfiguration, match="no adapter that can be read"):
        merge_adapters([tmp_path / "a"], base, tmp_path / "merged")


def test_words_and_their_rows_cannot_be_parted(adapter: Adapter, base: Path, tmp_path: Path) -> None:
    fewer = replace(adapter, about=structs.replace(adapter.about, words=adapter.about.words[1:]))
    save_adapter(tmp_path / "a", fewer)
    with pytest.raises(BadConfiguration, match="words"):
        merge_adapters([tmp_path / "a"], base, tmp_path / "merged")
    one, other = (tmp_path / name for name in ("one", "other"))
    save_adapter(one, adapter)
    save_adapter(other, replace(adapter, about=structs.replace(adapter.about, words=adapter.about.words[::-1])))
    assert export_folder(tmp_path, None, [one]) != export_folder(tmp_path, None, [other])


def test_a_source_by_folder_is_that_folder(base: Path, tmp_path: Path) -> None:
    shutil.copytree(base, tmp_path / "named")
    with encoder_source(str(tmp_path / "named"), ()) as source:
        assert (source.folder, source.name) == (tmp_path / "named", "named")
        assert source.fingerprint == TorchEncoder(str(tmp_path / "named")).fingerprint


def test_pairs_are_read_by_column_each_once(tmp_path: Path) -> None:
    file = tmp_path / "p.tsv"
    file.write_text('zh\tnote\ten\n「好」\tx\t"Fine"\n\n\tx\tempty\n「好」\ty\t"Fine"\n訂單\tx\tORDER\n', "utf-8")
    assert read_pairs([file, file]) == [Pair('"fine"', "「好」"), Pair("order", "订单")]


def test_every_mistake_in_pairs_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("english\tzh\nx\t好\n", "utf-8")
    (tmp_path / "b.tsv").write_text("en\tzh\nx\ny\t好\nz\n", "utf-8")
    (tmp_path / "c.tsv").write_bytes(b"en\tzh\n\xff\xfe\t1\n")
    files = [tmp_path / name for name in ("a.tsv", "b.tsv", "c.tsv")]
    wrong = refused(tmp_path, lambda _: read_pairs(files))
    assert [line.partition(" ")[0] for line in wrong] == ["a.tsv:1:", "b.tsv:2:", "b.tsv:4:", "c.tsv:"]


def test_one_pair_is_too_few(base: Path) -> None:
    with pytest.raises(BadConfiguration, match="fewer than two pairs"):
        distil(Corpus(pairs=PAIRS[:1]), base=base, steps=1, seed=1, progress=lambda _: None)


def test_a_cell_may_hold_what_looks_like_the_end_of_a_line(tmp_path: Path) -> None:
    file = tmp_path / "p.tsv"
    file.write_text("en\tzh\none\u2028two\t一二\nthree\t三\n", "utf-8")
    assert [pair.other for pair in read_pairs([file])] == ["一二", "三"]


def test_pairs_that_are_all_too_long_are_too_few(base: Path) -> None:
    pairs = [Pair(f"{'my ' * 50}{n}", "我" * 50) for n in range(3)]
    with pytest.raises(BadConfiguration, match="fewer than two pairs of at most 40 tokens"):
        distil(Corpus(pairs=pairs), base=base, steps=1, seed=1, progress=lambda _: None)


def test_what_is_measured_was_not_learnt_under_another_translation(base: Path) -> None:
    other = [Pair(pair.english, pair.other + "啊") for pair in PAIRS]
    made = distil(Corpus(pairs=PAIRS, own=other), base=base, steps=1, seed=1, progress=lambda _: None)
    # Of 72 pairs a tenth is kept to measure with, and with each the one that says the same.
    assert made.about.examples == 72 - 2 * 7
