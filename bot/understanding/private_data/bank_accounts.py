"""Bank accounts: IBANs by ISO 13616, whose check digits are ISO 7064's MOD 97-10."""

import re
from collections.abc import Iterator

from bot.understanding.private_data.plain import BARRIER, Found

#: What follows country and check digits, as SWIFT's registry (release 101) has it: n digits, a letters, c either.
_SHAPES = """
AD:8n12c AE:19n AL:8n16c AT:16n AZ:4a20c BA:16n BE:12n BG:4a6n8c BH:4a14c BI:23n BR:23n1a1c BY:4c4n16c CH:5n12c
CR:18n CY:8n16c CZ:20n DE:18n DJ:23n DK:14n DO:4c20n EE:16n EG:25n ES:20n FI:14n FK:2a12n FO:14n FR:10n11c2n
GB:4a14n GE:2a16n GI:4a15c GL:14n GR:7n16c GT:24c HN:4a20n HR:17n HU:24n IE:4a14n IL:19n IQ:4a15n IS:22n
IT:1a10n12c JO:4a4n18c KW:4a22c KZ:3n13c LB:4n20c LC:4a24c LI:5n12c LT:16n LU:3n13c LV:4a13c LY:21n MC:10n11c2n
MD:20c ME:18n MK:3n10c2n MN:16n MR:23n MT:4a5n18c MU:4a19n3a NI:4a20n NL:4a10n NO:11n OM:3n16c PK:4a16c PL:24n
PS:4a21c PT:21n QA:4a21c RO:4a16c RS:18n RU:14n15c SA:2n18c SC:4a20n3a SD:14n SE:20n SI:15n SK:20n SM:1a10n12c
SO:19n ST:21n SV:4a20n TL:19n TN:20n TR:6n16c UA:6n19c VA:18n VG:4a16n XK:16n YE:4a4n18c
"""
_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}
_PART = re.compile(r"(\d+)([nac])")
_START = re.compile(r"(?<![A-Za-z0-9])(?:iban)?(?P<country>[a-z]{2})(?=[\s.-]{0,2}\d[\s.-]{0,2}\d)", re.IGNORECASE)
_STEP = re.compile(r"[\s.-]{0,3}([A-Za-z0-9])")
_GOES_ON = re.compile(r"[A-Za-z0-9]")
_NAMED = re.compile(rf"iban[^\d\n{BARRIER}]{{0,24}}$", re.IGNORECASE)
#: Fewer digits are words: some countries' shapes allow any letter.
_FEWEST_DIGITS = 8


def _shape(parts: str) -> re.Pattern[str]:
    return re.compile(r"[A-Z]{2}\d\d" + "".join(f"{_CLASSES[kind]}{{{n}}}" for n, kind in _PART.findall(parts)))


_COUNTRIES = {country: _shape(parts) for country, _, parts in (one.partition(":") for one in _SHAPES.split())}
_LENGTHS = {
    country: 4 + sum(int(n) for n, _ in _PART.findall(parts))
    for country, _, parts in (one.partition(":") for one in _SHAPES.split())
}


def ibans(text: str) -> Iterator[Found]:
    """Yield IBANs of the countries that have them, in groups or not; after the word, a mistyped one too."""
    for match in _START.finditer(text):
        start = match.start("country")
        length = _LENGTHS.get(match["country"].upper())
        if length is None:
            continue
        iban, end = _read(text, start, length)
        named = match.start() < start or _NAMED.search(text[max(0, start - 32) : start])
        if not _GOES_ON.match(text, end) and _is_iban(iban, valid=not named):
            yield Found(start, end, f"[IBAN ••{iban[-4:]}]")


def _read(text: str, start: int, length: int) -> tuple[str, int]:
    """Return that many letters and digits from there on, in capitals, and where they end."""
    read: list[str] = []
    end = start
    while len(read) < length and (step := _STEP.match(text, end)):
        read.append(step.group(1).upper())
        end = step.end()
    return "".join(read), end


def _is_iban(iban: str, *, valid: bool) -> bool:
    shape = _COUNTRIES[iban[:2]]
    if not shape.fullmatch(iban) or sum(map(str.isdigit, iban)) < _FEWEST_DIGITS:
        return False
    return not valid or int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
