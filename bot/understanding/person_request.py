"""Unmistakable requests for a person, by their wording; the intent `request_human` catches the rest.

A rule here decides alone, so each one has to be right nearly always: what may mean something else is left to the
classifier. The wordings are in `person_words`.
"""

import re
from functools import cache

from bot.understanding.features import folded
from bot.understanding.person_words import ALONE, CHINESE, CHINESE_CALL, ENGLISH, ENGLISH_CALL, either

#: Characters that are read.
_LONGEST = 1000

_ENGLISH, _ENGLISH_CALL = either(ENGLISH), either(ENGLISH_CALL)
_CHINESE, _CHINESE_CALL = either(CHINESE), either(CHINESE_CALL)
_ALONE = either(ALONE)
#: Without one of these no rule can hold: most messages end here.
_TRIGGER = re.compile(
    r"0|human|agent|operator|\brep|advis|supervis|manager|\bcsr|person|people|someone|somebody|anyone|anybody|who can"
    r"|staff|\bteam|colleague|employee|\bboss|customer|live chat|\bcall|\bring\b|phone|transfer|connect|escalate|bot"
    r"|robot|machine|computer|\bai\b|ren ?gong|zhen ?ren|人|客服|经理|主管|店长|老板|上级|上司|管事|专员|同事|同仁|领导"
    r"|回电|电话|打返|ai|电脑|cs"
)
#: What makes it the opposite, right before it.
_REFUSED = re.compile(
    r"\b(?:no need|not need|don'?t|do not|didn'?t|did not|never|without|rather not|not|no|wouldn'?t|won'?t|isn'?t"
    r"|instead of|was|were|been|after|already|when i|while|are you|r u|is this|am i)(?: \w+){0,2} $"
)
_BOTS = re.compile(r"\b(?:bots?|robots?|machine|computer|ai)\b")
_ABOUT_DELIVERY = re.compile(
    r"\b(?:driver|courier|before|when(?:ever)?|once|if|on arrival|doorbell)\b"
    r"|快递|送货|司机|师傅|到货|派送|送达|送到|配送"
)
_CHINESE_REFUSED = re.compile(
    r"(?:(?<!要)不(?:用|要|需要|必|想)|别|唔(?:使|要|需|想|好)|无需|没必要|免|取消|先不|是|过)"
    r"(?:再|你们?|您|帮我|给我|麻烦|同|跟|和|咗|去|急着)?$"
)
_CHINESE_WITHDRAWN = re.compile(r"^(?:客服|服务)?(?:就|那就|都)?(?:不用|不必|不需要|唔使|算)(?:了|喇|啦)")

_POLITE = re.compile(
    r"\b(?:please|hi|hello|hey|thanks|thank you|thx|ty|now|asap|ok|okay|yes|yeah|just|dear|sir|a)\b"
    r"|唔该|请|谢谢|麻烦|快点?|帮我|我要|我想要|[啊呀吧啦喇呢嘅了喂]"
)
#: Asked with a question mark they may be about the bot itself.
_AMBIGUOUS_QUESTIONS = frozenset({"human", "real person", "person", "真人", "人", "客服"})
_CLAUSES = re.compile(r"[.,;!?。，；！？、\n()]+|\bbut\b|但是?|不过")
_HAN = re.compile("[\u4e00-\u9fff]+")
_HAN_SPACE = re.compile("(?<=[\u4e00-\u9fff]) +| +(?=[\u4e00-\u9fff])")
_WORD = re.compile(r"[a-z]{5,}")
_PLEASE = re.compile(r"\b(?:pls+|plz+|plse|pleas)\b")
_OFTEN_MISTYPED = (
    "human",
    "agent",
    "person",
    "operator",
    "representative",
    "advisor",
    "supervisor",
    "manager",
    "someone",
)
_REAL_WORDS = frozenset({"humans", "agents", "persons", "managers"})


def asks_for_person(text: str) -> bool:
    """Return whether a text asks for a person, beyond doubt: «0», «human pls», «轉真人», «找你们经理».

    Being asked about («are you a real person?») or refused («不用转人工了») is no request.
    """
    read = _PLEASE.sub("please", folded(text[:_LONGEST]).replace("’", "'"))
    typed = _WORD.sub(lambda word: _typos().get(word.group(), word.group()), read)
    if not _TRIGGER.search(typed):
        return False
    typed = _HAN_SPACE.sub("", typed)
    return _is_alone(typed) or any(
        _asks_in_english(_HAN.sub(" ", clause).strip()) or _asks_in_chinese(clause.strip())
        for clause in _CLAUSES.split(typed)
    )


def _is_alone(typed: str) -> bool:
    words = " ".join(_POLITE.sub(" ", typed.strip(" .!?~")).split())
    return bool(_ALONE.fullmatch(words)) and not (typed.endswith("?") and words in _AMBIGUOUS_QUESTIONS)


def _asks_in_english(clause: str) -> bool:
    if _ENGLISH_CALL.search(clause) and not _ABOUT_DELIVERY.search(clause):
        return True
    return any(
        _BOTS.search(match.group()) or not _REFUSED.search(clause[: match.start()])
        for match in _ENGLISH.finditer(clause)
    )


def _asks_in_chinese(clause: str) -> bool:
    if _CHINESE_CALL.search(clause) and not _ABOUT_DELIVERY.search(clause):
        return True
    return any(not _is_refused(clause, match) for match in _CHINESE.finditer(clause))


def _is_refused(clause: str, match: re.Match[str]) -> bool:
    before, wording = clause[: match.start()], match.group()
    if wording.startswith(("不", "唔")):
        return False
    if wording.startswith(("需要", "要", "想")) and before.endswith(("不", "唔", "别")):
        return True
    return bool(_CHINESE_REFUSED.search(before) or _CHINESE_WITHDRAWN.match(clause[match.end() :]))


@cache
def _typos() -> dict[str, str]:
    """Return what fingers make of the words above: a letter lost, doubled or swapped with the next, a wrong vowel."""
    typos: dict[str, str] = {}
    for word in _OFTEN_MISTYPED:
        for at in range(1, len(word)):
            head, letter, tail = word[:at], word[at], word[at + 1 :]
            made = {head + tail, head + letter + letter + tail, head + tail[:1] + letter + tail[1:]}
            made |= {head + vowel + tail for vowel in "aeiou" if letter in "aeiou"}
            typos |= {typo: word for typo in made if typo not in _OFTEN_MISTYPED and typo not in _REAL_WORDS}
    return typos
