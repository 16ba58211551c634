"""What a business has words of its own for is found in a message, under the name that the business gave it."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.encoder import ensure_encoder
from bot.conversation.errors import BadConfiguration
from bot.conversation.interpretation import Entity
from bot.conversation.language import Language
from bot.settings import read_settings
from bot.understanding.entities import ENTITIES_FILE, Vocabulary, entities, load_vocabulary, save_vocabulary
from bot.understanding.heads import Heads
from bot.understanding.understanding import load_understanding
from tests.understanding.conftest import MODEL

SHOP = Vocabulary(
    lookups={
        "city": ("New York", "York", "台北", "São Paulo"),
        "product": ("iPhone 15", "iPhone", "T-shirt", "L'Oréal", "头发精油", "C++ book"),
    },
    patterns={"sku": (r"\b[a-z]{2}-\d{3}\b", r"编号：\w+"), "order_number": (r"PO\d{3}",)},
    synonyms={"NYC": "New York", "xx-001": "XX-100", "apple phone": "iPhone"},
)


def _found(text: str, vocabulary: Vocabulary = SHOP) -> list[tuple[str, str]]:
    return [(e.name, e.value) for e in vocabulary.entities(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ship it to NEW YORK please", "New York"),
        ("new\n  york", "New York"),
        ("ｎｅｗ　ｙｏｒｋ", "New York"),
        ("near york.", "York"),
        ("SÃO PAULO", "São Paulo"),
        ("the iphone 15", "iPhone 15"),
        ("iphone 15's screen", "iPhone 15"),
        ("my L’ORÉAL", "L'Oréal"),
        ("a t-shirt!", "T-shirt"),
        ("the c++ book", "C++ book"),
        ("我要寄到臺北去", "台北"),
        ("我要寄到台\u200b北去", "台北"),
        ("想买iPhone呢", "iPhone"),
        ("頭髮精油用完了", "头发精油"),
    ],
)
def test_a_value_is_found_in_any_case_and_script_and_called_as_its_table_calls_it(text: str, value: str) -> None:
    assert [found for _, found in _found(text)] == [value]


@pytest.mark.parametrize("text", ["Yorkshire", "newyork", "york1", "iphones", "T shirt", "台的北", "tshirt", ""])
def test_part_of_a_word_is_no_value(text: str) -> None:
    assert _found(text) == []


def test_the_longest_counts_where_values_overlap() -> None:
    shop = Vocabulary(lookups={"city": ("New York", "Paris"), "hotel": ("York Minster Inn",)})
    assert _found("new york minster inn in paris", shop) == [("hotel", "York Minster Inn"), ("city", "Paris")]


def test_what_stands_first_comes_first_and_all_that_is_said_is_kept() -> None:
    assert _found("AB-123 to York, no, to NYC, no, York") == [
        ("sku", "AB-123"),
        ("city", "York"),
        ("city", "New York"),
        ("city", "York"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sku AB-123", [("sku", "AB-123")]),
        ("ＡＢ－１２３", [("sku", "AB-123")]),
        ("编号:xy7", [("sku", "编号:xy7")]),
        ("编号：xy7", [("sku", "编号:xy7")]),
        ("po123", [("order_number", "po123")]),
        ("xab-1234", []),
    ],
)
def test_a_pattern_ignores_case_and_full_width(text: str, found: list[tuple[str, str]]) -> None:
    assert _found(text) == found


def test_a_pattern_that_matches_between_letters_finds_nothing_there() -> None:
    assert _found("a b", Vocabulary(patterns={"x": (r"(?=b)", r"\s(?=b)")})) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("nyc", [("city", "New York")]), ("XX-001", [("sku", "XX-100")]), ("an Apple Phone", [("product", "iPhone")])],
)
def test_a_synonym_becomes_the_value_that_is_meant(text: str, found: list[tuple[str, str]]) -> None:
    assert _found(text) == found


def test_a_synonym_of_what_no_table_holds_finds_nothing() -> None:
    assert _found("the big apple", Vocabulary(synonyms={"big apple": "New York"})) == []


def test_rules_come_first_and_are_never_renamed() -> None:
    shop = Vocabulary(
        lookups={"product": ("48213", "lamp")},
        patterns={"word": (r"order \d+", "ana.*")},
        synonyms={"48213": "99999"},
    )
    assert _found("order 48213, the lamp, ana@example.com", shop) == [
        ("order_number", "48213"),
        ("product", "lamp"),
        ("email", "ana@example.com"),
    ]


def test_only_the_first_4000_characters_are_read() -> None:
    assert _found("." * 3996 + "York") == [("city", "York")]
    assert _found("." * 3997 + "York") == []


@given(st.text(max_size=300))
def test_without_a_vocabulary_the_rules_alone_speak(text: str) -> None:
    assert Vocabulary().entities(text) == entities(text)


@given(st.lists(st.sampled_from(["York", "台北", "臺", "NYC", " ", "ﷺ", "ß", "İ", "\u0301", "\u200b", "48213", "-"])))
def test_no_text_breaks_it(parts: list[str]) -> None:
    values = {value for values in SHOP.lookups.values() for value in values}
    found = [e.value for e in SHOP.entities("".join(parts)) if e.name in {"city", "product"}]
    assert set(found) <= values


def test_a_saved_vocabulary_is_read_as_it_was(tmp_path: Path) -> None:
    save_vocabulary(tmp_path / "m", SHOP, data="d")
    assert load_vocabulary(tmp_path / "m", data="d") == SHOP
    assert [path.name for path in (tmp_path / "m").iterdir()] == [ENTITIES_FILE]
    assert load_vocabulary(tmp_path, data="d") == Vocabulary()


@pytest.mark.parametrize(
    "change",
    [
        ('"format": 1', '"format": 2'),
        ('"New York"', "15"),
        ('"lookups"', '"lokups"'),
        ("PO", "("),
        ("{", ""),
        ("NYC", "\udcff"),
    ],
)
def test_a_damaged_vocabulary_is_refused_with_what_to_do(tmp_path: Path, change: tuple[str, str]) -> None:
    save_vocabulary(tmp_path, SHOP, data="d")
    path = tmp_path / ENTITIES_FILE
    path.write_text(path.read_text("utf-8").replace(*change, 1), "utf-8", errors="surrogateescape")
    with pytest.raises(BadConfiguration, match=r"entities\.json: .*; run `baton train`$") as caught:
        load_vocabulary(tmp_path, data="d")
    assert len(caught.value.problems) == 1


def test_a_vocabulary_of_another_training_is_refused(tmp_path: Path) -> None:
    save_vocabulary(tmp_path, SHOP, data="d")
    with pytest.raises(BadConfiguration, match="from another training"):
        load_vocabulary(tmp_path, data="e")


def test_a_bot_finds_what_its_model_folder_names(tmp_path: Path, heads: Heads) -> None:
    model = Path(shutil.copytree(MODEL, tmp_path / "model"))
    save_vocabulary(model, SHOP, data=heads.config.data)
    understanding = load_understanding(ensure_encoder(read_settings(), tell=lambda _: None), model)
    (meant,) = understanding.interpret_now(["can 48213 be sent to nyc?"], fallback=Language.ENGLISH)
    assert meant.entities == (Entity(name="order_number", value="48213"), Entity(name="city", value="New York"))
