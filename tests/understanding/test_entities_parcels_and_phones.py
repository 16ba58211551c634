"""Tracking numbers and phones are told apart, and neither is an order number."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.entities import entities
from bot.understanding.private_data import mask


def _found(text: str) -> list[tuple[str, str]]:
    return [(e.name, e.value) for e in entities(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ups 1Z999AA10123456784 where is it", "1Z999AA10123456784"),
        ("1z 999 aa1 01 2345 6784", "1Z999AA10123456784"),
        ("fedex 123456789012", "123456789012"),
        ("FedEx tracking: 1234 5678 9012 345", "123456789012345"),
        ("my dhl parcel 1234567890 is lost", "1234567890"),
        ("9400 1000 0000 0000 0000 00", "9400100000000000000000"),
        ("RB123456785CN", "RB123456785CN"),
        ("royal mail rb 123 456 785 gb", "RB123456785GB"),
        ("顺丰单号 SF1234567890128 到哪了", "SF1234567890128"),
        ("ＳＦ１２３４５６７８９０１２８", "SF1234567890128"),
        ("圓通YT1234567890123", "YT1234567890123"),
        ("JD0123456789012-1-1", "JD0123456789012"),
        ("中通 75412345678901 不动了", "75412345678901"),
        ("黑貓 123456789012", "123456789012"),
        ("7-11 店到店 12345678901", "12345678901"),
        ("tracking number GP7730154", "GP7730154"),
        ("789456123012 is my tracking number", "789456123012"),
        ("快递单号13912345678", "13912345678"),
        ("快递单号 4111111111111111 还没到", "4111111111111111"),
    ],
)
def test_a_tracking_number_is_found(text: str, number: str) -> None:
    assert _found(text) == [("tracking_number", number)]
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("my number is +44 7700 900123", "+447700900123"),
        ("call +86 139 0000 1234", "+8613900001234"),
        ("0044 7700 900 123", "+447700900123"),
        ("139 0000 1234，地址不动", "13900001234"),
        ("手机号１３９００００１２３４", "13900001234"),
        ("快递员电话13912345678", "13912345678"),
        ("0912-345-678", "0912345678"),
        ("我的電話係9123 4567", "91234567"),
        ("whatsapp 91234567", "91234567"),
        ("+852 9123 4567", "+85291234567"),
        ("(415) 555-2671", "4155552671"),
        ("415-555-2671", "4155552671"),
        ("call me on 07700 900123", "07700900123"),
        ("02-2345-6789", "0223456789"),
    ],
)
def test_a_phone_is_found(text: str, number: str) -> None:
    assert _found(text) == [("phone", number)]
    assert mask(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "[card ••1111]",
        "11010519491231002X",
        "2026-11-21 10:30",
        "1234567890",
        "12121212121",
        "RB123456784CN",
        "from 45-50 cm",
        "it cost $415-555-2671",
    ],
)
def test_other_numbers_are_neither(text: str) -> None:
    assert _found(text) == []


def test_each_number_is_one_thing() -> None:
    text = "订单12345678 电话 13900001234 单号SF1234567890128, ana@example.com, RT-55102"
    assert _found(text) == [
        ("order_number", "12345678"),
        ("phone", "13900001234"),
        ("tracking_number", "SF1234567890128"),
        ("email", "ana@example.com"),
        ("order_number", "RT-55102"),
    ]


def test_an_order_number_stays_one() -> None:
    rng = random.Random(3)
    for _ in range(2000):
        number = str(rng.choice([rng.randint(10**4, 10**7), rng.randint(21_000_000, 99_999_999)]))
        text = rng.choice(["where is order {}", "#{} please", "订单{}到哪了", "單號{}仲未到", "退{}這單"]).format(
            number
        )
        assert _found(text) == [("order_number", number)], text


@given(st.text(st.sampled_from("0123456789 -+()SFRBCN1Z电话单号tel"), max_size=60))
def test_no_digits_are_found_twice(text: str) -> None:
    digits = sum(map(str.isdigit, text))
    assert sum(sum(map(str.isdigit, value)) for _, value in _found(text)) <= digits
