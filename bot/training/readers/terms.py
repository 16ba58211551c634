"""Makes one vocabulary of what all files say: the same one, whatever files its lines stand in."""

from collections.abc import Iterable, Mapping

from bot.training.readers.reading import Remark, Term, TermKind, shown
from bot.understanding.entities import Vocabulary
from bot.understanding.entities.spelling import key_of


def vocabulary_of(terms: Iterable[Term]) -> Vocabulary:
    """Return what lookups, patterns, synonyms and annotated sentences say together.

    Of values that differ in case or script alone the first is what they are called; lookups come before sentences.
    """
    lookups: dict[str, dict[str, str]] = {}
    patterns: dict[str, set[str]] = {}
    synonyms: dict[str, tuple[str, str]] = {}
    for term in sorted(terms, key=lambda t: t.kind is TermKind.ANNOTATED):
        if term.kind is TermKind.REGEX:
            patterns.setdefault(term.name, set()).add(term.text)
        elif term.kind is TermKind.SYNONYM:
            synonyms.setdefault(key_of(term.text), (term.text, term.name))
        else:
            lookups.setdefault(term.name, {}).setdefault(key_of(term.text), term.text)
    return Vocabulary(
        lookups=_in_order({name: values.values() for name, values in lookups.items()}),
        patterns=_in_order(patterns),
        synonyms=dict(sorted(synonyms.values())),
    )


def contradictions(terms: Iterable[Term]) -> list[Remark]:
    """Return the spellings that are said to mean two values."""
    first: dict[str, Term] = {}
    found = []
    for term in terms:
        if term.kind is not TermKind.SYNONYM:
            continue
        earlier = first.setdefault(key_of(term.text), term)
        if earlier.name != term.name:
            said = (
                f"`{shown(term.text)}` means `{shown(term.name)}` here and `{shown(earlier.name)}` at {earlier.place}"
            )
            found.append(Remark(term.place, f"{said}; keep one"))
    return found


def _in_order(texts: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(texts[name])) for name in sorted(texts)}
