"""How numbers and addresses are read and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.automation.orders import email_in, normal_email, normal_number, number_in


@pytest.mark.parametrize("written", ["AB-20914", "ab20914", "#AB 20914", "ＡＢ－２０９１４"])
def test_an_order_number_is_the_same_however_it_is_written(written: str) -> None:
    assert normal_number(written) == "AB20914"


@pytest.mark.parametrize("written", ["", "none", "   ", "5" * 33])
def test_what_cannot_be_a_number_is_none(written: str) -> None:
    assert normal_number(written) is None


@pytest.mark.parametrize("written", ["Ana@Example.com ", "ana＠example.com", "ana@example。com"])
def test_an_address_is_the_same_however_it_is_written(written: str) -> None:
    assert normal_email(written) == "ana@example.com"


@pytest.mark.parametrize("written", ["", "ana", "ana@", "ana@example", "a b@example.com", "ana@example.com x"])
def test_what_is_no_address_is_none(written: str) -> None:
    assert normal_email(written) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("it's 48213", "48213"),
        ("订单号48213谢谢", "48213"),
        ("not 11111 but 22222", "22222"),
        ("ab-20914 i think", "AB20914"),
        ("mine is ana48213@example.com", None),
        ("the 2 chairs", None),
        ("112-7654321-1234567", "11276543211234567"),
        ("ordered it 3 days ago", None),
    ],
)
def test_a_number_is_found_in_a_sentence(text: str, number: str | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "email"),
    [("邮箱是ana@example.com谢谢", "ana@example.com"), ("Ana.B+shop@example.co.uk.", "ana.b+shop@example.co.uk")],
)
def test_an_address_is_found_in_a_sentence(text: str, email: str) -> None:
    assert email_in(text) == email


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for found in (number_in(text), normal_number(text)):
        assert found is None or normal_number(found) == found
    for found in (email_in(text), normal_email(text)):
        assert found is None or normal_email(found) == found
