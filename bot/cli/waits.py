"""`baton waits`: how long customers waited for a person, and whether that is what they were told."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import storage_options
from bot.cli.recorded import in_utc, recorded

if TYPE_CHECKING:
    from bot.insight.promises import Promises

#: Share of waits that should end within the minutes that were told.
GOAL = 0.9


@click.command(short_help="Hold the waits that were promised against those that came.")
@click.option("--since", type=click.DateTime(), help="Handoffs from then on (UTC).  [default: all]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@storage_options
def waits(since: datetime | None, *, as_json: bool, data: Path | None, database: str | None) -> None:
    """Say how long customers waited for a person, and in how many cases within the minutes that they were told.

    The wait runs from the handoff to the first agent who takes it. Who asked to be called is counted apart; who left or
    still waits after those minutes were over counts as waiting longer.
    """
    from bot.conversation.clock import SystemClock
    from bot.insight.promises import promises
    from bot.settings import read_settings

    begun = in_utc(since)
    with recorded(read_settings(data=data, database=database), begun) as logs:
        found = promises(logs, since=begun, now=SystemClock().now())
    click.echo(_as_json(found) if as_json else "\n".join(_as_table(found)))


def _as_json(found: "Promises") -> str:
    import msgspec

    return msgspec.json.encode({**msgspec.to_builtins(found), "share_kept": found.share_kept}).decode()


def _as_table(found: "Promises") -> Iterator[str]:
    if not found.handoffs:
        yield "no handoff is recorded"
        return
    yield _line("handoffs", str(found.handoffs))
    yield _line("promises that were put to the test", str(found.promised))
    if found.promised:
        met = "met" if found.share_kept >= GOAL else "missed"
        yield _line("  kept", f"{found.share_kept:.1%}") + f"   (goal {GOAL:.0%}: {met})"
        yield _line("  took longer", str(found.longer))
        yield _line("  took less", str(found.shorter))
    yield _line("nobody was there", str(found.nobody_there))
    yield _line("asked to be called", str(found.called_back))
    yield _line("left the line", str(found.abandoned))
    yield _line("median wait", _minutes(found.median))
    yield _line("nine in ten waited at most", _minutes(found.ninth))
    yield _line("longest wait", _minutes(found.longest))


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"


def _line(name: str, value: str) -> str:
    return f"{name:38}{value:>12}"
