"""Sentences and clauses of a message, so that a need in passing is not drowned."""

import re

#: Parts of one message that are looked at.
MOST = 6
_END = re.compile(r"(?<=[a-z\)\]'\"0-9])[.](?=\s+\S)|[!?;。！？；…\n]+|[.]{2,}", re.IGNORECASE)
#: How a clause begins that asks or wants something of its own, after «and» or a comma.
_ASKS = (
    r"(?:can|could|do|does|did|is|are|was|were|how|what|whats|when|where|which|who|why|will|would|should|i|i'd|i'm|if"
    r"|whether|please|pls|tell|let|let's|my|there's|you)\b"
)
_ASKS_IN_CHINESE = (
    "能|可以|可不可以|可唔可以|怎么|怎麼|点|點|多久|几|幾|大概|保修|保养|有没有|有沒有|有冇|是不是|系咪|係咪|会不会|會不會|什么|什麼|运费|運費|帮|幫"
    "|麻烦|麻煩|请|請|想|要|我|你|转|轉|搵|密码|收件|包|周|星期|再|也|另外|还有|還有|顺便|順便|不过|不過|但是|而且|同埋|仲有|对了|對了"
)
_TURN = re.compile(
    r",\s*(?=(?:but|also|and also|and my|and i|and the|btw|by the way|plus|oh and)\b)"
    r"|\s+(?=(?:also|btw|by the way|oh and|and also)\b)"
    rf"|,?\s+(?:and|n|&|or|plus)\s+(?={_ASKS})"
    rf"|,\s+(?:and\s+)?(?={_ASKS})"
    rf"|[,，、 ]+(?={_ASKS_IN_CHINESE})",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[^\S\n]+")
_COMMAS = re.compile(r"([,，、])[,，、 ]+")
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile("[\u3400-\u9fff]")


def parts(text: str) -> list[str]:
    """Return the parts of a message that say something of their own, in order; none where it is one sentence."""
    # Runs of blanks and commas would be gone through once for each place in them.
    plain = _COMMAS.sub(r"\1 ", _BLANKS.sub(" ", text))
    found = [p.strip(" .,，、-") for sentence in _END.split(plain) for p in _TURN.split(sentence)]
    telling = [p for p in found if _tells(p)]
    if len(telling) > MOST:
        # What is grave is said first or last.
        telling = [*telling[: MOST // 2], *telling[-MOST // 2 :]]
    return telling if len(telling) > 1 else []


def _tells(part: str) -> bool:
    """Three words or four Chinese characters: less is a greeting or a sigh."""
    return len(_HAN.findall(part)) >= 4 or len([w for w in part.split() if _LETTER.search(w)]) >= 3
