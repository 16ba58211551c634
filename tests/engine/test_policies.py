"""The policy in force follows its file, and a bad file never takes the place of a good one."""

import os
import pwd
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.conversation.clock import SystemClock
from bot.conversation.errors import BadConfiguration
from bot.engine.policies import Policies
from bot.engine.wording import unsaid
from bot.routing.policy_file import load_policy
from bot.storage.policies import StoredPolicies
from bot.storage.schema import metadata
from bot.storage.sqlite import SqliteDatabase, sqlite_engine
from tests.engine.small_bot import shipped_texts
from tests.routing.test_policy_file import GOOD

OTHER = GOOD.replace("0.6}\n    then", "0.3}\n    then")
BAD = GOOD.replace("confident: 0.5", "confident: 5")


def write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def owner(file: Path) -> str:
    return file.owner()


def remove(file: Path) -> None:
    file.unlink()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yml"
    path.write_text(GOOD)
    return path


@pytest.fixture
async def policies(file: Path, tmp_path: Path) -> AsyncIterator[Policies]:
    engine = sqlite_engine(tmp_path / "baton.db")
    with engine.connect() as connection, connection.begin():
        metadata.create_all(connection)
    database = SqliteDatabase(tmp_path / "baton.db")
    found = Policies(
        file,
        load_policy(file),
        store=StoredPolicies(database),
        clock=SystemClock(),
        check=lambda policy: unsaid(policy, shipped_texts()),
    )
    await found.begin()
    yield found
    await database.close()


async def limit(policies: Policies) -> object:
    """Look at the file twice, for what may still be written is let be; return what the policy in force says."""
    await policies.look()
    await policies.look()
    return policies.current().rules[0].when["frustration_at_least"]


async def brought(policies: Policies) -> list[str]:
    return [version.by for version in (await policies.state()).versions]


async def test_what_is_changed_in_the_file_comes_into_force_and_is_remembered(policies: Policies, file: Path) -> None:
    assert await limit(policies) == 0.6
    write(file, OTHER)
    assert await limit(policies) == 0.3
    assert await brought(policies) == [owner(file), "start"]
    assert (await policies.state()).policy.text == OTHER


async def test_a_file_of_somebody_without_a_name_here_was_brought_by_the_file(policies: Policies, file: Path) -> None:
    nobody = 54_321_012
    with pytest.raises(KeyError):
        pwd.getpwuid(nobody)
    await limit(policies)
    write(file, OTHER)
    try:
        os.chown(file, nobody, -1)
    except PermissionError:
        pytest.skip("only root gives files away")
    await limit(policies)
    assert await brought(policies) == ["file", "start"]


async def test_a_file_that_was_changed_since_the_last_look_may_be_half_written(policies: Policies, file: Path) -> None:
    await limit(policies)
    write(file, OTHER)
    await policies.look()
    assert policies.current().text == GOOD
    write(file, OTHER + "# more")
    await policies.look()
    assert policies.current().text == GOOD
    await policies.look()
    assert policies.current().text == OTHER + "# more"


@pytest.mark.parametrize("bad", [BAD, GOOD[:90], "", GOOD.replace("{hand_off: frustrated}", "{clarify: ask, say: no}")])
async def test_a_bad_file_changes_nothing_and_is_logged_once(policies: Policies, file: Path, bad: str) -> None:
    await limit(policies)
    write(file, bad)
    with capture_logs() as lines:
        for again in range(3):
            os.utime(file, (again, again))
            assert await limit(policies) == 0.6
    assert [line["event"] for line in lines] == ["policy_refused"]
    state = await policies.state()
    assert state.problems
    assert state.problems == lines[0]["problems"]
    assert await brought(policies) == ["start"]


async def test_a_file_that_is_gone_changes_nothing_and_its_return_mends_it(policies: Policies, file: Path) -> None:
    await limit(policies)
    remove(file)
    assert await limit(policies) == 0.6
    assert (await policies.state()).problems == (f"{file}: No such file or directory",)
    write(file, OTHER)
    assert await limit(policies) == 0.3
    assert (await policies.state()).problems == ()


async def test_a_reload_by_hand_names_who_did_it_and_waits_for_no_look(policies: Policies, file: Path) -> None:
    write(file, OTHER)
    state = await policies.reload("Ann")
    assert (state.policy.text, [version.by for version in state.versions]) == (OTHER, ["Ann", "start"])
    assert await limit(policies) == 0.3
    assert await brought(policies) == ["Ann", "start"]


async def test_a_bad_file_that_is_mended_leaves_no_problem(policies: Policies, file: Path) -> None:
    write(file, BAD)
    assert (await policies.reload("Ann")).problems == (f"{file}:2: `confident` must be a number from 0 to 1",)
    write(file, GOOD)
    state = await policies.reload("Ann")
    assert (state.problems, len(state.versions)) == ((), 1)


async def test_what_a_new_policy_warns_of_is_logged(policies: Policies, file: Path) -> None:
    write(file, GOOD.replace("{stakes: high,", '{stakes: high, acknowledged: "on purpose",'))
    with capture_logs() as lines:
        await policies.reload("Ann")
    (warned,) = (line for line in lines if line["event"] == "policy_warns")
    assert "on purpose" in warned["warning"]


def test_a_text_is_read_as_strictly_and_comes_not_into_force(file: Path) -> None:
    policies = Policies(
        file,
        load_policy(file),
        store=_Nowhere(),
        clock=SystemClock(),
        check=lambda p: unsaid(p, shipped_texts()),
    )
    assert policies.read(OTHER).text == OTHER
    assert policies.current().text == GOOD
    with pytest.raises(BadConfiguration, match=r"^policy.yml:2: `confident`"):
        policies.read(BAD)


class _Nowhere(StoredPolicies):
    def __init__(self) -> None:
        """Keep nothing."""
