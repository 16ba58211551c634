"""The agents' ready replies: what is shipped, how they are filled, and every mistake in their file at once."""

from pathlib import Path

import pytest

from bot.automation.canned import filled
from bot.automation.canned_file import load_canned
from bot.automation.responses import PLACEHOLDER
from bot.conversation.errors import BadConfiguration
from bot.conversation.language import Language

from .talk import DATA

#: What an agent fills in, where nothing can be known of it.
BY_HAND = {"day", "amount"}
EVERYWHERE = "{en: Hi, zh-Hans: 你好, zh-Hant: 你好}"


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "canned.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadConfiguration) as caught:
        load_canned(path)
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]


def test_the_shipped_replies_are_there_in_every_language() -> None:
    replies = load_canned(DATA / "canned.yml")
    assert len(replies) >= 25
    assert len({reply.text[language] for reply in replies for language in Language}) == 3 * len(replies)
    assert all(reply.asked for reply in replies)


def test_the_shipped_replies_ask_only_for_what_is_known_or_for_what_an_agent_knows() -> None:
    used = {
        name
        for reply in load_canned(DATA / "canned.yml")
        for text in reply.text.values()
        for name in PLACEHOLDER.findall(text)
    }
    assert used <= {"agent_name", "order_number", "email"} | BY_HAND


def test_simplified_and_traditional_are_not_mixed() -> None:
    from opencc import OpenCC

    to_simplified, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    for reply in load_canned(DATA / "canned.yml"):
        simple, traditional = reply.text[Language.SIMPLIFIED], reply.text[Language.TRADITIONAL]
        assert to_simplified.convert(simple) == simple
        assert to_simplified.convert(traditional) != traditional or to_traditional.convert(traditional) == traditional


def test_what_is_known_is_filled_in_and_the_rest_stays() -> None:
    text = "{agent_name}: order {order_number} comes on {day}"
    assert filled(text, {"agent_name": "Ann", "order_number": "48213"}) == "Ann: order 48213 comes on {day}"


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert filled("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"


def test_a_business_without_ready_replies_has_none(tmp_path: Path) -> None:
    assert load_canned(tmp_path / "canned.yml") == ()


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    text = f"""canned:
  - id: Bad Id
    title: {EVERYWHERE}
    text: {EVERYWHERE}
  - id: twice
    title: {EVERYWHERE}
    text: {{en: "Hi {{name}}", zh-Hans: 你好, zh-Hant: "你好{{name}}"}}
  - id: twice
    title: {{en: Hi, zh-Hans: 你好}}
    text: {{en: "{{Wrong One}}", zh-Hans: "{{Wrong One}}", zh-Hant: "{{Wrong One}}"}}
    asked: {{fr: [allô]}}
    colour: red
"""
    assert problems(tmp_path, text) == [
        "canned.yml:2: `Bad Id` is no id for a reply: 1 to 64 of a-z, 0-9 and _",
        "canned.yml:5: `twice`: `{name}` is not in both `en` and `zh-Hans`",
        "canned.yml:12: a reply: unknown key `colour`",
        "canned.yml:8: `twice` is there already, in line 5",
        "canned.yml:8: title of `twice`: `zh-Hant` is missing",
        "canned.yml:11: `asked` of `twice`: unknown key `fr`",
        "canned.yml:8: `twice`: `{Wrong One}` is no name for a placeholder: a-z, 0-9 and _",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "canned.yml:1: the file is empty"),
        ("replies: []", "canned.yml:1: the file: unknown key `replies`"),
        ("canned: hello", "canned.yml:1: `canned`: a list is wanted"),
        ("canned: [hello]", "canned.yml:1: a reply: a mapping is wanted"),
        ("canned: [", "canned.yml:2: not YAML"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    assert problems(tmp_path, text)[0] == problem
