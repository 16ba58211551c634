"""Who is at the desk: passwords, one-time codes, sessions. Secrets are kept as hashes only.

Source: OWASP ASVS 5.0 V7 (tokens of 128 bits or more, ended by the server), RFC 9106 (Argon2id).
"""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput, NotSignedIn, TooManyRequests
from bot.handoff.agent import LEASE, Agent

SESSION_LASTS = timedelta(hours=12)
CODE_LASTS = timedelta(hours=24)
#: Wrong passwords within a time, for one e-mail from one address, before more are refused unseen.
TRIES, TRIES_WITHIN = 10, timedelta(minutes=15)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200


class Agents(Protocol):
    """Keeps the people who answer, and how they sign in. Secrets come and go as hashes only."""

    async def by_email(self, email: str) -> tuple[Agent, str | None] | None:
        """Return the agent of an e-mail with the password's hash, or None."""
        ...

    async def by_session(self, token_hash: str, *, now: datetime) -> Agent | None:
        """Return whose session it is, or None where it has ended."""
        ...

    async def open_session(self, agent_id: str, token_hash: str, *, ends_at: datetime) -> None:
        """Begin a session."""
        ...

    async def close_session(self, token_hash: str, *, now: datetime) -> None:
        """End a session; the agent is offline when it was their last."""
        ...

    async def add_code(self, agent_id: str, code_hash: str, *, ends_at: datetime) -> None:
        """Keep a one-time sign-in code; the ones before it are void."""
        ...

    async def redeem(self, code_hash: str, password_hash: str, *, now: datetime) -> Agent | None:
        """Use a one-time code to set the password and end all sessions; None where the code is no good."""
        ...

    async def renew_lease(self, agent_id: str, *, ends_at: datetime) -> None:
        """Say that a screen of theirs is open; whoever is off duty is not there for that."""
        ...


class Attempts(Protocol):
    """Counts tries that failed, over restarts, so that nobody can guess."""

    async def admit(self, keys: Sequence[str]) -> bool:
        """Count a try under every key, as failed until it is forgiven; False where too many failed before."""
        ...

    async def forgive(self, keys: Sequence[str]) -> None:
        """Take back one try under every key: it did not fail."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """An agent and the secret of their session."""

    agent: Agent
    token: str


class SignIn:
    """Lets agents in."""

    def __init__(self, agents: Agents, attempts: Attempts, *, clock: Clock) -> None:
        self._agents = agents
        self._attempts = attempts
        self._clock = clock
        self._hasher = PasswordHasher()
        # Compared with where there is no such agent, so that an unknown e-mail takes as long as a wrong password.
        self._nobody: str | None = None

    async def with_password(self, email: str, password: str, address: str) -> SignedIn:
        """Begin a session for who knows the password.

        Raises:
            NotSignedIn: wrong, in one wording for every reason. TooManyRequests: too many wrong ones lately.
        """
        # Counted for the pair: whoever guesses from elsewhere cannot lock the agent out.
        keys = [f"sign-in:{email.strip().lower()}:{address}"]
        if not await self._attempts.admit(keys):
            raise TooManyRequests("too many wrong passwords; try again in a quarter of an hour")
        found = await self._agents.by_email(email)
        kept = found[1] if found else None
        right = await asyncio.to_thread(self._matches, kept, password[:LONGEST_PASSWORD])
        if not right or found is None or found[1] is None:
            raise NotSignedIn("the e-mail or the password is wrong")
        await self._attempts.forgive(keys)
        return await self._begin(found[0])

    async def with_code(self, code: str, password: str) -> SignedIn:
        """Use a one-time code to choose a password, and begin a session.

        Raises:
            BadInput: the password is too short or too long. NotSignedIn: the code was used or has run out.
        """
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise BadInput(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        kept = await asyncio.to_thread(self._hasher.hash, password)
        agent = await self._agents.redeem(hashed(code), kept, now=self._clock.now())
        if agent is None:
            raise NotSignedIn("this sign-in link was used already or has run out; ask for a new one")
        return await self._begin(agent)

    async def agent_of(self, token: str | None) -> Agent:
        """Return whose session it is.

        Raises:
            NotSignedIn: nobody's.
        """
        agent = await self._agents.by_session(hashed(token), now=self._clock.now()) if token else None
        if agent is None:
            raise NotSignedIn
        return agent

    async def out(self, token: str) -> None:
        """End a session."""
        await self._agents.close_session(hashed(token), now=self._clock.now())

    async def is_present(self, agent_id: str) -> None:
        """Count the agent as there for a while, unless they are off duty: a screen of theirs is open."""
        await self._agents.renew_lease(agent_id, ends_at=self._clock.now() + LEASE)

    async def _begin(self, agent: Agent) -> SignedIn:
        token = secrets.token_urlsafe(32)
        await self._agents.open_session(agent.id, hashed(token), ends_at=self._clock.now() + SESSION_LASTS)
        return SignedIn(agent=agent, token=token)

    def _matches(self, kept: str | None, password: str) -> bool:
        # Made at the first sign-in: a start needs not wait for it.
        self._nobody = self._nobody or self._hasher.hash(secrets.token_urlsafe(16))
        try:
            return self._hasher.verify(kept or self._nobody, password)
        except (Argon2Error, InvalidHashError):
            return False


async def one_time_code(agents: Agents, agent_id: str, *, clock: Clock) -> str:
    """Return a new one-time sign-in code for an agent; the ones before it are void."""
    code = secrets.token_urlsafe(24)
    await agents.add_code(agent_id, hashed(code), ends_at=clock.now() + CODE_LASTS)
    return code


def hashed(secret: str) -> str:
    """Return the hash under which a random secret is kept."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
