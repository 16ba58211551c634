"""Passwords, PINs and codes never reach the log, and who only talks about one is understood."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.private_data import mask

TRAINING = Path(__file__).parents[2] / "training_data"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("my password is hunter2", "my password is [password]"),
        ("my password is sunshine, can you log in?", "my password is [password], can you log in?"),
        ('password is "correct horse battery"', 'password is "[password]"'),
        ("pwd: xxx", "pwd: [password]"),
        ("user ana pass: s3cret! help", "user ana pass: [password] help"),
        ("login ana@example.com password hunter2", "login ana@example.com password [password]"),
        ("the password for my account is hunter2", "the password for my account is [password]"),
        ("change my password to hunter2x pls", "change my password to [password] pls"),
        ("password's hunter2", "password's [password]"),
        ("hunter2 is my password", "[password] is my password"),
        ("密码是 abc123", "密码是 [password]"),
        ("密码：abc123，帮我登录", "密码：[password]，帮我登录"),
        ("密码我设的是qwe123", "密码我设的是[password]"),
        ("账号lin 密码abc12345 登不上", "账号lin 密码[password] 登不上"),
        ("密碼係Abc12345呀", "密碼係[password]呀"),
        ("我的密碼：８８８８８８", "我的密碼：[password]"),
        ("ｐａｓｓｗｏｒｄ：ｈｕｎｔｅｒ２", "ｐａｓｓｗｏｒｄ：[password]"),
        ("pass\u200bword: hunt\u200ber2", "pass\u200bword: [password]"),
    ],
)
def test_a_password_is_masked_where_it_is_told(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("PIN 1234 is my pin", "PIN [PIN] is my pin"),
        ("4821 is my pin", "[PIN] is my pin"),
        ("cvv 123", "cvv [CVV]"),
        ("CVC: 1234", "CVC: [CVV]"),
        ("the security code is 123", "the security code is [CVV]"),
        ("安全码是123", "安全码是[CVV]"),
        ("卡背面三位 123", "卡背面三位 [CVV]"),
        ("卡後驗證碼：１２３", "卡後驗證碼：[CVV]"),
        ("验证码 482913", "验证码 [code]"),
        ("收到個驗證碼係482913", "收到個驗證碼係[code]"),
        ("【商城】您的验证码为482913，5分钟内有效", "【商城】您的验证码为[code]，5分钟内有效"),
        ("482913是我的验证码", "[code]是我的验证码"),
        ("your code is 482913", "your code is [code]"),
        ("the otp i received is 559 201", "the otp i received is [code]"),
        ("G-482913 is your Google verification code", "[code] is your Google verification code"),
    ],
)
def test_what_opens_an_account_or_pays_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password",
        "reset my password please",
        "the password is wrong",
        "password is not working",
        "my password is case-sensitive?",
        "my password is ridiculous",
        "password: wrong again",
        "my password is 8 characters",
        "password must have 12 letters",
        "forgot password: order 48213",
        "reset password, order RT-55102",
        "password reset for ana@example.com",
        "密码忘了",
        "忘记密码48213",
        "忘了密码，订单48213",
        "密码忘了我订单是48213",
        "密碼唔啱",
        "密码错误3次",
        "登录密码8位数够吗",
        "密码是不是错了",
        "密码 reset 不了",
        "找回密码的链接点进去是404",
        "verification code for order 48213 never came",
        "otp not coming",
        "订单48213 验证码收不到",
        "discount code SPRING20",
        "promo code 482913 is refused",
        "482913 is my discount code",
        "pin code 560001",
        "zip code 90210",
        "the cvv is on the back?",
        "no password, order 48213",
        "password error 500",
        "验证码60秒收不到",
    ],
)
def test_who_talks_about_one_is_understood(text: str) -> None:
    assert mask(text) == text


def test_nothing_that_customers_are_known_to_ask_is_masked() -> None:
    """The training sentences hold no secret, and hundreds of words that stand beside one."""
    sentences = [line for path in TRAINING.rglob("*.yml") for line in path.read_text("utf-8").splitlines()]
    assert len(sentences) > 1000
    assert [s for s in sentences if mask(s) != s] == []


@given(
    password=st.from_regex(r"[A-Za-z!$%^&*]{3,12}[0-9]{1,4}[A-Za-z]{1,4}", fullmatch=True),
    around=st.sampled_from(
        [
            ("my password is ", " thanks"),
            ("Password: ", ""),
            ("pwd=", "\nbye"),
            ("密码是", "，谢谢"),
            ("密碼：", " 唔該"),
        ]
    ),
)
def test_a_password_with_a_digit_is_masked_whatever_it_is(password: str, around: tuple[str, str]) -> None:
    assert mask(f"{around[0]}{password}{around[1]}") == f"{around[0]}[password]{around[1]}"
