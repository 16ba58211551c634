"""`baton repeats`: how often customers had to say again what was known."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import storage_options
from bot.cli.recorded import in_utc, recorded

if TYPE_CHECKING:
    from bot.insight.repetition import Repetition


@click.command(short_help="Count the facts that customers had to give again.")
@click.option("--since", type=click.DateTime(), help="Messages from then on (UTC).  [default: all]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@storage_options
def repeats(since: datetime | None, *, as_json: bool, data: Path | None, database: str | None) -> None:
    """Say how often customers had to give a number or an address that they had given before.

    A repeat is a fact (an order number, an e-mail …) that the conversation had already and that the customer writes in
    a later message, whatever its spelling; told apart are those before the first handoff and those from it on.
    """
    from bot.insight.repetition import repetition
    from bot.settings import read_settings

    begun = in_utc(since)
    with recorded(read_settings(data=data, database=database), begun) as logs:
        found = repetition(logs, since=begun)
    click.echo(_as_json(found) if as_json else "\n".join(_as_table(found)))


def _as_json(found: "Repetition") -> str:
    import msgspec

    derived = {"total": found.total, "per_conversation": found.per_conversation, "share_with_any": found.share_with_any}
    return msgspec.json.encode({**msgspec.to_builtins(found), **derived}).decode()


def _as_table(found: "Repetition") -> Iterator[str]:
    if not found.conversations:
        yield "no message of a customer is recorded"
        return
    yield _line("conversations", str(found.conversations))
    yield _line("handed to a person", str(found.handed_over))
    yield _line("facts given again", str(found.total))
    yield _line("in a conversation", f"{found.per_conversation:.2f}")
    yield _line("conversations with any", f"{found.share_with_any:.1%}")
    yield _line("before the first handoff", str(found.before))
    yield _line("from the first handoff on", str(found.after))
    for name, count in found.by_name.items():
        yield _line(f"  {name}", str(count))


def _line(name: str, value: str) -> str:
    return f"{name:30}{value:>12}"
