"""Which policies were in force."""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.policies import PolicyVersion
from bot.storage.database import Database
from bot.storage.schema import policy_version


class StoredPolicies:
    """See `engine.policies.PolicyStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: PolicyVersion, text: str) -> None:
        """See `PolicyStore.add`."""
        await self._database.write(lambda connection: add_policy(connection, new, text))

    async def newest(self, limit: int) -> list[PolicyVersion]:
        """See `PolicyStore.newest`."""
        return await self._database.read(lambda connection: newest_policies(connection, limit))


def add_policy(connection: Connection, new: PolicyVersion, text: str) -> None:
    """See `PolicyStore.add`."""
    newest = sa.select(policy_version.c.text).order_by(policy_version.c.id.desc()).limit(1)
    if connection.execute(newest).scalar() != text:
        values = {"version": new.version, "at": new.at, "by": new.by, "text": text}
        connection.execute(sa.insert(policy_version).values(values))


def newest_policies(connection: Connection, limit: int) -> list[PolicyVersion]:
    """See `PolicyStore.newest`."""
    columns = (policy_version.c.version, policy_version.c.at, policy_version.c.by)
    query = sa.select(*columns).order_by(policy_version.c.id.desc()).limit(limit)
    return [PolicyVersion(version=row.version, at=row.at, by=row.by) for row in connection.execute(query)]
