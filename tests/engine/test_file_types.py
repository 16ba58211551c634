"""Which files are kept is told by their own bytes."""

import pytest

from bot.engine.file_types import HEAD, LARGEST_FILE, LARGEST_IMAGE, TYPES, file_type_of
from tests.support.samples import KEPT, NOT_KEPT, PNG


def test_there_is_a_sample_of_every_type() -> None:
    assert KEPT.keys() == {one.media_type for one in TYPES}


@pytest.mark.parametrize("media_type", KEPT)
def test_a_type_is_told_by_its_bytes(media_type: str) -> None:
    found = file_type_of(KEPT[media_type][:HEAD])
    assert found is not None
    assert found.media_type == media_type


@pytest.mark.parametrize("kind", NOT_KEPT)
def test_everything_else_is_no_type_that_is_kept(kind: str) -> None:
    assert file_type_of(NOT_KEPT[kind][:HEAD]) is None


@pytest.mark.parametrize("media_type", KEPT)
def test_bytes_that_were_cut_off_never_break_anything(media_type: str) -> None:
    whole = KEPT[media_type][:HEAD]
    found = {file_type_of(whole[:length]) for length in range(len(whole) + 1)}
    assert {one.media_type for one in found if one} == {media_type}


def test_a_picture_may_be_smaller_than_anything_else() -> None:
    assert {one.largest for one in TYPES if one.kind == "image"} == {LARGEST_IMAGE}
    assert {one.largest for one in TYPES if one.kind != "image"} == {LARGEST_FILE}
    assert file_type_of(PNG) is not None
