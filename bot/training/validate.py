"""What is wrong with training data, and what makes it weak, in words for the one who writes it."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bot.conversation.errors import BadConfiguration
from bot.conversation.interpretation import intent_and_retrieval
from bot.training.balance import Spread, balance, spread_of
from bot.training.conversations import read_conversations
from bot.training.data import Gathered
from bot.training.findings import Check, Finding, Findings, error, note
from bot.training.readers.reading import Reading
from bot.training.readers.terms import contradictions
from bot.training.repeats import leaks, repeats
from bot.training.stakes import StakesNamed

#: Characters of a sentence; of a longer one the encoder does not read the end.
LONGEST = 500


def validate(data: Gathered, *, test: Gathered | None = None, stakes: StakesNamed | None = None) -> Findings:
    """Return everything that is wrong or weak in training data.

    Args:
        test: sentences to measure with, none of which may be trained on.
        stakes: what the policy says of the intents; without it they are not compared.
    """
    intents = data.intents.sentences
    spread = spread_of(intents)
    readings = [data.intents, data.feelings, *((test.intents,) if test else ())]
    found = chain(
        *map(_unread, readings),
        *map(_long, readings),
        (error(Check.CONTRADICTION, remark.place, remark.text) for remark in contradictions(data.intents.terms)),
        repeats(intents),
        repeats(data.feelings.sentences),
        balance(spread),
        leaks(intents, test.intents.sentences) if test else (),
        _compared(spread, stakes) if stakes else (),
        _conversations(data.path / "conversations"),
    )
    return Findings(found=tuple(sorted(found, key=_where)), intents=len(spread.counts), sentences=spread.languages)


def _unread(reading: Reading) -> Iterator[Finding]:
    for problem in reading.problems + reading.empty:
        yield error(Check.FILE, problem.place, problem.text)
    for remark in reading.passed_over:
        yield note(Check.PASSED_OVER, remark.place, remark.text)


def _long(reading: Reading) -> Iterator[Finding]:
    for sentence in reading.sentences:
        if len(sentence.text) > LONGEST:
            text = f"a sentence of {len(sentence.text)} characters; the bot hardly reads beyond {LONGEST}"
            yield note(Check.LONG, sentence.place, text)


def _conversations(folder: Path) -> Iterator[Finding]:
    try:
        read_conversations(folder)
    except BadConfiguration as mistakes:
        for problem in mistakes.problems:
            place, _, text = problem.partition(": ")
            yield error(Check.FILE, place, text)


def _compared(spread: Spread, stakes: StakesNamed) -> Iterator[Finding]:
    for problem in stakes.problems:
        place, _, text = problem.partition(": ")
        yield error(Check.FILE, place, text)
    if stakes.problems:
        return
    for intent, place in spread.places.items():
        if not stakes.places.keys() & intent_and_retrieval(intent):
            text = f"intent `{intent}` has no stakes in {stakes.path}; say there whether they are low or high"
            yield error(Check.STAKES, place, text)
    sentences = {name for intent in spread.counts for name in intent_and_retrieval(intent)}
    for intent, place in stakes.places.items():
        if intent in stakes.unstated:
            yield error(Check.STAKES, place, f"intent `{intent}` does not say whether its stakes are low or high")
        if intent not in sentences:
            yield note(Check.NO_SENTENCES, place, f"intent `{intent}` has no sentences: the bot never understands it")


def _where(finding: Finding) -> tuple[str, int]:
    path, _, line = finding.place.rpartition(":")
    return (path, int(line)) if line.isdecimal() else (finding.place, 0)
