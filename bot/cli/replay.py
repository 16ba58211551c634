"""`baton replay`: what another policy would have changed."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import storage_options, tell_warnings
from bot.cli.recorded import history, in_utc

if TYPE_CHECKING:
    from bot.conversation.events import Decided
    from bot.insight.replay import Turn
    from bot.insight.what_if import WhatIf
    from bot.routing.decision import Decision
    from bot.routing.policy import Policy
    from bot.settings import Settings

#: Turns named in the table; --json has them all.
_SHOWN = 20


@click.command(short_help="Run recorded conversations through another policy.")
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    required=True,
    help="The other policy; - reads it from standard input.",
)
@click.option("--since", type=click.DateTime(), help="Turns from then on (UTC).  [default: all]")
@click.option(
    "--places", type=click.IntRange(1, 10_000), help="As if agents could always have so many conversations at once."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@storage_options
def replay(
    policy: Path, since: datetime | None, places: int | None, *, as_json: bool, data: Path | None, database: str | None
) -> None:
    """Say what recorded conversations would have been under another policy: who would have answered.

    Each turn is decided anew, on what had really happened until then. Nothing is changed, and the server may run
    meanwhile. Waits come from a simulation of the line with the recorded arrivals and durations, and the agents on
    duty: by half hours, those who were offered a conversation or had one, with the capacity that they have today. Where
    nobody is seen it has as many places as agents ever had conversations at once. --places says otherwise.
    """
    from bot.knowledge import load_written, read_written
    from bot.settings import read_settings

    settings = read_settings(data=data, database=database)
    if policy == Path("-"):
        other = read_written(settings, sys.stdin.buffer.read(), Path("stdin"))
    else:
        other, _ = load_written(settings, policy)
    tell_warnings(other)
    found = _found(settings, other, since, places)
    click.echo(_as_json(found) if as_json else "\n".join(_as_table(found)))


def _found(settings: "Settings", policy: "Policy", since: datetime | None, places: int | None) -> "WhatIf":
    from bot.insight.what_if import what_if
    from bot.storage.agents import capacities
    from bot.storage.history import conversations

    begun = in_utc(since)
    with history(settings) as connection:
        logs = conversations(connection, since=begun)
        return what_if(logs, policy, since=begun, places=places, capacities=capacities(connection))


def _as_json(found: "WhatIf") -> str:
    import msgspec

    figures = {
        name: getattr(found, name)
        for name in ("conversations", "turns", "changes", "handoffs_then", "handoffs_now", "minutes_each")
    }
    line = {name: getattr(found, name) for name in ("staffing", "places", "on_duty")}
    waits = {"waits_then": found.waits_then, "waits_now": found.waits_now, "extra_minutes": found.extra_minutes}
    moved = {"moved": [_turn(t) for t in found.moved], "high_stakes_kept": [_turn(t) for t in found.high_stakes_kept]}
    return msgspec.json.encode({**figures, **line, **waits, **moved}).decode()


def _turn(turn: "Turn") -> dict[str, object]:
    return {
        "conversation": turn.conversation_id,
        "seq": turn.seq,
        "at": turn.at,
        "then": {**_side(turn.then), "where": turn.where_then},
        "now": {**_side(turn.now), "where": turn.where_now},
        "explanation": turn.now.explanation,
        "why": turn.now.why,
    }


def _side(decided: "Decided | Decision") -> dict[str, str]:
    return {"kind": decided.kind, "rule": decided.rule, "reason": decided.reason}


def _as_table(found: "WhatIf") -> Iterator[str]:
    if not found.turns:
        yield "no turn of the bot is recorded"
        return
    yield _line("turns", str(found.turns))
    yield _line("conversations", str(found.conversations))
    yield _line("answered as before", f"{1 - len(found.moved) / found.turns:.1%}")
    for change, count in found.changes.items():
        yield _line(change, str(count))
    yield _line("high stakes, and no person", str(len(found.high_stakes_kept)))
    more = found.handoffs_now - found.handoffs_then
    yield _line("handed to a person", f"{found.handoffs_then} → {found.handoffs_now} ({more:+d})")
    if found.extra_minutes is not None:
        yield _line("agents' work", f"{found.extra_minutes:+.0f} min ({found.minutes_each:.1f} min each)")
    if found.waits_then is not None and found.waits_now is not None:
        then, now = found.waits_then, found.waits_now
        yield _line("wait, median", f"{then.median:.1f} → {now.median:.1f} min")
        yield _line("wait, nine in ten", f"{then.nine_in_ten:.1f} → {now.nine_in_ten:.1f} min")
        if then.still_waiting or now.still_waiting:
            yield _line("still in line at the end", f"{then.still_waiting} → {now.still_waiting}")
        yield from _staffing(found)
    else:
        yield "(no waits: no agent has ended a conversation yet, or nobody comes to the line)"
    yield from _moved(found)


def _staffing(found: "WhatIf") -> Iterator[str]:
    if found.on_duty is not None:
        seen = found.on_duty
        agents = f"{seen.least}–{seen.most}" if seen.least < seen.most else str(seen.most)
        yield _line("agents on duty", agents)
        yield f"  in {seen.staffed_hours:g} of {seen.hours:g} hours, with places for up to {seen.places} at once"
        yield "  (estimated by half hours: who was offered a conversation or had one)"
        yield "(waits as simulated with these agents: who comes while nobody is there waits)"
        return
    yield f"(waits as simulated, with places for {found.places} at once)"
    if found.staffing == "at_once":
        yield "(no agent was seen on duty in this time: as many as they ever had before)"


def _moved(found: "WhatIf") -> Iterator[str]:
    grave = {(turn.conversation_id, turn.seq) for turn in found.high_stakes_kept}
    worst_first = [*found.high_stakes_kept, *(t for t in found.moved if (t.conversation_id, t.seq) not in grave)]
    shown = [(turn, *_ways(turn)) for turn in worst_first[:_SHOWN]]
    width = max((len(way) for _, *ways in shown for way in ways), default=0) + 2
    if shown:
        yield ""
        yield f"{'conversation':38}{'at':18}{'then':{width}}{'now':{width}}why"
    for turn, then, now in shown:
        at = f"{turn.at:%Y-%m-%d %H:%M}"
        yield f"{turn.conversation_id[:36]:38}{at:18}{then:{width}}{now:{width}}{turn.now.explanation}"
    if len(worst_first) > _SHOWN:
        yield f"… and {len(worst_first) - _SHOWN} more; --json has them all"


def _ways(turn: "Turn") -> tuple[str, str]:
    """Who answers, then and now; the queue or the action where that is all that differs."""
    if turn.is_other and turn.then.kind == turn.now.kind:
        return str(turn.where_then), str(turn.where_now)
    return turn.then.kind, turn.now.kind


def _line(name: str, value: str) -> str:
    return f"{name:30}{value:>12}"
