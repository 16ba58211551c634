"""`baton data`: what the sentences are worth, before anything is trained on them."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.training.findings import Findings


@click.group(short_help="Check the sentences that the bot learns from.")
def data() -> None:
    """Check the sentences that the bot learns from."""


@data.command(short_help="Name what is wrong or weak in training data.")
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
@click.option(
    "--against", type=click.Path(exists=True, path_type=Path), metavar="TEST", help="Sentences to measure with."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def validate(path: Path | None, against: Path | None, as_json: bool) -> None:
    """Name what is wrong (errors) or weak (notes) in PATH, a file or folder; by default the business's own sentences.

    YAML as Rasa writes it, CSV, TSV, JSON and JSONL are read. Where PATH holds a `policy.yml`, its intents are compared
    with those of the sentences. With --against no sentence of TEST may stand in PATH. Errors end with status 1.
    """
    from bot.settings import read_settings
    from bot.training.data import gather
    from bot.training.stakes import read_stakes
    from bot.training.validate import validate as find

    path = read_settings(training_data=path).training_data
    policy = path / "policy.yml"
    findings = find(
        gather(path),
        test=gather(against) if against else None,
        stakes=read_stakes(policy) if policy.is_file() else None,
    )
    click.echo(_as_json(findings) if as_json else _as_lines(findings))
    if findings.errors:
        sys.exit(1)


def _as_lines(findings: "Findings") -> str:
    # Errors last: they and the summary are what a terminal still shows.
    notes = [f"note:  {finding.place}: {finding.text}" for finding in findings.notes]
    errors = [f"error: {finding.place}: {finding.text}" for finding in findings.errors]
    return "\n".join([*notes, *errors, findings.summary]).replace(f"{Path.cwd()}/", "")


def _as_json(findings: "Findings") -> str:
    kinds = {"errors": findings.errors, "notes": findings.notes}
    lists = {
        kind: [{"check": f.check.value, "place": f.place, "text": f.text} for f in found]
        for kind, found in kinds.items()
    }
    return json.dumps({"intents": findings.intents, "sentences": findings.sentences, **lists}, ensure_ascii=False)
