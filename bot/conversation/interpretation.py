"""What understanding makes of one message."""

from dataclasses import dataclass, field

from bot.conversation.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A piece of the text with a type."""

    name: str
    value: str


def intent_and_retrieval(name: str) -> tuple[str, ...]:
    """Return an intent with the retrieval intent that it belongs to, as Rasa names them: `faq/shipping` is of `faq`."""
    return tuple(dict.fromkeys((name, name.partition("/")[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that the message may ask for.

    Attributes:
        confidence: calibrated probability, 0…1, that this is what the message asks for.
    """

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """Intent, feeling and entities of one message, with the model that says so.

    Attributes:
        intent: the likeliest intent, one label, even where the message is out of scope.
        confidence: calibrated probability, 0…1, that the intent is right.
        runner_up: the second likeliest, for the explanation of a decision.
        needs: every intent that some part of the message asks for, likeliest first.
        out_of_scope: probability, 0…1, that no known intent is meant.
        sentiment: −1 (furious) … 1 (delighted).
        asks_for_person: it asks for a person, in any wording.
        shouting: capitals or repeated marks, 0…1.
        model: name and data hash of the heads that were used.
    """

    text: str
    intent: str
    confidence: float
    runner_up: Need | None = None
    needs: tuple[Need, ...] = ()
    out_of_scope: float = 0.0
    sentiment: float = 0.0
    shouting: float = 0.0
    asks_for_person: bool = False
    entities: tuple[Entity, ...] = field(default=())
    language: Language = Language.ENGLISH
    model: str = ""

    def entity(self, name: str) -> str | None:
        """Return the value of the last entity of that name, or None."""
        return next((e.value for e in reversed(self.entities) if e.name == name), None)
