"""`baton agents`: who may answer customers."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli.options import storage_options
from bot.cli.stored import with_database

if TYPE_CHECKING:
    from bot.conversation.clock import Clock
    from bot.storage.agents import StoredAgents

FIRST_NAME, FIRST_EMAIL = "First agent", "agent@baton.local"

#: Characters of a skill.
LONGEST_SKILL = 32

T = TypeVar("T")


_SKILLS = click.option(
    "--skill", "skills", multiple=True, help="A skill that a queue of the policy wants; may be given several times."
)


@click.group(short_help="Add, change, remove and list agents.")
def agents() -> None:
    """Add, change, remove and list agents."""


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
@_SKILLS
@click.option("--supervisor", is_flag=True, help="May direct others and change the policy.")
@storage_options
def add(name: str, email: str, **given: Any) -> None:
    """Add an agent; prints a one-time sign-in code that works for 24 hours.

    For an agent who is there already, `baton agents add` says so; `baton agents code EMAIL` makes a new code.
    """
    from bot.console.sign_in import one_time_code
    from bot.conversation.clock import SystemClock
    from bot.conversation.errors import BadInput
    from bot.handoff.agent import Agent, Presence, Role
    from bot.wiring.ground import new_id

    if "@" not in email.strip("@") or len(email) > 254 or not name.strip() or len(name) > 80:
        raise BadInput("an agent needs a name of 1 to 80 characters and an e-mail address")
    agent = Agent(
        id=new_id(),
        name=name.strip(),
        email=email.strip().lower(),
        presence=Presence.OFFLINE,
        capacity=given["capacity"],
        languages=given["languages"],
        lease_ends_at=None,
        skills=_checked(given["skills"]),
        role=Role.SUPERVISOR if given["supervisor"] else Role.AGENT,
    )
    clock = SystemClock()

    async def work(stored: "StoredAgents") -> str:
        await stored.add(agent, now=clock.now())
        return await one_time_code(stored, agent.id, clock=clock)

    _show_code(agent.email, _with_agents(given["data"], given["database"], work))


@agents.command(short_help="Change an agent's skills, role or capacity.")
@click.argument("email")
@_SKILLS
@click.option("--no-skills", is_flag=True, help="Take all skills away.")
@click.option("--role", type=click.Choice(["agent", "supervisor"]), help="What they may do.")
@click.option("--capacity", type=click.IntRange(1, 50), help="Conversations at once.")
@storage_options
def change(email: str, **given: Any) -> None:
    """Change what is given of an agent; it holds from their next offer on, without a restart."""
    from bot.conversation.errors import BadInput
    from bot.handoff.agent import Role

    if given["no_skills"] and given["skills"]:
        raise BadInput("give either --skill or --no-skills")
    skills = _checked(given["skills"]) if given["skills"] or given["no_skills"] else None
    role = Role(given["role"]) if given["role"] else None
    if skills is None and role is None and given["capacity"] is None:
        raise BadInput("say what to change: --skill, --no-skills, --role or --capacity")

    async def work(stored: "StoredAgents") -> None:
        await stored.change(email, skills=skills, role=role, capacity=given["capacity"])

    _with_agents(given["data"], given["database"], work)


@agents.command(short_help="Remove an agent; what they have goes back to the line.")
@click.argument("email")
@storage_options
def remove(email: str, data: Path | None, database: str | None) -> None:
    """Remove an agent: they are signed out at once, and their customers are back in line at their old places.

    What they wrote stays under their name.
    """
    from bot.conversation.clock import SystemClock

    async def work(stored: "StoredAgents") -> None:
        await stored.remove(email, now=SystemClock().now())

    _with_agents(data, database, work)


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
    """List the agents, one a line: name, e-mail, role, presence, capacity, languages, skills."""

    async def work(stored: "StoredAgents") -> None:
        everyone = await stored.all()
        for agent in everyone:
            languages = ",".join(agent.languages)
            known = (agent.name, agent.email, agent.role, agent.presence, str(agent.capacity), languages)
            click.echo("\t".join((*known, ",".join(agent.skills))))
        if not everyone:
            click.echo("nobody yet; add somebody with: baton agents add NAME EMAIL", err=True)

    _with_agents(data, database, work)


async def first_agent(stored: "StoredAgents", *, clock: "Clock") -> tuple[str, str] | None:
    """Return e-mail and one-time code for the first agent as long as nobody can sign in; None afterwards."""
    from bot.console.sign_in import one_time_code
    from bot.handoff.agent import Agent, Presence, Role
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
            # Whoever begins alone directs the shop too.
            role=Role.SUPERVISOR,
        )
        await stored.add(agent, now=clock.now())
        everyone = [agent]
    first = await stored.by_email(everyone[0].email)
    if len(everyone) > 1 or first is None or first[1] is not None:
        return None
    return everyone[0].email, await one_time_code(stored, everyone[0].id, clock=clock)


def _checked(skills: tuple[str, ...]) -> tuple[str, ...]:
    from bot.conversation.errors import BadInput

    if any(not skill.strip() or "," in skill or len(skill) > LONGEST_SKILL for skill in skills):
        raise BadInput(f"a skill is a word of at most {LONGEST_SKILL} characters, as the policy's queues want it")
    return tuple(dict.fromkeys(skill.strip() for skill in skills))


def _with_agents(data: Path | None, database: str | None, work: "Callable[[StoredAgents], Awaitable[T]]") -> T:
    from bot.storage.agents import StoredAgents

    return with_database(data, database, lambda opened: work(StoredAgents(opened)))


def _show_code(email: str, secret: str) -> None:
    click.echo(f"{email} can sign in once with this, within 24 hours, and choose a password:")
    click.echo(f"  http://127.0.0.1:8080/console#code={secret}")
    click.echo("(put your server's own address in front of /console where it is another)")
