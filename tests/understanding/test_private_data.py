"""Card numbers never reach the log; numbers that people need stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.private_data import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("my card is 4111 1111 1111 1111 ok?", "my card is [card ••1111] ok?"),
        ("5500-0000-0000-0004 exp 12/28 cvv 123", "[card ••0004] exp 12/28 cvv [CVV]"),
        ("is amex ok? its 3782 822463 10005 if that matters", "is amex ok? its [card ••0005] if that matters"),
        ("6011111111111117", "[card ••1117]"),
        ("银联卡6222021001122334458怎么绑定", "银联卡[card ••4458]怎么绑定"),
        ("４１１１ １１１１ １１１１ １１１１", "[card ••1111]"),
        ("4111.1111.1111.1111", "[card ••1111]"),
        ("4\u200b111\u200b1111-1111-1111", "[card ••1111]"),
        ("4111 1111\n1111 1111", "[card ••1111]"),
        ("4222222222222", "[card ••2222]"),
        ("4111 1111 1111 1111 123", "[card ••1111] 123"),
        ("order 48213\n4111111111111111", "order 48213\n[card ••1111]"),
        ("4111111111111111 and 5500000000000004", "[card ••1111] and [card ••0004]"),
        ("visa4111111111111111 pls", "visa[card ••1111] pls"),
        ("mycard:4111111111111111exp12/28", "mycard:[card ••1111]exp12/28"),
        ("4111 1111 1111 1111 12/28 123", "[card ••1111] 12/28 [CVV]"),
        ("٤١١١ ١١١١ ١١١١ ١١١١", "[card ••1111]"),
        ("四一一一一一一一一一一一一一一一", "[card ••1111]"),
        ("4\ufe0f\u20e31\ufe0f\u20e311 1111 1111 1111", "[card ••1111]"),
        ("快递到付，我的卡号是4111111111111111", "快递到付，我的卡号是[card ••1111]"),
        ("農行卡9559980868435875810", "農行卡[card ••5810]"),
    ],
)
def test_a_card_number_keeps_only_its_last_four_digits(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "where is order 48213",
        "return RT-55102 and order #20206",
        "48213, 50080 and 31970 are all mine",
        "my number is +44 7700 900123",
        "call +86 139 0000 1234",
        "139 0000 1234，地址不动",
        "0044 7700 900 123",
        "tracking number 4111111111111111",
        "快递单号 4111111111111111 还没到",
        "SF1234567890128",
        "sf1234567890128",
        "UK4111111111111111",
        "EAN 6901234567892",
        "orders 40213456 51234567",
        "23.99 45.50 12.99 35.50",
        "9400 1000 0000 0000 0000 00",
        "4111 1111 1111 1112",
        "9 Harbour Terrace, Whitby YO21 3PR",
        "delivered on 2026-11-21 at 10:30",
        "",
    ],
)
def test_numbers_that_are_no_cards_stay(text: str) -> None:
    assert mask(text) == text


def _with_check_digit(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


@given(
    first=st.sampled_from("3456"),
    rest=st.text("0123456789", min_size=14, max_size=14),
    separator=st.sampled_from(["", " ", "-", "\u00a0", " - "]),
    before=st.sampled_from(["", "card: ", "卡号"]),
)
def test_every_card_number_of_sixteen_digits_is_masked_however_it_is_grouped(
    first: str, rest: str, separator: str, before: str
) -> None:
    number = _with_check_digit(first + rest)
    written = separator.join(number[i : i + 4] for i in range(0, 16, 4))
    assert mask(f"{before}{written}") == f"{before}[card ••{number[-4:]}]"


@given(st.text(max_size=200))
def test_masking_never_fails_and_twice_is_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)
