"""Sentences that stand more than once: twice under a label, under two labels, in training and test."""

import re
from collections.abc import Iterator, Sequence

from bot.training.findings import Check, Finding, error, note, quoted
from bot.training.readers.reading import Sentence
from bot.understanding.features import folded

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")


def repeats(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """Find sentences that equal another one, or nearly equal one of another label."""
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        earlier = first.setdefault(folded(sentence.text), sentence)
        if earlier.label != sentence.label:
            text = f"{quoted(sentence)} is `{sentence.label}` here and `{earlier.label}` at {earlier.place}; keep one"
            yield error(Check.CONTRADICTION, sentence.place, text)
        elif earlier is not sentence:
            yield note(Check.DUPLICATE, sentence.place, f"{quoted(sentence)} stands at {earlier.place} already")
    yield from _nearly(tuple(first.values()))


def leaks(train: Sequence[Sentence], test: Sequence[Sentence]) -> Iterator[Finding]:
    """Find sentences of the test that were trained on."""
    trained = {folded(sentence.text): sentence for sentence in reversed(train)}
    for sentence in test:
        if known := trained.get(folded(sentence.text)):
            text = f"{quoted(sentence)} is trained on at {known.place}; testing with it proves nothing"
            yield error(Check.LEAK, sentence.place, text)


def _nearly(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    seen: dict[str, dict[str, Sentence]] = {}
    for sentence in sentences:
        wording = _wording(sentence)
        labels = seen.setdefault(wording, {}) if wording else {}
        if other := next((o for label, o in labels.items() if label != sentence.label), None):
            text = (
                f"{quoted(sentence)} (`{sentence.label}`) has the words of {quoted(other)} (`{other.label}`) at "
                f"{other.place}; the bot will hardly tell them apart"
            )
            yield note(Check.NEARLY, sentence.place, text)
        labels.setdefault(sentence.label, sentence)


def _wording(sentence: Sentence) -> str:
    """Return the letters of a sentence: without marks, digits and entities."""
    text = sentence.text
    for entity in sentence.entities:
        text = text.replace(entity.value, " ")
    letters = "".join(c for c in _ADDRESS.sub(" ", folded(text)) if c.isalpha() or c.isspace())
    return " ".join(letters.split())
