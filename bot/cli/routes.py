"""`baton test routes`: do conversations go where a person said that they should?"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from bot.cli.options import tell_warnings
from bot.cli.route import rehearsed

if TYPE_CHECKING:
    from bot.cli.route_lines import Answer, JudgedLine
    from bot.knowledge import Knowledge

_LAST = 60


@click.command(short_help="Compare where conversations go with where they should.")
@click.argument("files", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def routes(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Say how many conversations of FILES go where they should, by the code that serves live traffic.

    FILES hold one JSON object a line, as for `baton route`, with what should come of the last turn: {"id", "turns",
    "expect": {"route": "automate"|"clarify"|"human", "also_ok": [...], "needs": [...]}}. The two mistakes that cost
    most are counted apart: who needed a person and was kept by the bot, and who needed none and was sent to one; and,
    where the needs of a message were judged, how many of them are found, and how many of the found are none.
    """
    from bot.cli.encoder import ensure_encoder
    from bot.knowledge import load_knowledge
    from bot.settings import read_settings

    judged = list(read_judged(files))
    settings = read_settings()
    encoder = ensure_encoder(settings, tell=lambda text: click.echo(text, err=True))
    knowledge = load_knowledge(settings, encoder)
    tell_warnings(knowledge.policy)
    answered = [(line, _answer(place, line, knowledge)) for place, line in judged]
    click.echo(_as_json(answered) if as_json else _as_table(answered))


def read_judged(files: Sequence[Path]) -> "Iterator[tuple[str, JudgedLine]]":
    """Yield (place, judged conversation); a mistake in one ends it, with all others: half a test proves nothing."""
    from bot.cli.route_lines import JudgedLine
    from bot.conversation.errors import BadConfiguration, BadInput
    from bot.http.body import decode

    problems = []
    for file in files:
        try:
            lines = file.read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{file}: {error}")
            continue
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield f"{file}:{number}", decode(line, JudgedLine)
                except BadInput as error:
                    problems.append(f"{file}:{number}: {error.message}")
    if problems:
        raise BadConfiguration(*problems)


def _answer(place: str, line: "JudgedLine", knowledge: "Knowledge") -> "Answer":
    from bot.cli.route_lines import answer
    from bot.conversation.errors import BadConfiguration, BadInput

    try:
        return answer(line.id, rehearsed(line, knowledge))
    except BadInput as error:
        raise BadConfiguration(f"{place}: {error.message}") from error


_Answered: TypeAlias = "Sequence[tuple[JudgedLine, Answer]]"


def _figures(answered: _Answered) -> dict[str, Any]:
    # What is as good as expected is no mistake.
    routed = [(line.expect.route, line.expect.route if _right(line, a) else a.route) for line, a in answered]
    needs = [(set(line.expect.needs), set(a.needs)) for line, a in answered if line.expect.needs]
    human = [route for wanted, route in routed if wanted == "human"]
    simple = [route for wanted, route in routed if wanted == "automate"]
    return {
        "conversations": len(routed),
        "as_expected": _share(wanted == route for wanted, route in routed),
        "need_a_person": len(human),
        "kept_by_the_bot": _share(route == "automate" for route in human),
        "asked_first": _share(route == "clarify" for route in human),
        "simple": len(simple),
        "sent_to_a_person": _share(route == "human" for route in simple),
        "needs": sum(len(wanted) for wanted, _ in needs),
        "needs_found": _share(need in found for wanted, found in needs for need in wanted),
        "needs_made_up": _share(need not in wanted for wanted, found in needs for need in found),
    }


def _right(line: "JudgedLine", answer: "Answer") -> bool:
    return answer.route in {line.expect.route, *line.expect.also_ok}


def _share(held: Iterator[bool]) -> float | None:
    every = list(held)
    return round(sum(every) / len(every), 4) if every else None


def _as_json(answered: _Answered) -> str:
    import msgspec

    wrong = [{"expected": line.expect.route, "answer": a} for line, a in answered if not _right(line, a)]
    return msgspec.json.encode({**_figures(answered), "wrong": wrong}).decode()


def _as_table(answered: _Answered) -> str:
    figures = _figures(answered)
    lines = [f"{name.replace('_', ' '):20}{_cell(value):>9}" for name, value in figures.items()]
    wrong = [(line, a) for line, a in answered if not _right(line, a)]
    if wrong:
        lines += ["", f"{'wrong':12}{'expected':10}{'routed':10}{'intent':24}{'reason':18}last message"]
    for line, a in wrong:
        last = " ".join(line.turns[-1].text.split())
        shown = last if len(last) <= _LAST else last[:_LAST] + "…"
        lines.append(f"{a.id[:11]:12}{line.expect.route:10}{a.route:10}{a.intent[:23]:24}{a.reasons[0]:18}{shown}")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}" if isinstance(value, float) else str(value)
