"""What all formats are read into: sentences, and every mistake with its place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.interpretation import Entity
from bot.understanding.heads import OUT_OF_SCOPE

#: Characters of one sentence, and of one label; more is a quote that was never closed, or no sentence.
LONGEST_SENTENCE, LONGEST_LABEL = 10_000, 200
#: What public data sets call sentences that are none of the business.
_OUTSIDE = {"oos", "NO_NODES_DETECTED", OUT_OF_SCOPE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One labelled sentence.

    Attributes:
        text: without annotations.
        label: intent or feeling.
        place: `file:line`.
        language: what the file says it is; None where it does not say.
    """

    text: str
    label: str
    entities: tuple[Entity, ...]
    place: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How files of one kind name their parts.

    Attributes:
        list_key: what the list of a YAML file stands under.
        label_key: what an item of that list is labelled with.
        labels: columns of a table that may hold the label; the first one that is there counts.
        passed_over: what else may stand in that list, and is not learnt from.
        left_alone: a YAML file with this key belongs to another reader.
    """

    list_key: str
    label_key: str
    labels: tuple[str, ...]
    passed_over: tuple[str, ...] = ()
    left_alone: str | None = None


NLU = Kind(
    list_key="nlu",
    label_key="intent",
    labels=("label", "intent", "category"),
    passed_over=("synonym", "regex", "lookup"),
)
FEELING = Kind(list_key="feelings", label_key="feeling", labels=("label", "feeling"), left_alone="conversations")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about a place in a file."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(slots=True)
class Reading:
    """What was read so far.

    Attributes:
        problems: mistakes; with one of them nothing of the data may be used.
        empty: labels without a sentence; training refuses them, public data sets have some.
        passed_over: what stands there rightly, but is not learnt from.
    """

    kind: Kind
    sentences: list[Sentence] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    empty: list[Remark] = field(default_factory=list)
    passed_over: list[Remark] = field(default_factory=list)

    def wrong(self, place: str, text: str) -> None:
        """Note a mistake."""
        self.problems.append(Remark(place, text))

    def pass_over(self, place: str, text: str) -> None:
        """Note what is not read."""
        self.passed_over.append(Remark(place, text))

    def add(
        self, place: str, text: str, label: str, *, language: str | None = None, entities: tuple[Entity, ...] = ()
    ) -> None:
        """Add a sentence, or note what is wrong with it; the labels for out of scope become one."""
        text, label = text.strip(), label.strip()
        problem = _label_problem(label, self.kind.label_key) or _text_problem(text)
        if problem:
            self.wrong(place, problem)
            return
        if not text:
            self.empty.append(Remark(place, "the sentence is empty"))
            return
        if self.kind is NLU and label in _OUTSIDE:
            label = OUT_OF_SCOPE
        language = (language or "").strip() or None
        self.sentences.append(Sentence(text=text, label=label, entities=entities, place=place, language=language))


#: Adds what the text of a file holds to a reading.
Reader = Callable[[Path, str, Reading], None]


def shown(text: str) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= 80 else f"{text[:79]}…"


def _text_problem(text: str) -> str | None:
    if len(text) > LONGEST_SENTENCE:
        return f"a sentence of {len(text)} characters; {LONGEST_SENTENCE} are the most (is a quote not closed?)"
    if half := _half_character(text):
        return f"the sentence holds half a character (`{half}`); write the character itself"
    return None


def _label_problem(label: str, name: str) -> str | None:
    if not label:
        return f"the {name} is empty"
    if len(label) > LONGEST_LABEL or "\n" in label:
        return f"`{shown(label)}` is no {name}: it is longer than {LONGEST_LABEL} characters or has a line break"
    if half := _half_character(label):
        return f"the {name} holds half a character (`{half}`)"
    return None


def _half_character(text: str) -> str | None:
    return next((rf"\u{ord(c):04x}" for c in text if "\ud800" <= c <= "\udfff"), None)
