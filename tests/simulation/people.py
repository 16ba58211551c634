"""Customers, agents and a supervisor, each of whom does as the seed says: late, twice, and on old screens."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from bot.conversation.events import ConversationStarted
from bot.conversation.message import InboundMessage
from bot.engine.desk import Passing, Shown
from bot.handoff.agent import Agent, Presence, Role
from tests.simulation.slow_socket import REFUSALS, Act, SlowSocket
from tests.simulation.world import RULES, World

SAID = ("how much is shipping", "charged twice", "agent", "agent", "who signed in to my account")
#: Seconds that people take; now and then very long.
PAUSES = (0.0, 0.01, 0.5, 2.0, 6.0, 25.0)


class Customer:
    """Somebody with one conversation on the website."""

    def __init__(self, world: World, number: int) -> None:
        self._world = world
        self.id = f"{world.name}-c{number}"
        self._on_page = True

    async def live(self, steps: int) -> None:
        """Come, write, wait, leave and come back."""
        world = self._world
        locale = world.chance.choice(("en", "zh-Hans"))
        started = ConversationStarted(channel="website", locale=locale)
        await world.conversations.start(self.id, started=started, token_hash=None, now=world.clock.now())
        await self._write("first")
        async with asyncio.TaskGroup() as group:
            seeing = group.create_task(self._see())
            for step in range(steps):
                await asyncio.sleep(world.chance.choice(PAUSES))
                with suppress(*REFUSALS):
                    await self._act(step)
            await asyncio.sleep(world.chance.choice(PAUSES))
            seeing.cancel()

    async def _act(self, step: int) -> None:
        patience, chance = self._world.patience, self._world.chance
        match chance.randrange(8):
            case 0:
                self._on_page = False
                await asyncio.sleep(chance.choice((5.0, 30.0, 100.0)))
                self._on_page = True
                await patience.seen(self.id)
            case 1:
                # Leaving a message twice is leaving it once: the second has no place of its own.
                await patience.leave_message(self.id, f"l{step}")
            case 2:
                at = self._world.clock.now() + timedelta(seconds=chance.choice((1.0, 15.0, 40.0)))
                seq = await patience.call_back(self.id, f"b{step}", phone="+852 5555 0100", at=at)
                self._world.trace.acked.append((self.id, f"b{step}", seq))
            case 3:
                await patience.cancel_callback(self.id, f"x{step}")
            case _:
                await self._write(f"m{step}")

    async def _write(self, client_id: str) -> None:
        text = self._world.chance.choice(SAID)
        message = InboundMessage(conversation_id=self.id, client_id=client_id, text=text)
        # Sent again where no acknowledgement came, as a phone on a weak link does.
        for _ in range(self._world.chance.choice((1, 1, 2))):
            receipt = await self._world.inbox.receive(message)
            self._world.trace.acked.append((self.id, client_id, receipt.seq))

    async def _see(self) -> None:
        while True:
            await asyncio.sleep(13)
            if self._on_page:
                await self._world.patience.seen(self.id)


class Worker:
    """An agent, or a supervisor."""

    def __init__(self, world: World, agent: Agent, customers: list[str]) -> None:
        self._world = world
        self._agent = agent
        self._customers = customers

    async def live(self, steps: int) -> None:
        """Work, freeze, take breaks and come back."""
        chance = self._world.chance
        socket = SlowSocket(chance) if chance.random() < 0.3 else None
        async with asyncio.TaskGroup() as group:
            carrying = group.create_task(socket.carry()) if socket else None
            for step in range(steps):
                await asyncio.sleep(chance.choice(PAUSES))
                # Now and then a screen freezes: the agent goes on with what it shows, and nobody knows of them.
                if chance.random() < 0.7:
                    await self._world.is_there(self._agent)
                with suppress(*REFUSALS):
                    act = await self._choose(step)
                    if socket:
                        socket.send(act)
                    else:
                        await act()
            if socket and carrying:
                await socket.empty()
                carrying.cancel()

    async def _choose(self, step: int) -> Act:
        chance = self._world.chance
        offered = self._world.offered.get(self._agent.id, [])
        if offered and chance.random() < 0.8:
            offer = offered.pop()
            if chance.random() < 0.2:
                return lambda: self._world.desk.decline(offer.ticket_id, self._agent, "not my field")
            return lambda: self._world.desk.accept(offer.ticket_id, self._agent)
        # Read before a pause: a screen is always a little old.
        all_of_them = [(c, await self._world.conversations.standing(c)) for c in self._customers]
        mine = [(c, standing) for c, standing in all_of_them if standing.agent_id == self._agent.id]
        conversation_id, standing = chance.choice(mine if mine and chance.random() < 0.8 else all_of_them)
        if mine and chance.random() < 0.3:
            await self._crosses(conversation_id, step)
        await asyncio.sleep(chance.choice((0.0, 0.01, 1.0)))
        return chance.choice(self._choices(conversation_id, Shown(epoch=standing.epoch, seen=standing.seq), step))

    def _choices(self, conversation_id: str, shown: Shown, step: int) -> list[Act]:
        desk, agent, trace, epoch = self._world.desk, self._agent, self._world.trace, shown.epoch

        async def reply() -> None:
            seq = await desk.reply(conversation_id, agent, client_id=f"r{step}", text="hello", shown=shown)
            trace.acked.append((conversation_id, f"r{step}", seq))
            trace.said_in.append((conversation_id, seq, epoch))
            trace.replied_to[conversation_id, seq] = shown.seen

        async def hand_back() -> None:
            await desk.hand_back(conversation_id, agent, shown=shown, note="a word")
            trace.let_go_at[conversation_id, epoch] = shown.seen

        async def end() -> None:
            await desk.end(conversation_id, agent, shown=shown)
            trace.let_go_at[conversation_id, epoch] = shown.seen

        async def snooze() -> None:
            until = self._world.clock.now() + timedelta(minutes=1)
            await desk.snooze(conversation_id, agent, until, epoch=epoch)

        return [
            reply,
            reply,
            reply,
            snooze,
            lambda: self._pass_on(conversation_id, epoch),
            hand_back,
            end,
            lambda: desk.set_presence(agent.id, self._world.chance.choice(list(Presence))),
            *[lambda: self._direct(conversation_id, epoch)] * (4 if agent.role is Role.SUPERVISOR else 1),
        ]

    async def _crosses(self, conversation_id: str, step: int) -> None:
        """The customer writes at the very moment in which the agent makes up their mind."""
        client_id = f"{self._agent.id}-{step}"
        message = InboundMessage(conversation_id=conversation_id, client_id=client_id, text="one more thing")
        receipt = await self._world.inbox.receive(message)
        self._world.trace.acked.append((conversation_id, client_id, receipt.seq))

    async def _pass_on(self, conversation_id: str, epoch: int) -> None:
        chance = self._world.chance
        to = chance.choice([agent.id for agent in await self._world.agents.all()])
        queue, colleague = chance.choice([(q, None) for q in RULES.queues] + [(None, to)])
        passing = Passing(epoch=epoch, queue=queue, agent_id=colleague, note=chance.choice(("", "please")))
        await self._world.desk.transfer(conversation_id, self._agent, passing)

    async def _direct(self, conversation_id: str, epoch: int) -> None:
        """What only a supervisor may do; whoever is none is refused."""
        chance, supervision = self._world.chance, self._world.supervision
        ticket_id = await self._ticket(conversation_id)
        to = chance.choice([agent.id for agent in await self._world.agents.all()])
        match chance.randrange(6):
            case 0:
                await supervision.assign(ticket_id, to, self._agent, "they know the case")
            case 1:
                await supervision.take_over(ticket_id, self._agent, "I see to it")
            case 2:
                await supervision.requeue(ticket_id, self._agent, "they are ill")
            case 3:
                await supervision.never_again(conversation_id, to, self._agent, "they were rude")
            case 4:
                await supervision.take_from_bot(conversation_id, self._agent, "it goes in circles", epoch=epoch)
            case _:
                await supervision.let_again(conversation_id, to, self._agent, "they made up")

    async def _ticket(self, conversation_id: str) -> str:
        events = [e.event for e in await self._world.conversations.entries_after(conversation_id, 0)]
        found = [event.ticket_id for event in events if hasattr(event, "ticket_id") and event.ticket_id]
        return str(found[-1]) if found else "none"
