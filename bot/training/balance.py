"""Whether each intent has enough sentences, in each language, and none so many that it drowns the others."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.conversation.language import Language
from bot.training.findings import Check, Finding, error, note
from bot.training.readers.reading import Sentence
from bot.understanding.heads import OUT_OF_SCOPE
from bot.understanding.language import detect

#: Sentences of one intent in one language: with fewer it is hardly learnt, with as many it is learnt well.
LEAST, ENOUGH = 20, 60
#: Times the median from which an intent drowns the others.
DROWNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the sentences spread over intents and languages.

    Attributes:
        counts: intent → language → sentences.
        places: intent → its first sentence's.
    """

    counts: Mapping[str, Counter[str]]
    places: Mapping[str, str]

    @property
    def languages(self) -> dict[str, int]:
        """Sentences in each language, most first."""
        total: Counter[str] = Counter()
        for counts in self.counts.values():
            total.update(counts)
        return dict(total.most_common())


def spread_of(sentences: Sequence[Sentence]) -> Spread:
    """Return how the sentences spread; scripts of one language are one."""
    counts: dict[str, Counter[str]] = {}
    places: dict[str, str] = {}
    for sentence in sentences:
        language = sentence.language or detect(sentence.text, Language.ENGLISH)
        counts.setdefault(sentence.label, Counter())[language.replace("_", "-").split("-")[0].lower()] += 1
        places.setdefault(sentence.label, sentence.place)
    return Spread(counts=counts, places=places)


def balance(spread: Spread) -> Iterator[Finding]:
    """Find intents with too few sentences, with none in a language of the others, or with far too many."""
    usual = []
    for language in spread.languages:
        having = [intent for intent, counts in spread.counts.items() if counts[language]]
        if 2 * len(having) > len(spread.counts):
            usual.append(language)
        else:
            # Else one foreign sentence would make every other intent thin.
            text = f"only {len(having)} of {len(spread.counts)} intents have sentences in `{language}`"
            yield note(Check.LANGUAGE, spread.places[having[0]], text)
    for intent, counts in spread.counts.items():
        yield from _amounts(intent, spread.places[intent], {language: counts[language] for language in usual})
    yield from _drowning(spread)


def _amounts(intent: str, place: str, amounts: Mapping[str, int]) -> Iterator[Finding]:
    for language, amount in amounts.items():
        if not amount:
            text = f"intent `{intent}` has no sentences in `{language}`, as most intents have"
            yield error(Check.LANGUAGE, place, text)
        elif amount < LEAST:
            text = f"intent `{intent}` has {amount} in `{language}`; {LEAST} sentences are the least, {ENOUGH} are good"
            yield error(Check.THIN, place, text)
    few = [f"{amount} in `{language}`" for language, amount in amounts.items() if LEAST <= amount < ENOUGH]
    if few:
        yield note(Check.THIN, place, f"intent `{intent}` has {', '.join(few)}; {ENOUGH} sentences are good")


def _drowning(spread: Spread) -> Iterator[Finding]:
    totals = {intent: counts.total() for intent, counts in spread.counts.items() if intent != OUT_OF_SCOPE}
    middle = median(totals.values()) if totals else 0
    for intent, total in totals.items():
        if total > DROWNS * middle:
            text = f"intent `{intent}` has {total} sentences, others {middle:g}: the bot will lean towards it"
            yield note(Check.UNBALANCED, spread.places[intent], text)
