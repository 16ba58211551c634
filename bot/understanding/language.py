"""Which language a message is in."""

import re
import unicodedata
from functools import cache

from bot.conversation.language import Language
from bot.understanding.features import simplified

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
    leaning = sum(map(_leaning, characters)) + len(_CANTONESE.findall(characters)) / 100
    if leaning:
        return Language.TRADITIONAL if leaning > 0 else Language.SIMPLIFIED
    return fallback if fallback in _CHINESE else Language.SIMPLIFIED


@cache
def _leaning(character: str) -> int:
    """Return 1 for a character of written Traditional alone, -1 for one of Simplified alone, else 0.

    Big5 and GB 2312 list what their scripts use, and the interpreter has them: the dictionaries from Simplified to
    Traditional take 20 MB.
    """
    if simplified(character) != character:
        return 1
    big5, gb2312 = _encodes(character, "big5"), _encodes(character, "gb2312")
    return big5 - gb2312 if big5 or gb2312 else int(_encodes(character, "big5hkscs"))


def _encodes(character: str, standard: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True
