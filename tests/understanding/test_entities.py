"""Order numbers, tracking numbers, e-mail addresses and phones are found, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.entities import entities


def _orders(text: str) -> list[str]:
    return [e.value for e in entities(text) if e.name == "order_number"]


def _emails(text: str) -> list[str]:
    return [e.value for e in entities(text) if e.name == "email"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("where is 48213", "48213"),
        ("order #48213?", "48213"),
        ("hey has my yoga mat been sent yet, ordr 60918", "60918"),
        ("already started, its RT-55102, is it back", "RT-55102"),
        ("rt-55102", "RT-55102"),
        ("订单４８２１３到哪了", "48213"),
        ("單號48213還沒到", "48213"),
        ("48213还没收到", "48213"),
        ("订单 20261121 呢", "20261121"),
        ("about HP-123456.", "HP-123456"),
        ("order 48213, i paid 25 euros", "48213"),
        ("٤٨٢١٣", "48213"),
        ("48\u200b213", "48213"),
        ("单号12345678", "12345678"),
        ("tracking number 48213 says delivered?", "48213"),
        ("paid with [card ••1111], order 48213", "48213"),
    ],
)
def test_an_order_number_is_found(text: str, number: str) -> None:
    assert _orders(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "call me on 07700 900123",
        "139 0000 1234，地址不动",
        "+852 9123 4567",
        "13900001234",
        "it cost $12000",
        "I paid 12000 euros",
        "一共12999元",
        "12,999.00 dollars",
        "since 2024",
        "on 20261121 it said delivered",
        "2026-11-21",
        "a 20000mAh power bank",
        "20000 mah battery",
        "the code 483920 does not work",
        "验证码483920一直错",
        "zip 90210",
        "邮编518000",
        "card 4111 1111 1111 1111",
        "10000 points",
        "tracking 123456789012",
        "https://example.com/p/48213",
        "user48213@example.com",
    ],
)
def test_other_numbers_are_no_orders(text: str) -> None:
    assert _orders(text) == []


def test_several_stand_in_their_order() -> None:
    assert _orders("48213 or 50080? maybe #31970") == ["48213", "50080", "31970"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mail me at ana.b+shop@example.co.uk.", "ana.b+shop@example.co.uk"),
        ("我的邮箱是lin@example.com谢谢", "lin@example.com"),
        ("ａｎａ＠example.com", "ana@example.com"),
    ],
)
def test_an_address_is_found(text: str, address: str) -> None:
    assert _emails(text) == [address]


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    entities(text)
