"""The pictures are PNG, and show what they are given."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from bot.training.answers import Answers
from bot.training.plots import draw

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def answers(labels: list[int], *, intents: tuple[str, ...] = ("ask", "buy"), sure: float = 0.9) -> Answers:
    """Return answers that say the first intent of every sentence."""
    rest = (1 - sure) / max(len(intents) - 1, 1)
    return Answers(
        intents=intents,
        labels=np.array(labels, np.int64),
        chances=np.array([[sure, *[rest] * (len(intents) - 1)]] * len(labels), np.float32).reshape(-1, len(intents)),
        strange=np.linspace(0.1, 0.9, len(labels), dtype=np.float32),
        threshold=0.5,
    )


def test_three_pictures_are_drawn_and_can_be_read(tmp_path: Path) -> None:
    drawn = draw(answers([0, 1, -1, -2]), tmp_path / "new" / "folder")
    assert [path.name for path in drawn] == ["confusion.png", "calibration.png", "out_of_scope.png"]
    for path in drawn:
        assert path.parent == tmp_path / "new" / "folder"
        assert path.read_bytes().startswith(SIGNATURE)
        picture = imread(path)
        assert min(picture.shape[:2]) > 200
        assert picture[..., :3].min() < 0.5 < picture[..., :3].max()


@pytest.mark.parametrize("labels", [[0, 1, -1], [-2, -2], [-1], []])
def test_without_both_kinds_there_is_no_curve(labels: list[int], tmp_path: Path) -> None:
    assert [path.name for path in draw(answers(labels), tmp_path)] == ["confusion.png", "calibration.png"]


def test_other_answers_give_other_pictures_and_the_same_give_the_same(tmp_path: Path) -> None:
    first = draw(answers([0, 1, 0, -2]), tmp_path / "first")
    same = draw(answers([0, 1, 0, -2]), tmp_path / "same")
    other = draw(answers([-2, 1, 1, 0], sure=0.6), tmp_path / "other")
    for one, two, three in zip(first, same, other, strict=True):
        assert one.read_bytes() == two.read_bytes()
        assert one.read_bytes() != three.read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "退货政策",
        "$^_$",  # no mathematics
        "\U00013000\ue123",  # in no font
        "_hidden",
        "n" * 200,
        "退" * 200,
        "two words\tand a tab",
    ],
)
def test_a_name_of_any_kind_is_drawn_without_a_warning(name: str, tmp_path: Path) -> None:
    named = draw(answers([0, 1, 1], intents=(name, "buy")), tmp_path / "named")[0]
    plain = draw(answers([0, 1, 1], intents=("", "buy")), tmp_path / "plain")[0]
    assert named.read_bytes() != plain.read_bytes()


def test_one_intent_is_a_picture(tmp_path: Path) -> None:
    assert len(draw(answers([0, 0, -2], intents=("ask",), sure=1.0), tmp_path)) == 3


def test_of_many_intents_those_confused_most_are_shown(tmp_path: Path) -> None:
    intents = tuple(f"intent_{n}" for n in range(40))
    # The first intent is said of all: it and what it is said of are shown, whatever the rest are called.
    asked = [0, *range(16, 40)]
    first = draw(answers(asked, intents=intents), tmp_path / "first")[0].read_bytes()
    renamed = (intents[0], *(f"other_{n}" for n in range(1, 16)), *intents[16:])
    assert draw(answers(asked, intents=renamed), tmp_path / "renamed")[0].read_bytes() == first
    renamed = (*intents[:39], "another")
    assert draw(answers(asked, intents=renamed), tmp_path / "another")[0].read_bytes() != first
