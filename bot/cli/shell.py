"""`baton shell`: chat in the terminal, and see why."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import storage_options

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from bot.app import Baton
    from bot.conversation.events import Entry
    from bot.knowledge import Knowledge
    from bot.settings import Settings

WELCOME = "Write as a customer would. Under each message stands what the bot made of it. Ctrl-D ends."


@click.command(short_help="Chat in the terminal and see why the bot does what it does.")
@click.option("--locale", default="en", show_default=True, help="Language where a message alone does not tell.")
@storage_options
def shell(locale: str, data: Path | None, database: str | None) -> None:
    """Chat in the terminal through the whole engine, with intent, confidence, frustration and the decision shown.

    Works on a database of its own that is forgotten afterwards, unless --data or --database is given.
    """
    import asyncio
    import tempfile

    from bot.app import only_process, prepare_database
    from bot.cli.encoder import ensure_encoder
    from bot.cli.logs import set_up_logs
    from bot.knowledge import load_knowledge
    from bot.settings import read_settings

    with tempfile.TemporaryDirectory() as folder:
        asked = read_settings(data=data, database=database)
        set_up_logs("warning")
        encoder = ensure_encoder(asked, tell=lambda text: click.echo(text, err=True))
        own = data is None and database is None
        settings = read_settings(data=Path(folder)) if own else asked
        with only_process(settings.data):
            prepare_database(settings, tell=lambda _text: None)
            asyncio.run(_chat(settings, load_knowledge(settings, encoder), locale))


async def _chat(settings: "Settings", knowledge: "Knowledge", locale: str) -> None:
    from bot.app import opened
    from bot.automation.threads import DaemonThreads

    # Whoever is asked may press Ctrl-C; nobody waits then for the line that they did not write.
    asked = DaemonThreads(1, "asked") if sys.stdin.isatty() else None
    async with opened(settings, knowledge) as baton:
        conversation_id = (await baton.website.start(locale)).conversation_id
        click.echo(WELCOME)
        while (text := await _ask(asked)) is not None:
            if text.strip():
                await _exchange(baton, conversation_id, text)
    click.echo("")


async def _ask(thread: "Executor | None") -> str | None:
    """Return the next line, or None at the end of input."""
    import asyncio

    def line() -> str | None:
        try:
            return input("\nyou  ")
        except EOFError:
            return None

    return await asyncio.get_running_loop().run_in_executor(thread, line)


async def _exchange(baton: "Baton", conversation_id: str, text: str) -> None:
    from bot.conversation.errors import BotError
    from bot.conversation.tracker import Owner
    from bot.engine.reading import answered
    from bot.wiring.ground import new_id

    conversations = baton.website.conversations
    before = await conversations.standing(conversation_id)
    with baton.website.feed.subscribed(conversation_id) as subscription:
        try:
            seq = await baton.website.message(conversation_id, new_id(), text)
        except BotError as error:
            click.echo(f"     {error.message}", err=True)
            return
        if before.owner in {Owner.BOT, Owner.CLOSED}:
            await answered(conversations, subscription, conversation_id, seq)
    for entry in await conversations.entries_after(conversation_id, seq):
        for line in _lines(entry):
            click.echo(line)
    standing = await conversations.standing(conversation_id)
    if standing.owner is not Owner.BOT:
        click.echo(click.style(f"     (the {standing.owner} has it, number {standing.place} in line)", dim=True))


def _lines(entry: "Entry") -> list[str]:
    from bot.conversation.events import ActionRan, BotReplied, Decided, Understood

    def quiet(text: str) -> str:
        return click.style(f"     {text}", dim=True)

    match entry.event:
        case Understood(meant=meant, frustration=frustration):
            second = f", then {meant.runner_up.intent} {meant.runner_up.confidence:.2f}" if meant.runner_up else ""
            return [
                quiet(f"intent {meant.intent} {meant.confidence:.2f}{second}; out of scope {meant.out_of_scope:.2f}"),
                quiet(f"sentiment {meant.sentiment:+.2f}, frustration {frustration:.2f}, {meant.language}"),
            ]
        case Decided(kind=kind, explanation=explanation, otherwise=otherwise):
            return [quiet(f"→ {kind}: {explanation}"), *([quiet(f"  else {otherwise}")] if otherwise else [])]
        case ActionRan(action=action, outcome=outcome):
            return [quiet(f"{action}: {outcome}")]
        case BotReplied(text=text, buttons=buttons):
            choices = "  ".join(f"[{button.title}]" for button in buttons)
            return [f"bot  {text}", *([f"     {choices}"] if choices else [])]
        case _:
            return []
