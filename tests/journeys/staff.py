"""The supervisor of a fresh database, and a second agent who is hired while it runs."""

import asyncio
import os
import re
import signal
from dataclasses import dataclass

from playwright.async_api import expect

from tests.journeys.conftest import Windows
from tests.journeys.people import Agent, Customer
from tests.support.process import WarmProcess
from tests.support.server import Server

SUPERVISOR, COLLEAGUE = "First agent", "Ben"


async def one_time_code(server: Server, *given: str) -> str:
    """Hire Ben with `baton agents add` on the server's own data folder; return what he signs in with once."""
    arguments = ["agents", "add", COLLEAGUE, "ben@example.com", *given, "--data", str(server.data)]
    process = await WarmProcess.start(arguments, dict(os.environ), server.log)
    said = (await asyncio.wait_for(process.stdout.read(), 60)).decode()
    assert await process.end(signal.SIGTERM) == 0
    found = re.search(r"#code=(\S+)", said)
    assert found, said
    return found[1]


@dataclass(frozen=True, slots=True)
class Staff:
    """Two agents, each in a browser of their own."""

    supervisor: Agent
    colleague: Agent
    server: Server
    windows: Windows

    async def customer(self, request: str, locale: str = "en-GB") -> Customer:
        """Let somebody come and ask for a person."""
        customer = await self.windows.customer(self.server, locale)
        await customer.call_person(request)
        return customer

    async def served(self, agent: Agent, request: str = "I want a real person") -> Customer:
        """Let somebody come whom this agent, and no other, accepts."""
        await agent.go_available()
        customer = await self.customer(request)
        await agent.accept()
        await customer.expect_mode("agent")
        return customer


async def staff(server: Server, windows: Windows, *given: str) -> Staff:
    """Sign both in; nobody is available yet."""
    supervisor = await windows.agent(server)
    await expect(supervisor.part("page-policy")).to_be_visible()
    colleague = Agent(await windows.page())
    await colleague.sign_in_first(server.url, await one_time_code(server, *given))
    await expect(colleague.part("page-policy")).to_have_count(0)
    return Staff(supervisor, colleague, server, windows)
