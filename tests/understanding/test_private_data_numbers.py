"""Ids and bank accounts never reach the log, however they are written."""

import pytest

from bot.understanding.private_data import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的身份证是11010519491231002X", "我的身份证是[ID ••002X]"),
        ("11010519491231002x", "[ID ••002X]"),
        ("清关要身份证：110105 19491231 002X", "清关要身份证：[ID ••002X]"),
        ("１１０１０５１９４９１２３１００２Ｘ", "[ID ••002X]"),
        ("my id card no ID11010519491231002X ok", "my id card no ID[ID ••002X] ok"),
        # Mistyped, but a word names it.
        ("身份证号110105194912310021", "身份证号[ID ••0021]"),
        ("老身份证 110105491231002", "老身份证 [ID ••1002]"),
    ],
)
def test_a_mainland_id_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("A123456(3)", "[ID ••563]"),
        ("我個身份證係 A123456（3）", "我個身份證係 [ID ••563]"),
        ("my HKID is a1234563", "my HKID is [ID ••563]"),
        ("HKID: AB987654(3)?", "HKID: [ID ••543]?"),
    ],
)
def test_a_hong_kong_id_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身分證字號A123456789", "身分證字號[ID ••6789]"),
        ("my id a123456789", "my id [ID ••6789]"),
        ("A-123456789 先生", "[ID ••6789] 先生"),
        ("居留證 A800000014", "居留證 [ID ••0014]"),
        ("居留證 AC01234567", "居留證 [ID ••4567]"),
    ],
)
def test_a_taiwan_id_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("refund to DE89 3704 0044 0532 0130 00 please", "refund to [IBAN ••3000] please"),
        ("GB82WEST12345698765432", "[IBAN ••5432]"),
        ("gb82-west-1234-5698-7654-32", "[IBAN ••5432]"),
        ("退款到ＦＲ１４２００４１０１００５０５０００１３Ｍ０２６０６谢谢", "退款到[IBAN ••2606]谢谢"),
        ("IBANNL91ABNA0417164300", "IBAN[IBAN ••4300]"),
        # Mistyped, but a word names it.
        ("my iban is DE89 3704 0044 0532 0130 01", "my iban is [IBAN ••3001]"),
        ("my ssn is 123-45-6789", "my ssn is [SSN]"),
    ],
)
def test_a_bank_account_and_a_social_security_number_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",
        "110105491231002",
        "order A1234563",
        "A1234563",
        "my order id is A1234563",
        "customer id: A1234563",
        "order id A123456789",
        "order A123456(3)",
        "A123456(4)",
        "A123456788",
        "AC01234567",
        "size a 123456789",
        "DE89 3704 0044 0532 0130 01",
        "123-45-6789",
        "MD12 is the size that I want please",
        "RB123456785CN",
        "1Z999AA10123456784",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert mask(text) == text
