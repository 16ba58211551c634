"""The whole table of Graph's errors: what each of them means for a message."""

import json
import re
from typing import Any

import pytest

from bot.channels.messenger.graph_errors import Trouble, error_of

TABLE: dict[Trouble, tuple[tuple[int, int | None], ...]] = {
    Trouble.TRANSIENT: ((1, 99), (1, None), (2, None), (1200, None)),
    Trouble.UNSURE: ((1, 1357046),),
    Trouble.RATE: (
        (4, None),
        (613, None),
        (613, 2534040),
        (4, 2018022),
        (613, 2018022),
        (17, None),
        (32, None),
        (80006, None),
    ),
    Trouble.ABUSE: ((613, 2018338), (10, 1893063), (2022, None), (10, 1404170), (9, 2018352)),
    Trouble.WINDOW: ((10, 2018278), (10, 2534022), (10, 2018065)),
    Trouble.PERSON: ((551, None), (551, 1545041), (200, 1545041), (10, 2018108)),
    Trouble.TOKEN: ((190, None), (190, 460), (190, 463), (190, 467), (102, None)),
    Trouble.PERMISSION: ((200, None), (200, 2018028), (200, 2018027), (230, None), (10, None)),
    Trouble.BAD_REQUEST: (
        (100, None),
        (100, 33),
        (100, 2018001),
        (100, 2018008),
        (100, 2018014),
        (100, 2018047),
        (100, 2018074),
        (100, 2018109),
        (100, 2018294),
        (100, 2018164),
        (2018047, None),
    ),
    Trouble.ROUTING: (
        (10, 2018300),
        (100, 2018300),
        (200, 2018300),
        (100, 2534037),
        (10, 2018321),
        (100, 2018321),
        (100, 2018171),
        (27, None),
    ),
    Trouble.LINK: ((10303, None),),
}


def answer(code: Any, subcode: Any = None, **more: Any) -> dict[str, Any]:
    error = {"message": "no", "type": "OAuthException", "code": code, "fbtrace_id": "A"} | more
    return {"error": error if subcode is None else error | {"error_subcode": subcode}}


@pytest.mark.parametrize(
    ("trouble", "code", "subcode"), [(t, code, sub) for t, codes in TABLE.items() for code, sub in codes]
)
def test_every_error_of_the_table_has_its_class(trouble: Trouble, code: int, subcode: int | None) -> None:
    status = 500 if code in {1, 2} else 400
    error = error_of(status, answer(code, subcode))
    assert (error.trouble, error.code, error.subcode) == (trouble, code, subcode or 0)
    # As text too: some answers hold strings for numbers.
    assert error_of(status, answer(str(code), subcode and str(subcode))).trouble is trouble


def test_every_class_is_in_the_table() -> None:
    # What a file lacks is not for Graph to say.
    assert set(TABLE) == set(Trouble) - {Trouble.FILE}


@pytest.mark.parametrize(
    ("status", "holds", "trouble"),
    [
        # A proxy answered: the call may have got through.
        (500, None, Trouble.UNSURE),
        (502, None, Trouble.UNSURE),
        (504, {"oops": 1}, Trouble.UNSURE),
        (400, None, Trouble.BAD_REQUEST),
        (404, {"error": "text"}, Trouble.BAD_REQUEST),
        (500, {"error": None}, Trouble.UNSURE),
        (503, answer(99999), Trouble.TRANSIENT),
        (400, answer(99999), Trouble.BAD_REQUEST),
        (400, answer(99999, is_transient=True), Trouble.TRANSIENT),
        (400, answer(None), Trouble.BAD_REQUEST),
        (400, answer({"a": 1}), Trouble.BAD_REQUEST),
        (400, answer("9" * 5000), Trouble.BAD_REQUEST),
    ],
)
def test_what_is_in_no_table_is_told_by_its_status(status: int, holds: Any, trouble: Trouble) -> None:
    assert error_of(status, holds).trouble is trouble


def test_an_error_tells_its_numbers_and_nothing_that_was_said() -> None:
    error = error_of(400, answer(100, 2018001, message="No matching user for «my secret words»"))
    assert str(error) == "bad_request (100/2018001)"
    assert not re.search("secret", json.dumps([str(error), error.code]))
