"""The policy in force: read anew when its file changes, and only when all of it is good."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog

from bot.conversation.clock import Clock
from bot.conversation.errors import BadConfiguration
from bot.routing.policy import Policy
from bot.routing.policy_file import Check, read_policy, version_of

#: How often the file is looked at.
LOOKS = timedelta(seconds=2)

log = structlog.get_logger()

#: Which file it is, when it was changed, and how large it is; None where there is none.
Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """A policy that came into force.

    Attributes:
        by: who brought it: `start`, an agent's name, or whose file it was (`file` where the system does not know).
    """

    version: str
    at: datetime
    by: str


class PolicyStore(Protocol):
    """Remembers which policies were in force."""

    async def add(self, new: PolicyVersion, text: str) -> None:
        """Remember a policy, unless its text is that of the newest one."""
        ...

    async def newest(self, limit: int) -> list[PolicyVersion]:
        """Return the versions, the newest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyState:
    """The policy in force and those before it.

    Attributes:
        problems: why the file as it is now cannot take its place.
    """

    policy: Policy
    versions: tuple[PolicyVersion, ...]
    problems: tuple[str, ...]


class Policies:
    """Holds the policy in force.

    Args:
        path: its file.
        policy: what was read from it at the start.
        check: yields what cannot be seen in the file alone.
    """

    #: Versions that are shown.
    SHOWN = 100

    def __init__(self, path: Path, policy: Policy, *, store: PolicyStore, clock: Clock, check: Check) -> None:
        self._path = path
        self._policy = policy
        self._store = store
        self._clock = clock
        self._check = check
        self._problems: tuple[str, ...] = ()
        self._one_at_a_time = asyncio.Lock()
        # That of the last look, and that of the file whose text was tried last.
        self._seen: Stamp = None
        self._tried: Stamp = None

    def current(self) -> Policy:
        """Return the policy in force."""
        return self._policy

    async def begin(self) -> None:
        """Remember the policy of the start."""
        await self._put_in_force(self._policy, by="start")

    async def state(self) -> PolicyState:
        """Return the policy in force and those before it."""
        versions = await self._store.newest(self.SHOWN)
        return PolicyState(policy=self._policy, versions=tuple(versions), problems=self._problems)

    def read(self, text: str) -> Policy:
        """Return the policy that a text holds; it does not come into force. Blocks for a moment.

        Raises:
            BadConfiguration: with every mistake.
        """
        return self._checked(text.encode(), Path(self._path.name))

    async def reload(self, by: str) -> PolicyState:
        """Put the file in force as it is now; where it has mistakes they are kept, and so is the policy."""
        async with self._one_at_a_time:
            try:
                policy = await asyncio.to_thread(self._from_file)
            except BadConfiguration as error:
                if error.problems != self._problems:
                    log.warning("policy_refused", problems=error.problems, kept=self._policy.version)
                self._problems = error.problems
            else:
                self._problems = ()
                if policy.version != self._policy.version:
                    await self._put_in_force(policy, by=by)
        return await self.state()

    async def watch(self) -> None:
        """Reload whenever the file has changed, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOKS.total_seconds())

    async def look(self) -> None:
        """Reload where the file has changed, and not since the last look: what is still being written is let be."""
        stamp = await asyncio.to_thread(self._stamp)
        if stamp == self._seen and stamp != self._tried:
            await self.reload(await asyncio.to_thread(self._owner))
            self._tried = stamp
        self._seen = stamp

    async def _put_in_force(self, policy: Policy, *, by: str) -> None:
        # Remembered first: whatever a decision names by its version can be looked up.
        await self._store.add(PolicyVersion(version=policy.version, at=self._clock.now(), by=by), policy.text)
        self._policy = policy
        log.info("policy_in_force", version=policy.version, by=by)
        for warning in policy.warnings:
            log.warning("policy_warns", warning=warning)

    def _from_file(self) -> Policy:
        try:
            raw = self._path.read_bytes()
        except OSError as error:
            raise BadConfiguration(f"{self._path}: {error.strerror}") from error
        return self._policy if version_of(raw) == self._policy.version else self._checked(raw, self._path)

    def _checked(self, raw: bytes, path: Path) -> Policy:
        return read_policy(raw, path, self._check)

    def _owner(self) -> str:
        try:
            return self._path.owner()
        # Of a file that is gone, or of somebody who has no name here: in containers that is usual.
        except (OSError, KeyError, NotImplementedError):
            return "file"

    def _stamp(self) -> Stamp:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
