"""The whole application in the test's own loop, on a real socket and a database in a temporary folder."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer

from bot.app import Baton, opened, prepare_database
from bot.automation.canned import CannedReply
from bot.automation.canned_file import load_canned
from bot.automation.responses import Responses
from bot.automation.responses_file import load_responses
from bot.cli.encoder import ensure_encoder
from bot.console.sign_in import one_time_code
from bot.conversation.clock import SystemClock
from bot.handoff.agent import Agent, Presence, Role
from bot.knowledge import Knowledge
from bot.routing.policy import Policy
from bot.routing.policy_file import load_policy
from bot.settings import Settings, read_settings
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.heads import Heads, load_heads
from bot.understanding.understanding import Understanding
from tests.support.widget import Widget

PASSWORD = "correct horse battery"  # the tests' own agents
OWN = {"X-Baton-Request": "1"}


@cache
def _written() -> tuple[Policy, Responses, Heads, OnnxEncoder]:
    settings = read_settings()
    encoder = ensure_encoder(settings, tell=lambda _text: None)
    return (
        load_policy(settings.training_data / "policy.yml"),
        load_responses(settings.training_data / "responses.yml", settings.training_data / "faq.yml"),
        load_heads(settings.model),
        OnnxEncoder(encoder),
    )


@cache
def _canned() -> tuple[CannedReply, ...]:
    return load_canned(read_settings().training_data / "canned.yml")


def fresh_knowledge() -> Knowledge:
    """Return policy, texts and model; files are read once, the model's worker is new."""
    policy, responses, heads, encoder = _written()
    understanding = Understanding(encoder, heads)
    return Knowledge(policy=policy, responses=responses, canned=_canned(), understanding=understanding)


@dataclass(frozen=True)
class Live:
    """A running Baton and a client session."""

    url: str
    http: aiohttp.ClientSession
    baton: Baton
    settings: Settings

    async def widget(self, locale: str = "en") -> Widget:
        """Begin a conversation and connect."""
        return await (await Widget(self.http, self.url).start(locale)).connect()

    async def hire(self, name: str = "Ana", *, capacity: int = 3, role: Role = Role.AGENT) -> aiohttp.ClientSession:
        """Add an agent and return a session in which they are signed in."""
        email = f"{name.lower()}@example.com"
        agent = Agent(
            id=name.lower(),
            name=name,
            email=email,
            presence=Presence.OFFLINE,
            capacity=capacity,
            languages=("en", "zh"),
            lease_ends_at=None,
            role=role,
        )
        await self.baton.agents.add(agent, now=self.baton.clock.now())
        code = await one_time_code(self.baton.agents, agent.id, clock=self.baton.clock)
        session = aiohttp.ClientSession(
            self.url, cookie_jar=aiohttp.CookieJar(unsafe=True), headers={**OWN, "Origin": self.url}
        )
        async with session.post("/api/console/redeem", json={"code": code, "password": PASSWORD}) as response:
            assert response.status == 200, await response.text()
        return session


@asynccontextmanager
async def live(folder: Path, clock: SystemClock | None = None, **given: object) -> AsyncIterator[Live]:
    """Give a running Baton."""
    settings = read_settings(data=folder / "data", **given)
    settings.data.mkdir(parents=True, exist_ok=True)
    prepare_database(settings, tell=lambda _text: None)
    async with opened(settings, fresh_knowledge(), clock) as baton, aiohttp.ClientSession() as http:
        server = TestServer(baton.web)
        # A test that fails leaves sockets open; nobody need wait a minute for them.
        await server.start_server(shutdown_timeout=1)
        try:
            yield Live(url=str(server.make_url("/")).rstrip("/"), http=http, baton=baton, settings=settings)
        finally:
            await server.close()
