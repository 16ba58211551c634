"""`baton lessons`: what agents corrected, to train with."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import storage_options
from bot.cli.recorded import in_utc, recorded

if TYPE_CHECKING:
    from bot.insight.lessons import Lesson


@click.command(short_help="Print what agents corrected, to train with.")
@click.option("--since", type=click.DateTime(), help="Corrections from then on (UTC).  [default: all]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@storage_options
def lessons(since: datetime | None, *, as_json: bool, data: Path | None, database: str | None) -> None:
    """Print the messages whose intent agents corrected, as CSV with the columns text, was and intent.

    Look at them first: private data is masked, but names may stand in them. Then put them into training_data/nlu,
    where `baton train` reads the table as it is (the column «was» is not read), and train again.
    """
    from bot.insight.lessons import lessons as lessons_of
    from bot.settings import read_settings

    begun = in_utc(since)
    with recorded(read_settings(data=data, database=database), begun) as logs:
        found = list(lessons_of(logs, since=begun))
    click.echo(_as_json(found) if as_json else _as_table(found), nl=as_json)


def _as_json(found: "Sequence[Lesson]") -> str:
    import msgspec

    return msgspec.json.encode({"lessons": found}).decode()


def _as_table(found: "Sequence[Lesson]") -> str:
    table = io.StringIO(newline="")
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(("text", "was", "intent"))
    rows.writerows((lesson.message, lesson.was, lesson.intent) for lesson in found)
    return table.getvalue()
