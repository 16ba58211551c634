"""The languages that Baton speaks."""

from enum import StrEnum


class Language(StrEnum):
    """A language and script, as a BCP 47 tag."""

    ENGLISH = "en"
    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"


#: What browsers and channels call them.
_ALIASES = {
    "zh": Language.SIMPLIFIED,
    "zh-cn": Language.SIMPLIFIED,
    "zh-sg": Language.SIMPLIFIED,
    "zh-tw": Language.TRADITIONAL,
    "zh-hk": Language.TRADITIONAL,
    "zh-mo": Language.TRADITIONAL,
}


def language_of_tag(tag: str | None) -> Language:
    """Return the language nearest to a BCP 47 tag; English where nothing is near."""
    wanted = (tag or "").replace("_", "-").lower()
    for language in Language:
        if wanted == language.lower() or wanted.startswith(language.lower() + "-"):
            return language
    return _ALIASES.get(wanted) or _ALIASES.get(wanted.split("-")[0]) or Language.ENGLISH
