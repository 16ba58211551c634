"""What the server calls things has a name in every language of the console."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import bot.web
from bot.automation.wanted import STATUSES
from bot.conversation.line_rules import LineRules
from bot.conversation.reasons import ToAgent, ToCustomer
from bot.handoff.matching import HeldUp
from bot.handoff.ticket import Reason

LOCALES = ("en", "zh-Hans", "zh-Hant")
SPOKEN: dict[str, Iterable[str]] = {
    "reasons": list(Reason),
    "orderStatuses": STATUSES,
    "dispositions": LineRules().dispositions,
    "heldUp": list(HeldUp),
    "refusals": list(ToAgent),
}


def _texts(locale: str, page: str = "console") -> dict[str, Any]:
    folder = Path(*bot.web.__path__) / "locales"
    texts: dict[str, Any] = json.loads((folder / f"{page}.{locale}.json").read_text(encoding="utf-8"))
    return texts


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", SPOKEN)
def test_every_label_that_the_server_uses_has_a_name(locale: str, kind: str) -> None:
    assert set(SPOKEN[kind]) <= set(_texts(locale)[kind])


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_to_a_customer_has_words(locale: str) -> None:
    assert set(ToCustomer) - {ToCustomer.NO_CALL} <= set(_texts(locale, "handoff"))


@pytest.mark.parametrize("locale", LOCALES[1:])
@pytest.mark.parametrize("reason", ToAgent)
def test_a_refusal_says_the_same_facts_in_every_language(reason: ToAgent, locale: str) -> None:
    said, english = (re.findall(r"\{(\w+)\}", _texts(which)["refusals"][reason]) for which in (locale, "en"))
    assert sorted(said) == sorted(english)


def _keys(texts: dict[str, Any], above: str = "") -> set[str]:
    here = {f"{above}{key}" for key in texts}
    return here.union(*(_keys(below, f"{above}{key}.") for key, below in texts.items() if isinstance(below, dict)))


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_no_language_lacks_a_text(locale: str) -> None:
    assert _keys(_texts(locale)) == _keys(_texts("en"))
