"""What `baton data validate` may find."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.training.readers.reading import Sentence, shown


class Check(StrEnum):
    """What was looked at."""

    #: A file or line cannot be read, or does not say what it must.
    FILE = "file"
    #: Something stands in a file rightly, but is not learnt from.
    PASSED_OVER = "passed_over"
    #: One sentence under two labels.
    CONTRADICTION = "contradiction"
    #: Two labels whose sentences differ in marks, digits and entities only.
    NEARLY = "nearly"
    DUPLICATE = "duplicate"
    #: Too few sentences to be learnt from, or fewer than make it sure.
    THIN = "thin"
    #: An intent is without sentences in a language that most intents have, or a language without most intents.
    LANGUAGE = "language"
    #: An intent has many times more sentences than the others.
    UNBALANCED = "unbalanced"
    #: A sentence of the test stands in the training data.
    LEAK = "leak"
    LONG = "long"
    #: The policy does not say what is at risk with an intent.
    STAKES = "stakes"
    #: The policy names an intent that nobody wrote a sentence for.
    NO_SENTENCES = "no_sentences"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at.

    Attributes:
        wrong: an error; else a note, which may stay.
        place: `file:line`.
    """

    check: Check
    wrong: bool
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that was found.

    Attributes:
        found: by file and line.
        intents: how many there are.
        sentences: how many there are in each language, most first.
    """

    found: tuple[Finding, ...]
    intents: int
    sentences: Mapping[str, int]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be mended."""
        return tuple(finding for finding in self.found if finding.wrong)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What may stay."""
        return tuple(finding for finding in self.found if not finding.wrong)

    @property
    def summary(self) -> str:
        """All of it in one line."""
        languages = ", ".join(f"{count} {language}" for language, count in self.sentences.items())
        total = _counted(sum(self.sentences.values()), "sentence") + (f" ({languages})" if languages else "")
        verdict = f"{_counted(len(self.errors), 'error')}, {_counted(len(self.notes), 'note')}"
        return f"{_counted(self.intents, 'intent')}, {total}: {verdict}"


def error(check: Check, place: str, text: str) -> Finding:
    """Return a finding that must be mended."""
    return Finding(check=check, wrong=True, place=place, text=text)


def note(check: Check, place: str, text: str) -> Finding:
    """Return a finding that may stay."""
    return Finding(check=check, wrong=False, place=place, text=text)


def quoted(sentence: Sentence) -> str:
    """Return a sentence as a finding names it."""
    return f"`{shown(sentence.text)}`"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
