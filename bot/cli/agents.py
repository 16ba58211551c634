"""`baton agents`: who may answer customers."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.cli.options import storage_options

if TYPE_CHECKING:
    from bot.conversation.clock import Clock
    from bot.storage.agents import StoredAgents

FIRST_NAME, FIRST_EMAIL = "First agent", "agent@baton.local"

T = TypeVar("T")


@click.group(short_help="Add agents and list them.")
def agents() -> None:
    """Add agents and list them."""


@agents.command(short_help="Add an agent; prints a one-time sign-in code.")
@click.argument("name")
@click.argument("email")
@click.option("--capacity", type=click.IntRange(1, 50), default=3, show_default=True, help="Conversations at once.")
@click.option(
    "--language",
    "languages",
    type=click.Choice(["en", "zh"]),
    multiple=True,
    default=("en", "zh"),
    show_default=True,
    help="A language that they speak; may be given twice.",
)
@storage_options
def add(
    name: str, email: str, capacity: int, languages: tuple[str, ...], data: Path | None, database: str | None
) -> None:
    """Add an agent; prints a one-time sign-in code that works for 24 hours.

    For an agent who is there already, `baton agents add` says so; `baton agents code EMAIL` makes a new code.
    """
    from bot.console.sign_in import one_time_code
    from bot.conversation.clock import SystemClock
    from bot.conversation.errors import BadInput
    from bot.handoff.agent import Agent, Presence
    from bot.wiring.ground import new_id

    if "@" not in email.strip("@") or len(email) > 254 or not name.strip() or len(name) > 80:
        raise BadInput("an agent needs a name of 1 to 80 characters and an e-mail address")
    agent = Agent(
        id=new_id(),
        name=name.strip(),
        email=email.strip().lower(),
        presence=Presence.OFFLINE,
        capacity=capacity,
        languages=languages,
        lease_ends_at=None,
    )
    clock = SystemClock()

    async def work(stored: "StoredAgents") -> str:
        await stored.add(agent, now=clock.now())
        return await one_time_code(stored, agent.id, clock=clock)

    _show_code(agent.email, _with_agents(data, database, work))


@agents.command(short_help="Make a new one-time sign-in code for an agent.")
@click.argument("email")
@storage_options
def code(email: str, data: Path | None, database: str | None) -> None:
    """Make a new one-time sign-in code for an agent who is there already; the codes before it are void."""
    from bot.console.sign_in import one_time_code
    from bot.conversation.clock import SystemClock
    from bot.conversation.errors import NotFound

    async def work(stored: "StoredAgents") -> str:
        found = await stored.by_email(email)
        if found is None:
            raise NotFound(f"there is no agent with the e-mail `{email}`")
        return await one_time_code(stored, found[0].id, clock=SystemClock())

    _show_code(email.strip().lower(), _with_agents(data, database, work))


@agents.command(name="list", short_help="List the agents.")
@storage_options
def list_agents(data: Path | None, database: str | None) -> None:
    """List the agents, one a line: name, e-mail, presence, capacity, languages."""

    async def work(stored: "StoredAgents") -> None:
        everyone = await stored.all()
        for agent in everyone:
            languages = ",".join(agent.languages)
            click.echo(f"{agent.name}\t{agent.email}\t{agent.presence}\t{agent.capacity}\t{languages}")
        if not everyone:
            click.echo("nobody yet; add somebody with: baton agents add NAME EMAIL", err=True)

    _with_agents(data, database, work)


async def first_agent(stored: "StoredAgents", *, clock: "Clock") -> tuple[str, str] | None:
    """Return e-mail and one-time code for the first agent as long as nobody can sign in; None afterwards."""
    from bot.console.sign_in import one_time_code
    from bot.handoff.agent import Agent, Presence
    from bot.wiring.ground import new_id

    everyone = await stored.all()
    if not everyone:
        agent = Agent(
            id=new_id(),
            name=FIRST_NAME,
            email=FIRST_EMAIL,
            presence=Presence.OFFLINE,
            capacity=3,
            languages=("en", "zh"),
            lease_ends_at=None,
        )
        await stored.add(agent, now=clock.now())
        everyone = [agent]
    first = await stored.by_email(everyone[0].email)
    if len(everyone) > 1 or first is None or first[1] is not None:
        return None
    return everyone[0].email, await one_time_code(stored, everyone[0].id, clock=clock)


def _with_agents(data: Path | None, database: str | None, work: "Callable[[StoredAgents], Awaitable[T]]") -> T:
    import asyncio

    from bot.settings import read_settings
    from bot.storage.agents import StoredAgents
    from bot.storage.migrate import migrate
    from bot.storage.sqlite import SqliteDatabase, sqlite_engine

    settings = read_settings(data=data, database=database)
    settings.database_file.parent.mkdir(parents=True, exist_ok=True)
    migrate(sqlite_engine(settings.database_file), tell=lambda text: click.echo(text, err=True))

    async def opened() -> T:
        store = SqliteDatabase(settings.database_file)
        try:
            return await work(StoredAgents(store))
        finally:
            await store.close()

    return asyncio.run(opened())


def _show_code(email: str, secret: str) -> None:
    click.echo(f"{email} can sign in once with this, within 24 hours, and choose a password:")
    click.echo(f"  http://127.0.0.1:8080/console#code={secret}")
    click.echo("(put your server's own address in front of /console where it is another)")
