"""`baton messenger`: sets the pages up at Meta, and says what is wrong with them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import credentials_option, storage_options

if TYPE_CHECKING:
    from bot.settings import Settings


@click.group(short_help="Set up Facebook Messenger, and see what is wrong with it.")
def messenger() -> None:
    """Set up Facebook Messenger, and see what is wrong with it.

    Pages are set up by BATON_MESSENGER__APP_SECRET, BATON_MESSENGER__VERIFY_TOKEN and
    BATON_MESSENGER__PAGE_ACCESS_TOKEN in the environment, or by Rasa's credentials.yml.
    """


@messenger.command(short_help="Set every page's greeting, questions, menu and subscription at Meta.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent; call nobody.")
@credentials_option
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder of everything written.")
def setup(*, dry_run: bool, credentials: Path | None, data: Path | None) -> None:
    """Set every page's greeting, ice breakers and menu from messenger.yml, and subscribe the app to its events.

    What is so already is not sent again; what messenger.yml says nothing about is left as it is. Meta takes ten
    calls about a page's profile in ten minutes; this makes two. The status is 1 where Meta refused something.
    """
    import asyncio
    import json

    from bot.channels.messenger.subscription import FIELDS
    from bot.wiring.doctor import all_set_up, profile_wanted

    settings = _settings(credentials=credentials, data=data)
    if dry_run:
        would = {"messenger_profile": profile_wanted(settings), "subscribed_apps": {"subscribed_fields": FIELDS}}
        click.echo(json.dumps(would, ensure_ascii=False, indent=2))
        return
    refused = False
    for page_id, steps in asyncio.run(all_set_up(settings)).items():
        for step in steps:
            refused = refused or step.outcome == "refused"
            click.echo(f"{page_id}  {step.what}: {step.outcome}{step.why and f' ({step.why})'}")
    if refused:
        raise click.exceptions.Exit(1)


@messenger.command(short_help="Name what is wrong with the pages, and what to do.")
@click.option("--url", metavar="URL", help="Address under which Meta reaches this Baton; its webhook is asked.")
@click.option("--repair", is_flag=True, help="Subscribe again where Meta has stopped; take in missed messages.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@credentials_option
@storage_options
def doctor(*, url: str | None, repair: bool, as_json: bool, **given: Any) -> None:
    """Name what is wrong with the pages, each with what to do: tokens, permissions, subscription, what stands still.

    Changes nothing without --repair, which can be done while Baton runs and as often as one likes. The status is 1
    where there is a problem, 2 where the settings cannot be used.
    """
    import asyncio
    import json
    from dataclasses import asdict

    from bot.wiring.doctor import all_examined

    found = asyncio.run(all_examined(_settings(**given), url=url, repair=repair))
    findings = [(page_id, finding) for page_id, some in found.items() for finding in some]
    if as_json:
        click.echo(json.dumps([{"page": page_id, **asdict(one)} for page_id, one in findings], ensure_ascii=False))
    else:
        for page_id, one in findings:
            click.echo(f"{one.state:<8}{page_id and page_id + '  '}{one.check}: {one.text}")
            if one.todo:
                click.echo(f"{'':<8}→ {one.todo}")
    if any(one.state == "problem" for _, one in findings):
        raise click.exceptions.Exit(1)


@messenger.command(
    short_help="Erase who asked for it by Meta, where Meta does not say who that is.",
    # A code may begin with a hyphen.
    context_settings={"ignore_unknown_options": True},
)
@click.argument("code")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@storage_options
def erase(*, code: str, ids: tuple[str, ...], data: Path | None, database: str | None) -> None:
    """Erase all conversations of whoever made the request with this confirmation code, and have its page say so.

    ID is the person's id on a page (PSID), a customer's or a conversation's; what is joined with it is erased too.
    Without one it names the conversations in which the customer wrote the code, and erases nothing. Baton may run.
    """
    from bot.cli.stored import with_database
    from bot.conversation.clock import SystemClock
    from bot.storage.deletions import StoredDeletions

    if ids:
        now = SystemClock().now()
        erased = with_database(data, database, lambda db: StoredDeletions(db).erase_named(code, ids, now=now))
        click.echo(f"{erased} conversations erased; the request is done")
        return
    named = with_database(data, database, lambda db: StoredDeletions(db).named_in(code))
    for conversation_id in named:
        click.echo(conversation_id)
    if not named:
        click.echo("no customer has written this code; ask for the person's id on the page, and name it", err=True)


def _settings(**given: Any) -> "Settings":
    import logging

    import structlog

    from bot.settings import read_settings

    # What there is to say is said in lines of its own.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return read_settings(**given)
