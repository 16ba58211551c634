"""What agents do about a conversation beside answering: pass it on, put it aside, note how it ended."""

from collections.abc import Iterable

from bot.console.doors import CONVERSATION, TICKET, Doors
from bot.console.frames import SnoozeBody, TransferBody, WrapUpBody
from bot.console.sign_in import SignIn
from bot.engine.desk import Desk, Passing
from bot.handoff.agent import Agent
from bot.http.route import Route


class DeskHttp:
    """Serves these calls."""

    def __init__(self, desk: Desk, sign_in: SignIn) -> None:
        self._desk = desk
        self._doors = Doors(sign_in)

    def routes(self) -> Iterable[Route]:
        """Return their doors."""
        act = self._doors.act
        passed, aside = CONVERSATION + "/transfer", CONVERSATION + "/snooze"
        yield act(passed, "Pass the conversation on to a queue or a colleague.", TransferBody, self._transfer)
        yield act(aside, "Put the conversation aside until a moment; null wakes it.", SnoozeBody, self._snooze)
        yield act(TICKET + "/wrap-up", "Note how a conversation ended.", WrapUpBody, self._wrap_up)

    async def _transfer(self, agent: Agent, conversation_id: str, body: TransferBody) -> None:
        passing = Passing(epoch=body.epoch, queue=body.queue, agent_id=body.agent, note=body.note)
        await self._desk.transfer(conversation_id, agent, passing)

    async def _snooze(self, agent: Agent, conversation_id: str, body: SnoozeBody) -> None:
        await self._desk.snooze(conversation_id, agent, body.until, epoch=body.epoch)

    async def _wrap_up(self, agent: Agent, ticket_id: str, body: WrapUpBody) -> None:
        await self._desk.wrap_up(ticket_id, agent, body.disposition)
