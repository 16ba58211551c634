"""What a page shows before and beside a conversation, as Meta keeps it.

Source: Messenger Platform, «Messenger Profile».
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.messenger.intake import GET_STARTED
from bot.conversation.language import Language

#: Longest greeting, question and title of the menu; most questions, and most lines of a menu.
LONGEST_GREETING, LONGEST_QUESTION, LONGEST_TITLE = 160, 80, 30
MOST_QUESTIONS, MOST_LINES = 4, 20
#: How Meta calls our languages.
LOCALES = {
    "default": Language.ENGLISH,
    "zh_CN": Language.SIMPLIFIED,
    "zh_TW": Language.TRADITIONAL,
    "zh_HK": Language.TRADITIONAL,
}
#: What is set, in this order: a menu needs the button.
PROPERTIES = ("get_started", "greeting", "ice_breakers", "persistent_menu")

Json = dict[str, Any]
Text = Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLine:
    """One line of the menu: what it says is what we receive, unless it opens an address."""

    title: Text
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileTexts:
    """What the business wrote for its pages; what is empty is left as it is at Meta.

    Attributes:
        questions: what customers are offered to ask first.
    """

    greeting: Text = field(default_factory=dict)
    questions: tuple[Text, ...] = ()
    menu: tuple[MenuLine, ...] = ()


def profile_of(texts: ProfileTexts) -> Json:
    """Return the properties that the texts are, as Meta takes them."""
    profile: Json = {"get_started": {"payload": GET_STARTED}}
    if texts.greeting:
        profile["greeting"] = [{"locale": locale, "text": texts.greeting[of]} for locale, of in LOCALES.items()]
    if texts.questions:
        profile["ice_breakers"] = [
            {"locale": locale, "call_to_actions": [_question(text[of]) for text in texts.questions]}
            for locale, of in LOCALES.items()
        ]
    if texts.menu:
        profile["persistent_menu"] = [
            {
                "locale": locale,
                "composer_input_disabled": False,
                "call_to_actions": [_line(line, of) for line in texts.menu],
            }
            for locale, of in LOCALES.items()
        ]
    return profile


def _question(text: str) -> Json:
    # What is received is the question; its payload is the same, for whoever reads the payload.
    return {"question": text, "payload": text}


def _line(line: MenuLine, language: Language) -> Json:
    title = line.title[language]
    if line.url is not None:
        return {"type": "web_url", "title": title, "url": line.url}
    return {"type": "postback", "title": title, "payload": title}


def differing(wanted: Json, present: Json) -> Json:
    """Return the properties that are not at Meta as they are wanted, whatever Meta adds and however it sorts them."""
    return {name: value for name, value in wanted.items() if not _holds(present.get(name), value)}


def _holds(present: Any, wanted: Any) -> bool:
    match wanted:
        case dict():
            return isinstance(present, dict) and all(_holds(present.get(key), value) for key, value in wanted.items())
        case [{"locale": _}, *_]:
            ours, theirs = dict(_by_locale(wanted)), dict(_by_locale(present))
            return ours.keys() == theirs.keys() and all(_holds(theirs[key], value) for key, value in ours.items())
        case list():
            return (
                isinstance(present, list)
                and len(present) == len(wanted)
                and all(_holds(one, other) for one, other in zip(present, wanted, strict=True))
            )
        case False:
            return not present
        case _:
            return bool(present == wanted)


def _by_locale(found: Any) -> Iterator[tuple[str, Json]]:
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict):
            yield str(one.get("locale")), one
