"""The policies that were in force."""

from datetime import UTC, datetime, timedelta

from bot.engine.policies import PolicyVersion
from bot.storage.policies import StoredPolicies
from tests.storage.stage import Stage

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def version(number: int) -> PolicyVersion:
    return PolicyVersion(version=f"v{number}", at=NOON + timedelta(minutes=number), by="Ann")


async def test_versions_are_told_the_newest_first_and_no_more_than_wanted(stage: Stage) -> None:
    kept = StoredPolicies(stage.database)
    for number in range(3):
        await kept.add(version(number), f"text {number}")
    assert await kept.newest(2) == [version(2), version(1)]


async def test_the_same_text_again_is_no_new_version_unless_another_one_was_in_force_between(stage: Stage) -> None:
    kept = StoredPolicies(stage.database)
    for number, text in enumerate(("one", "one", "two", "one")):
        await kept.add(version(number), text)
    assert [found.version for found in await kept.newest(9)] == ["v3", "v2", "v0"]


async def test_there_is_none_at_first(stage: Stage) -> None:
    assert await StoredPolicies(stage.database).newest(9) == []
