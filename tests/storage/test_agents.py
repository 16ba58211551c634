"""Agents, their sessions and their one-time codes."""

from datetime import timedelta

import pytest

from bot.conversation.errors import Conflict
from bot.handoff.agent import Presence
from tests.storage.stage import Stage

HOUR = timedelta(hours=1)


async def test_an_agent_is_found_by_e_mail_in_any_case(stage: Stage) -> None:
    ann = await stage.hires("ann", languages=("zh", "en"))
    for email in ("ann@example.com", "ANN@Example.COM", "  Ann@example.com "):
        found = await stage.agents.by_email(email)
        assert found is not None
        assert found[0].id == ann.id
        assert found[0].languages == ("zh", "en")


async def test_an_unknown_e_mail_is_nobodys(stage: Stage) -> None:
    await stage.hires("ann")
    for email in ("", "bo@example.com", "ann@example.com.evil.example", "%", "ann"):
        assert await stage.agents.by_email(email) is None


async def test_an_e_mail_is_one_agents_whatever_its_case(stage: Stage) -> None:
    ann = await stage.hires("ann")
    twin = type(ann)(
        id="other",
        name="Other",
        email=" ANN@example.com",
        presence=Presence.AWAY,
        capacity=1,
        languages=("en",),
        lease_ends_at=None,
    )
    with pytest.raises(Conflict, match="already"):
        await stage.agents.add(twin, now=stage.now)
    assert [agent.id for agent in await stage.agents.all()] == ["ann"]


async def test_a_new_agent_has_no_password(stage: Stage) -> None:
    await stage.hires("ann")
    found = await stage.agents.by_email("ann@example.com")
    assert found is not None
    assert found[1] is None


async def test_agents_are_listed_by_name(stage: Stage) -> None:
    for name in ("mei", "ann", "bo"):
        await stage.hires(name)
    assert [agent.name for agent in await stage.agents.all()] == ["Ann", "Bo", "Mei"]


async def test_a_session_is_whose_it_is_until_it_ends(stage: Stage) -> None:
    await stage.hires("ann")
    await stage.agents.open_session("ann", "hash", ends_at=stage.now + HOUR)
    agent = await stage.agents.by_session("hash", now=stage.now)
    assert agent is not None
    assert agent.id == "ann"
    assert await stage.agents.by_session("hash", now=stage.now + HOUR) is None
    assert await stage.agents.by_session("another", now=stage.now) is None


async def test_a_closed_session_is_over_at_once(stage: Stage) -> None:
    await stage.hires("ann")
    await stage.agents.open_session("ann", "hash", ends_at=stage.now + HOUR)
    await stage.agents.close_session("hash", now=stage.now)
    assert await stage.agents.by_session("hash", now=stage.now) is None


async def test_closing_a_session_that_is_not_there_is_nothing(stage: Stage) -> None:
    await stage.hires("ann")
    await stage.agents.close_session("hash", now=stage.now)
    assert (await stage.agents.all())[0].presence is Presence.AVAILABLE


async def test_an_agent_is_offline_when_their_last_session_ends_and_not_before(stage: Stage) -> None:
    await stage.hires("ann")
    for token_hash in ("laptop", "phone"):
        await stage.agents.open_session("ann", token_hash, ends_at=stage.now + HOUR)
    await stage.agents.close_session("laptop", now=stage.now)
    assert (await stage.agents.all())[0].presence is Presence.AVAILABLE
    await stage.agents.close_session("phone", now=stage.now)
    (ann,) = await stage.agents.all()
    assert (ann.presence, ann.lease_ends_at) == (Presence.OFFLINE, None)


async def test_a_one_time_code_sets_the_password_once(stage: Stage) -> None:
    await stage.hires("ann")
    await stage.agents.add_code("ann", "code", ends_at=stage.now + HOUR)
    agent = await stage.agents.redeem("code", "argon2-of-new", now=stage.now)
    assert agent is not None
    assert agent.id == "ann"
    assert await stage.agents.redeem("code", "argon2-of-thief", now=stage.now) is None
    found = await stage.agents.by_email("ann@example.com")
    assert found is not None
    assert found[1] == "argon2-of-new"


async def test_a_code_that_has_run_out_or_never_was_is_no_good(stage: Stage) -> None:
    await stage.hires("ann")
    await stage.agents.add_code("ann", "code", ends_at=stage.now + HOUR)
    assert await stage.agents.redeem("code", "x", now=stage.now + HOUR) is None
    assert await stage.agents.redeem("another", "x", now=stage.now) is None


async def test_a_new_code_makes_the_ones_before_it_void(stage: Stage) -> None:
    await stage.hires("ann")
    await stage.agents.add_code("ann", "first", ends_at=stage.now + HOUR)
    await stage.agents.add_code("ann", "second", ends_at=stage.now + HOUR)
    assert await stage.agents.redeem("first", "x", now=stage.now) is None
    assert await stage.agents.redeem("second", "x", now=stage.now) is not None


async def test_one_agents_code_leaves_anothers_alone(stage: Stage) -> None:
    for name in ("ann", "bo"):
        await stage.hires(name)
        await stage.agents.add_code(name, f"code-{name}", ends_at=stage.now + HOUR)
    assert await stage.agents.redeem("code-ann", "x", now=stage.now) is not None
    assert await stage.agents.redeem("code-bo", "x", now=stage.now) is not None


async def test_a_new_password_ends_every_session_of_that_agent_and_of_no_other(stage: Stage) -> None:
    for name in ("ann", "bo"):
        await stage.hires(name)
        await stage.agents.open_session(name, f"session-{name}", ends_at=stage.now + HOUR)
    await stage.agents.add_code("ann", "code", ends_at=stage.now + HOUR)
    await stage.agents.redeem("code", "x", now=stage.now)
    assert await stage.agents.by_session("session-ann", now=stage.now) is None
    assert await stage.agents.by_session("session-bo", now=stage.now) is not None


async def test_a_lease_is_kept_to_the_microsecond(stage: Stage) -> None:
    ann = await stage.hires("ann", at_the_desk=False)
    ends_at = stage.now + timedelta(seconds=45, microseconds=1)
    await stage.agents.renew_lease(ann.id, ends_at=ends_at)
    assert (await stage.agents.all())[0].lease_ends_at == ends_at
