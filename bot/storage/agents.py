"""Agents, their sessions, one-time sign-in codes, and how often something was tried."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.conversation.errors import Conflict, NotFound
from bot.handoff.agent import Agent, Presence, Role
from bot.storage.database import Database
from bot.storage.schema import agent, agent_session, sign_in_code


class StoredAgents:
    """See `console.sign_in.Agents`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: Agent, *, now: datetime) -> None:
        """Add an agent, away and without a password.

        Raises:
            Conflict: there is one with this e-mail.
        """
        await self._database.write(lambda connection: add_agent(connection, new, now=now))

    async def all(self) -> list[Agent]:
        """Return every agent who has not been removed, by name."""
        query = sa.select(agent).where(agent.c.removed_at.is_(None)).order_by(agent.c.name, agent.c.id)
        return await self._database.read(lambda connection: [agent_of_row(row) for row in connection.execute(query)])

    async def by_email(self, email: str) -> tuple[Agent, str | None] | None:
        """Return the agent of an e-mail with the password's hash, or None."""
        query = sa.select(agent).where(agent.c.email == email.strip().lower())
        row = await self._database.read(lambda connection: connection.execute(query).first())
        return (agent_of_row(row), row.password_hash) if row else None

    async def by_session(self, token_hash: str, *, now: datetime) -> Agent | None:
        """Return whose session it is, or None where it has ended."""
        return await self._database.read(lambda connection: by_session(connection, token_hash, now))

    async def open_session(self, agent_id: str, token_hash: str, *, ends_at: datetime) -> None:
        """Begin a session."""
        insert = sa.insert(agent_session).values(token_hash=token_hash, agent_id=agent_id, ends_at=ends_at)
        await self._database.write(lambda connection: connection.execute(insert).rowcount)

    async def close_session(self, token_hash: str, *, now: datetime) -> None:
        """End a session; the agent is offline when it was their last."""
        await self._database.write(lambda connection: close_session(connection, token_hash, now))

    async def add_code(self, agent_id: str, code_hash: str, *, ends_at: datetime) -> None:
        """Keep a one-time sign-in code; the ones before it are void."""
        await self._database.write(lambda connection: add_code(connection, agent_id, code_hash, ends_at))

    async def redeem(self, code_hash: str, password_hash: str, *, now: datetime) -> Agent | None:
        """Use a one-time code to set the password and end all sessions; None where the code is no good."""
        return await self._database.write(lambda connection: redeem(connection, code_hash, password_hash, now))

    async def change(
        self,
        email: str,
        *,
        skills: tuple[str, ...] | None = None,
        role: Role | None = None,
        capacity: int | None = None,
    ) -> None:
        """Change what is given of an agent.

        Raises:
            NotFound: no such agent.
        """
        given: dict[str, object] = {
            "skills": None if skills is None else ",".join(skills),
            "role": role,
            "capacity": capacity,
        }
        values = {name: value for name, value in given.items() if value is not None}
        await self._database.write(lambda connection: change(connection, email, values))

    async def remove(self, email: str, *, now: datetime) -> None:
        """End an agent's work for good: they are signed out at once, and what they own returns to the line.

        Raises:
            NotFound: no such agent.
        """
        await self._database.write(lambda connection: remove(connection, email, now))

    async def renew_lease(self, agent_id: str, *, ends_at: datetime) -> None:
        """Say that a screen of theirs is open; whoever is off duty is not there for that."""
        here = sa.and_(agent.c.id == agent_id, agent.c.removed_at.is_(None), agent.c.presence != Presence.OFFLINE)
        update = sa.update(agent).where(here).values(lease_ends_at=ends_at)
        await self._database.write(lambda connection: connection.execute(update).rowcount)


def capacities(connection: Connection) -> dict[str, int]:
    """Return how many conversations each agent can have at once, by id; those who were removed are among them."""
    return {row.id: row.capacity for row in connection.execute(sa.select(agent.c.id, agent.c.capacity))}


def agent_of_row(row: Row[Any]) -> Agent:
    """Return the agent that a row of the table holds."""
    return Agent(
        id=row.id,
        name=row.name,
        email=row.email,
        presence=Presence(row.presence),
        capacity=row.capacity,
        languages=tuple(filter(None, row.languages.split(","))),
        lease_ends_at=row.lease_ends_at,
        skills=tuple(filter(None, row.skills.split(","))),
        role=Role(row.role),
        was_set_away=row.presence == Presence.AWAY and row.missed_offers > 0,
    )


def add_agent(connection: Connection, new: Agent, *, now: datetime) -> None:
    """See `StoredAgents.add`."""
    insert = sa.insert(agent).values(
        id=new.id,
        name=new.name,
        email=new.email.strip().lower(),
        presence=new.presence,
        capacity=new.capacity,
        languages=",".join(new.languages),
        skills=",".join(new.skills),
        role=new.role,
        missed_offers=0,
        created_at=now,
    )
    try:
        connection.execute(insert)
    except IntegrityError as error:
        raise Conflict(f"there is an agent with the e-mail `{new.email}` already") from error


def by_session(connection: Connection, token_hash: str, now: datetime) -> Agent | None:
    """See `console.sign_in.Agents.by_session`."""
    query = (
        sa.select(agent)
        .join(agent_session, agent_session.c.agent_id == agent.c.id)
        # A session that was begun in the very moment of the removal counts for nothing.
        .where(agent_session.c.token_hash == token_hash, agent_session.c.ends_at > now, agent.c.removed_at.is_(None))
    )
    row = connection.execute(query).first()
    return agent_of_row(row) if row else None


def close_session(connection: Connection, token_hash: str, now: datetime) -> None:
    """See `console.sign_in.Agents.close_session`."""
    delete = sa.delete(agent_session).where(agent_session.c.token_hash == token_hash)
    row = connection.execute(delete.returning(agent_session.c.agent_id)).first()
    if row is None:
        return
    others = sa.select(agent_session.c.token_hash).where(
        agent_session.c.agent_id == row.agent_id, agent_session.c.ends_at > now
    )
    if connection.execute(others).first() is None:
        gone = sa.update(agent).where(agent.c.id == row.agent_id)
        connection.execute(gone.values(presence=Presence.OFFLINE, lease_ends_at=None))


def add_code(connection: Connection, agent_id: str, code_hash: str, ends_at: datetime) -> None:
    """See `console.sign_in.Agents.add_code`."""
    connection.execute(sa.delete(sign_in_code).where(sign_in_code.c.agent_id == agent_id))
    connection.execute(sa.insert(sign_in_code).values(code_hash=code_hash, agent_id=agent_id, ends_at=ends_at))


def redeem(connection: Connection, code_hash: str, password_hash: str, now: datetime) -> Agent | None:
    """See `console.sign_in.Agents.redeem`."""
    used = connection.execute(
        sa.delete(sign_in_code)
        .where(sign_in_code.c.code_hash == code_hash, sign_in_code.c.ends_at > now)
        .returning(sign_in_code.c.agent_id)
    ).first()
    if used is None:
        return None
    connection.execute(sa.delete(agent_session).where(agent_session.c.agent_id == used.agent_id))
    connection.execute(sa.update(agent).where(agent.c.id == used.agent_id).values(password_hash=password_hash))
    row = connection.execute(sa.select(agent).where(agent.c.id == used.agent_id)).one()
    return agent_of_row(row)


def change(connection: Connection, email: str, values: dict[str, object]) -> None:
    """See `StoredAgents.change`."""
    one = _id_of(connection, email)
    if values:
        connection.execute(sa.update(agent).where(agent.c.id == one).values(**values))


def remove(connection: Connection, email: str, now: datetime) -> None:
    """See `StoredAgents.remove`."""
    one = _id_of(connection, email)
    connection.execute(sa.delete(agent_session).where(agent_session.c.agent_id == one))
    connection.execute(sa.delete(sign_in_code).where(sign_in_code.c.agent_id == one))
    # The name stays in what they said; the address is free for somebody else. Without a lease what they own is
    # nobody's, which the next round of the line finds (see `storage.absence`).
    gone = sa.update(agent).where(agent.c.id == one)
    connection.execute(
        gone.values(
            removed_at=now,
            email=f"{one}@removed.invalid",
            password_hash=None,
            presence=Presence.OFFLINE,
            lease_ends_at=None,
        )
    )


def _id_of(connection: Connection, email: str) -> str:
    query = sa.select(agent.c.id).where(agent.c.email == email.strip().lower(), agent.c.removed_at.is_(None))
    found = connection.execute(query).scalar()
    if found is None:
        raise NotFound(f"there is no agent with the e-mail `{email}`")
    return str(found)
