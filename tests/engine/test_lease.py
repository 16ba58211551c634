"""The right to take the next turn, for a while."""

from datetime import UTC, datetime, timedelta

from bot.engine.lease import Leases

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOON


def test_each_lease_is_another_and_ends_when_it_should() -> None:
    ids = iter(["t1", "t2"])
    leases = Leases(clock=Noon(), new_id=lambda: next(ids), lasts=timedelta(seconds=30))
    first, second = leases.new(), leases.new()
    assert (first.turn_id, second.turn_id) == ("t1", "t2")
    assert first.ends_at == second.ends_at == leases.now() + timedelta(seconds=30)
