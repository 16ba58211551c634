"""What agents do about a conversation on a channel that is pushed to: send again, take back, give away."""

from collections.abc import Iterable

from bot.console.doors import CONVERSATION, Doors
from bot.console.frames import GiveAwayBody, SendAgainBody
from bot.console.reach import Reaches
from bot.console.sign_in import SignIn
from bot.handoff.agent import Agent
from bot.http.body import Body
from bot.http.route import Route


class ReachHttp:
    """Serves these calls."""

    def __init__(self, reach: Reaches, sign_in: SignIn) -> None:
        self._reach = reach
        self._doors = Doors(sign_in)

    def routes(self) -> Iterable[Route]:
        """Return their doors."""
        act, again = self._doors.act, "Send a message again that was not delivered."
        yield act(CONVERSATION + "/send-again", again, SendAgainBody, self._send_again)
        back = "Take the conversation from another app; the bot has it then."
        yield act(CONVERSATION + "/take-back", back, Body, self._take_back)
        inbox = "Give the conversation to the channel's own inbox."
        yield act(CONVERSATION + "/give-to-inbox", inbox, GiveAwayBody, self._give_away)

    async def _send_again(self, agent: Agent, conversation_id: str, body: SendAgainBody) -> None:
        await self._reach.send_again(conversation_id, body.seq, agent, epoch=body.epoch)

    async def _take_back(self, agent: Agent, conversation_id: str, _body: Body) -> None:
        await self._reach.take_back(conversation_id, agent)

    async def _give_away(self, agent: Agent, conversation_id: str, body: GiveAwayBody) -> None:
        await self._reach.give_away(conversation_id, agent, epoch=body.epoch)
