"""`baton route`: where would these conversations go?"""

import sys
from typing import TYPE_CHECKING, TextIO

import click

from bot.cli.options import tell_warnings

if TYPE_CHECKING:
    from bot.cli.route_lines import ConversationLine
    from bot.conversation.interpretation import Interpretation
    from bot.conversation.language import Language
    from bot.engine.rehearsal import Interpret
    from bot.engine.thinking import Thought
    from bot.knowledge import Knowledge
    from bot.routing.policy import Policy
    from bot.understanding.frustration import FrustrationCurve


@click.command(short_help="Say where conversations of a file would go.")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--output", "-o", type=click.File("w", encoding="utf-8"), default="-", help="Where to write.")
def route(file: TextIO, output: TextIO) -> None:
    """Say for the last turn of each conversation in FILE who should answer it, by the code that serves live traffic.

    FILE holds one JSON object a line: {"id", "turns": [{"from": "customer"|"bot", "text"}]}. The answer is one line
    each: {"id", "route": "automate"|"clarify"|"human", "intent", "confidence", "out_of_scope", "frustration",
    "language", "reasons", "needs"}. A line that cannot be read is named on standard error, and the others go on.
    """
    from bot.cli.encoder import ensure_encoder
    from bot.conversation.errors import BadInput
    from bot.knowledge import load_knowledge
    from bot.settings import read_settings

    settings = read_settings()
    encoder = ensure_encoder(settings, tell=lambda text: click.echo(text, err=True))
    knowledge = load_knowledge(settings, encoder)
    tell_warnings(knowledge.policy)
    failed = 0
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            output.write(_routed(line, knowledge) + "\n")
        except BadInput as error:
            failed += 1
            click.echo(f"{file.name}:{number}: {error.message}", err=True)
    output.flush()
    if failed:
        sys.exit(1)


def _routed(line: str, knowledge: "Knowledge") -> str:
    from bot.cli.route_lines import ConversationLine, answer_line
    from bot.http.body import decode

    conversation = decode(line, ConversationLine)
    return answer_line(conversation.id, rehearsed(conversation, knowledge))


def rehearse(
    conversation: "ConversationLine", *, interpret: "Interpret", policy: "Policy", curve: "FrustrationCurve"
) -> "Thought":
    """Return what would be thought of a conversation's last customer turn.

    Raises:
        BadInput: there is none, or one could not be taken live either.
    """
    from bot.conversation.errors import BadInput
    from bot.engine.rehearsal import Rehearsal

    rehearsal = Rehearsal(conversation.id, interpret=interpret, policy=policy, curve=curve)
    thought: Thought | None = None
    for turn in conversation.turns:
        if turn.speaker == "customer":
            thought = rehearsal.hear(turn.text)
        else:
            rehearsal.speak(turn.text)
    if thought is None:
        raise BadInput("no turn is from the customer")
    return thought


def rehearsed(conversation: "ConversationLine", knowledge: "Knowledge") -> "Thought":
    """Return what the policy and the model in force make of a conversation; see `rehearse`."""
    understanding = knowledge.understanding

    def interpret(text: str, fallback: "Language") -> "Interpretation":
        return understanding.interpret_now([text], fallback=fallback)[0]

    return rehearse(conversation, interpret=interpret, policy=knowledge.policy, curve=understanding.curve)
