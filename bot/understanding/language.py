"""Which language a message is in."""

import re
import unicodedata
from functools import cache
from operator import ne
from typing import Any

from bot.conversation.language import Language

#: Characters that are read.
_LONGEST = 400
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]")
_KANA_OR_HANGUL = re.compile("[\u3041-\u30ff\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[a-zÀ-ÖØ-öø-ÿ]+(?:['’][a-z]+)?", re.IGNORECASE)
#: Characters that only written Cantonese uses: Traditional where nothing says otherwise.
_CANTONESE = re.compile("[嘅喺唔咗佢哋嚟嘢冇啲乜睇攞嗰噉咁㗎]")
#: English words in a Chinese conversation that still leave it Chinese: «ok», «iPhone 15».
_FEW_WORDS = 2

_CHINESE = (Language.SIMPLIFIED, Language.TRADITIONAL)


def detect(text: str, fallback: Language) -> Language:
    """Return the language and script of a text; the fallback where the text does not tell.

    Mixed messages are Chinese where Chinese characters outnumber Latin words.
    """
    read = unicodedata.normalize("NFKC", text[:_LONGEST])
    characters = _HAN.findall(read)
    words = len(_LATIN_WORD.findall(read))
    if _KANA_OR_HANGUL.search(read) or not (characters or words):
        return fallback
    if len(characters) > words:
        return _script("".join(characters), fallback)
    if words <= max(_FEW_WORDS, 2 * len(characters)):
        return fallback if fallback in _CHINESE else Language.ENGLISH
    return Language.ENGLISH


def _script(characters: str, fallback: Language) -> Language:
    traditional = _changed(characters, "t2s") + len(_CANTONESE.findall(characters)) / 100
    simplified = _changed(characters, "s2t")
    if traditional != simplified:
        return Language.TRADITIONAL if traditional > simplified else Language.SIMPLIFIED
    return fallback if fallback in _CHINESE else Language.SIMPLIFIED


def _changed(characters: str, conversion: str) -> int:
    """Count the characters that a conversion changes: those are of the other script only."""
    converted = _converter(conversion).convert(characters)
    return sum(map(ne, characters, converted))


@cache
def _converter(conversion: str) -> Any:
    from opencc import OpenCC

    return OpenCC(conversion)
