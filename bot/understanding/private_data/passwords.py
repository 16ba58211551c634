"""Passwords: nothing but the words around one tells it, so those are read."""

import re
from collections.abc import Iterator
from enum import Enum, auto

from bot.understanding.private_data.plain import BARRIER, Found
from bot.understanding.private_data.words import FORGOTTEN, NO_PASSWORD, STATE, UNIT

SHOWN = "[password]"
_WORD = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:pass[ -]?(?:word|phrase)s?|passwort|passwd|psswd|pwd|pswd|pw)(?![A-Za-z0-9])"
    r"|pass(?=\s?[:=]))"
    r"|密码|密碼|口令",
    re.IGNORECASE,
)
#: «password for my account is», «密码我设的是», or nothing but a space.
_LINK = re.compile(
    rf"""(?:["”」]|'(?!s\b))?(?:\s?\([^()\n{BARRIER}]{{1,30}}\))?
    (?:\s(?:for|to|on|of|at)\s[^\n.;!?:={BARRIER}]{{1,40}}?(?=\s(?:is|was)\b|\s?[:=]))?
    (?:
      (?P<mark>\s*(?:\b(?:is|was|are)\s?)?(?::|=>|=|->)\s*)
      |(?P<verb>(?:'s|\s+(?:is|was|are)|\s?[我你您的嘅个個设設置定改现現在之前原来來登录錄入应應该該就用]{{0,6}}?(?:是|为|為|係|系|叫|成|做))了?
        (?:\s(?:now|still|just|currently|actually|literally))?\s*(?=[^\s]))
      |(?P<change>\s(?:to|as)\s)
      |(?P<none>\s{{0,3}}(?:-\s)?(?=[!-~]))
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(rf"""(?P<open>["'“‘「『«`])(?P<value>[^"'”’」』»`\n{BARRIER}]{{2,64}})["'”’」』»`]""")
_TOKEN = re.compile(r"[!-~]{3,128}")
_OPENING, _CLOSING = "\"'`([{<", ".,;?)]}>\"'`"
#: «hunter2 is my password», «abc123就是密码»
_BEFORE_WORD = re.compile(
    r"(?<![!-~])(?P<value>[!-~]{3,64}+)(?:\s{1,3}(?:is|was)\s{1,3}(?:my|the|our|his|her|their)\s{1,3}"
    r"(?:[a-z]{1,12}\s){0,2}(?:pass ?word|pwd|pw)\b"
    r"|\s?就?(?:是|係|系)(?:我|你|您)?(?:的|嘅|個|个)?(?:登录|登入|登錄|旧|舊|新)?(?:密码|密碼))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?:|www\.).+", re.IGNORECASE)
_ORDER_LIKE = re.compile(r"#?[A-Z]{1,3}-?\d{5,8}|[a-z]{1,3}-\d{5,8}|#?\d{5,8}")
_CLAUSE_ENDS = re.compile(
    r"[.,;!?)\]}\"']*\s*(?:$|[\n,.;!?()—-]|and\b|but\b|email\b|user\b|[^\x00-\x7f])", re.IGNORECASE
)


class _Link(Enum):
    """How the word and what follows it hang together."""

    MARK = auto()
    VERB = auto()
    CHANGE = auto()
    NONE = auto()


def passwords(text: str) -> Iterator[Found]:
    """Yield what stands where a password is told: `my password is …`, `pwd: …`, `密码是…`, `… is my password`.

    Words said about a password (forgotten, wrong, not working) are none, nor is an order number that comes after.
    """
    for word in _WORD.finditer(text):
        link = _LINK.match(text, word.end())
        span = _value_after(text, word, link) if link else None
        if span:
            yield Found(*span, SHOWN)
    for match in _BEFORE_WORD.finditer(text):
        value = match["value"].strip(_OPENING + _CLOSING)
        if any(map(str.isdigit, value)) and not _ADDRESS.fullmatch(value):
            yield Found(*match.span("value"), SHOWN)


def _value_after(text: str, word: re.Match[str], link: re.Match[str]) -> tuple[int, int] | None:
    kind = _Link[str(link.lastgroup).upper()]
    quoted = _QUOTED.match(text, link.end())
    if quoted and quoted["value"].casefold() not in NO_PASSWORD and (kind is not _Link.NONE or _mixes(quoted["value"])):
        return quoted.span("value")
    token = _TOKEN.match(text, link.end())
    if not token:
        return None
    start = token.start() + len(token.group()) - len(token.group().lstrip(_OPENING))
    value = token.group().lstrip(_OPENING).rstrip(_CLOSING)
    told = _is_told(value, kind, text[max(0, word.start() - 40) : word.start()], text[start + len(value) :][:40])
    return (start, start + len(value)) if told else None


def _is_told(value: str, link: _Link, before: str, after: str) -> bool:
    said = value.casefold()
    if len(value) < 3 or said in NO_PASSWORD or _ADDRESS.fullmatch(value):
        return False
    if value.isdigit() and UNIT.match(after):
        return False
    match link:
        case _Link.MARK:
            return _mixes(value) or not FORGOTTEN.search(before)
        case _Link.VERB:
            return _has_more_than_letters(value) or (_CLAUSE_ENDS.match(after) is not None and not STATE.search(said))
        case _Link.CHANGE:
            return _mixes(value)
        case _Link.NONE:
            return _is_told_without_link(value, before)


def _is_told_without_link(value: str, before: str) -> bool:
    return len(value) >= 4 and (_mixes(value) or value.isdigit()) and not FORGOTTEN.search(before)


def _has_more_than_letters(value: str) -> bool:
    """A digit or a symbol; the dash and the apostrophe of an English word are none."""
    return not value.replace("-", "").replace("'", "").isalpha()


def _mixes(value: str) -> bool:
    return any(map(str.isalpha, value)) and any(map(str.isdigit, value)) and not _ORDER_LIKE.fullmatch(value)
