"""Sentences and clauses of a message, so that a need in passing is not drowned."""

import re

#: Parts of one message that are looked at.
MOST = 6
_END = re.compile(r"(?<=[a-z\)\]'\"0-9])[.](?=\s+\S)|[!?;。！？；…\n]+|[.]{2,}", re.IGNORECASE)
_TURN = re.compile(
    r",\s*(?=(?:but|also|and also|and my|and i|and the|btw|by the way|plus|oh and)\b)"
    r"|\s+(?=(?:also|btw|by the way|oh and|and also)\b)"
    r"|[,，、 ]+(?=另外|还有|還有|顺便|順便|不过|不過|但是|而且|同埋|仲有|对了|對了)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile("[\u3400-\u9fff]")


def parts(text: str) -> list[str]:
    """Return the parts of a message that say something of their own, in order; none where it is one sentence."""
    found = [p.strip(" .,，、-") for sentence in _END.split(text) for p in _TURN.split(sentence)]
    telling = [p for p in found if _tells(p)]
    return telling[:MOST] if len(telling) > 1 else []


def _tells(part: str) -> bool:
    """Three words or four Chinese characters: less is a greeting or a sigh."""
    return len(_HAN.findall(part)) >= 4 or len([w for w in part.split() if _LETTER.search(w)]) >= 3
