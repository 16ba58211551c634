"""`baton tune`: thresholds that keep missed serious conversations under a rate."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import tell_warnings

if TYPE_CHECKING:
    from bot.cli.route_lines import JudgedLine
    from bot.insight.tune import Judged, Setting
    from bot.knowledge import Knowledge
    from bot.routing.policy import Policy


@click.command(short_help="Find the thresholds that keep missed serious conversations under a rate.")
@click.argument("files", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True)
@click.option("--missed", type=click.FloatRange(0, 1, min_open=True, max_open=True), required=True, metavar="RATE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def tune(files: tuple[Path, ...], missed: float, *, as_json: bool) -> None:
    """Say how cautious the policy must be so that at most RATE of those who need a person are kept by the bot.

    FILES hold judged conversations, as for `baton test routes`. The limits for a serious need and for frustration are
    lowered together, step by step, until the rate holds with 95 % confidence for conversations like the judged ones;
    where too few are judged for that, until it is expected to hold on average, which is said. Nothing is written; what
    to write into policy.yml is said, and what it costs.
    """
    from bot.cli.encoder import ensure_encoder
    from bot.cli.routes import read_judged
    from bot.conversation.errors import BadConfiguration
    from bot.insight.tune import chosen, chosen_on_average, fewest, settings
    from bot.knowledge import load_knowledge
    from bot.settings import read_settings

    lines = [line for _, line in read_judged(files)]
    people = sum(line.expect.route == "human" for line in lines)
    if people < fewest(missed):
        problem = f"{people} judged conversations need a person, {fewest(missed)} are wanted for a rate of {missed:g}"
        raise BadConfiguration(problem)
    configured = read_settings()
    encoder = ensure_encoder(configured, tell=lambda text: click.echo(text, err=True))
    knowledge = load_knowledge(configured, encoder)
    tell_warnings(knowledge.policy)
    tried = settings(knowledge.policy, _judge(lines, knowledge), least=knowledge.understanding.least_need)
    found = chosen(tried, missed) or chosen_on_average(tried, missed)
    click.echo(_as_json(tried, found, missed) if as_json else "\n".join(_as_table(tried, found, missed)))


def _judge(lines: "Sequence[JudgedLine]", knowledge: "Knowledge") -> "Callable[[Policy], Judged]":
    from functools import cache

    from bot.cli.route import rehearse
    from bot.conversation.interpretation import Interpretation
    from bot.conversation.language import Language
    from bot.insight.tune import Judged

    # Each message is read once, whatever the policy.
    @cache
    def interpret(text: str, fallback: Language) -> Interpretation:
        return knowledge.understanding.interpret_now([text], fallback=fallback)[0]

    def judge(policy: "Policy") -> Judged:
        curve = knowledge.understanding.curve
        routes = [
            (line.expect, rehearse(line, interpret=interpret, policy=policy, curve=curve).decision.kind)
            for line in lines
        ]
        wrong = [(wanted.route, kind) for wanted, kind in routes if kind not in wanted.also_ok]
        wanted = [wanted.route for wanted, _ in routes]
        return Judged(
            missed=wrong.count(("human", "automate")),
            people=wanted.count("human"),
            sent=wrong.count(("automate", "human")),
            simple=wanted.count("automate"),
        )

    return judge


def _as_json(tried: "Sequence[Setting]", found: "Setting | None", missed: float) -> str:
    import msgspec

    from bot.insight.tune import CONFIDENCE, fewest_sure

    def told(setting: "Setting") -> dict[str, object]:
        shares = {"expected": round(setting.expected, 4), "at_most": round(setting.at_most, 4)}
        return {"caution": setting.caution, **_limits(setting.policy), **msgspec.to_builtins(setting.judged), **shares}

    held = None
    if found:
        sure = found.at_most <= missed
        held = {"confidence": CONFIDENCE if sure else None, "people_wanted": fewest_sure(missed, found.judged.missed)}
    return msgspec.json.encode(
        {"chosen": told(found) if found else None, "held": held, "tried": list(map(told, tried))}
    ).decode()


def _as_table(tried: "Sequence[Setting]", found: "Setting | None", missed: float) -> list[str]:
    from bot.insight.tune import CONFIDENCE, fewest_sure

    lines = [f"{'caution':>8}{'missed':>12}{'expected':>10}{f'at most ({CONFIDENCE:.0%})':>16}{'sent':>12}"]
    for setting in tried:
        judged = setting.judged
        mark = "  ◀" if setting is found else ""
        lines.append(
            f"{setting.caution:>8.0%}{f'{judged.missed} of {judged.people}':>12}{setting.expected:>10.2%}"
            f"{setting.at_most:>16.2%}{f'{judged.sent} of {judged.simple}':>12}{mark}"
        )
    if found is None:
        return [*lines, "", f"no limit of the policy keeps misses under {missed:.2%}: the model does not see them"]
    judged = found.judged
    extra = judged.sent - tried[0].judged.sent
    lines += ["", "in policy.yml:"]
    lines += [f"  {name}: {value:g}" for name, value in _limits(found.policy).items()]
    lines.append(f"which hands {extra} more of {judged.simple} simple conversations to a person")
    if found.at_most <= missed:
        return [*lines, f"misses stay under {missed:.2%} with {CONFIDENCE:.0%} confidence"]
    wanted = fewest_sure(missed, judged.missed)
    return [
        *lines,
        f"misses stay under {missed:.2%} on average only: {CONFIDENCE:.0%} confidence wants {wanted} judged",
        f"conversations that need a person, with no more than {judged.missed} missed; there are {judged.people}",
    ]


def _limits(policy: "Policy") -> dict[str, float]:
    rules = {
        f"rule {rule.name}, frustration_at_least": float(rule.when["frustration_at_least"])
        for rule in policy.rules
        if "frustration_at_least" in rule.when
    }
    return {"thresholds, need": policy.need, **rules}
