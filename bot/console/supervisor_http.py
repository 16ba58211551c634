"""What supervisors do about other people's conversations."""

from collections.abc import Iterable

from bot.console.doors import CONVERSATION, TICKET, Doors
from bot.console.frames import AssignBody, PairBody, TakeBody, WhyBody
from bot.console.sign_in import SignIn
from bot.engine.supervision import Supervision
from bot.handoff.agent import Agent
from bot.http.route import Route


class SupervisorHttp:
    """Serves these calls; who is no supervisor is refused by `Supervision` itself."""

    def __init__(self, supervision: Supervision, sign_in: SignIn) -> None:
        self._supervision = supervision
        self._doors = Doors(sign_in)

    def routes(self) -> Iterable[Route]:
        """Return their doors."""
        act = self._doors.act
        pair = "Never offer this customer to an agent again, or take that back."
        yield act(TICKET + "/assign", "Give a conversation to an agent.", AssignBody, self._assign)
        yield act(TICKET + "/take-over", "Take a conversation oneself.", WhyBody, self._take_over)
        yield act(CONVERSATION + "/take-from-bot", "Take it from the bot.", TakeBody, self._take_from_bot)
        yield act(TICKET + "/requeue", "Put a conversation back in line, at its old place.", WhyBody, self._requeue)
        yield act(CONVERSATION + "/never-again", pair, PairBody, self._never_again)

    async def _assign(self, supervisor: Agent, ticket_id: str, body: AssignBody) -> None:
        await self._supervision.assign(ticket_id, body.agent, supervisor, body.why)

    async def _take_over(self, supervisor: Agent, ticket_id: str, body: WhyBody) -> None:
        await self._supervision.take_over(ticket_id, supervisor, body.why)

    async def _take_from_bot(self, supervisor: Agent, conversation_id: str, body: TakeBody) -> None:
        await self._supervision.take_from_bot(conversation_id, supervisor, body.why, epoch=body.epoch)

    async def _requeue(self, supervisor: Agent, ticket_id: str, body: WhyBody) -> None:
        await self._supervision.requeue(ticket_id, supervisor, body.why)

    async def _never_again(self, supervisor: Agent, conversation_id: str, body: PairBody) -> None:
        act = self._supervision.let_again if body.again else self._supervision.never_again
        await act(conversation_id, body.agent, supervisor, body.why)
