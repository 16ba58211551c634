"""What all formats are read into: sentences, and every mistake with its place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.conversation.interpretation import Entity
from bot.understanding.entities import BUILT_IN
from bot.understanding.entities.patterns import compiled
from bot.understanding.entities.spelling import key_of
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


class TermKind(StrEnum):
    """What a line of a vocabulary is; all but the last as Rasa's files call it."""

    LOOKUP = "lookup"
    REGEX = "regex"
    SYNONYM = "synonym"
    ANNOTATED = "annotated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One line of a vocabulary.

    Attributes:
        name: the entity; of a synonym the value that is meant.
        text: value, pattern or spelling.
        place: `file:line`.
    """

    kind: TermKind
    name: str
    text: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How files of one kind name their parts.

    Attributes:
        list_key: what the list of a YAML file stands under.
        label_key: what an item of that list is labelled with.
        labels: columns of a table that may hold the label; the first one that is there counts.
        terms: what else may stand in that list.
        left_alone: a YAML file with this key belongs to another reader.
    """

    list_key: str
    label_key: str
    labels: tuple[str, ...]
    terms: tuple[TermKind, ...] = ()
    left_alone: str | None = None


NLU = Kind(
    list_key="nlu",
    label_key="intent",
    labels=("label", "intent", "category"),
    terms=(TermKind.LOOKUP, TermKind.REGEX, TermKind.SYNONYM),
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
        terms: what the business has words of its own for.
        problems: mistakes; with one of them nothing of the data may be used.
        empty: examples that say nothing; training refuses them, public data sets have some.
        passed_over: what stands there rightly, but is not learnt from.
    """

    kind: Kind
    sentences: list[Sentence] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
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

    def add_term(self, place: str, kind: TermKind, name: str, text: str) -> None:
        """Add a line of a lookup, of a pattern or of a synonym, or note what is wrong with it."""
        name, text = name.strip(), text.strip()
        if problem := _label_problem(name, kind) or _term_problem(kind, text):
            self.wrong(place, problem)
        elif not (text if kind is TermKind.REGEX else key_of(text)):
            self.empty.append(Remark(place, f"an example of the {kind} `{name}` is empty"))
        else:
            self.terms.append(Term(kind=kind, name=name, text=text, place=place))

    def add_annotation(self, place: str, entity: Entity, spelt: str) -> None:
        """Take up an entity that is marked in a sentence, unless a rule finds it or it is too long for a value."""
        long = max(len(spelt), len(entity.value)) > LONGEST_LABEL
        if entity.name in BUILT_IN or long or not key_of(spelt) or not key_of(entity.value):
            return
        for text in dict.fromkeys((spelt, entity.value)):
            self.terms.append(Term(kind=TermKind.ANNOTATED, name=entity.name, text=text, place=place))
        if spelt != entity.value:
            self.terms.append(Term(kind=TermKind.SYNONYM, name=entity.value, text=spelt, place=place))


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


def _term_problem(kind: TermKind, text: str) -> str | None:
    if not text:
        return None
    if kind is not TermKind.REGEX:
        return _label_problem(text, "value")
    try:
        return _text_problem(text) or (compiled(text) and None)
    except ValueError as error:
        return str(error)


def _half_character(text: str) -> str | None:
    return next((rf"\u{ord(c):04x}" for c in text if "\ud800" <= c <= "\udfff"), None)
