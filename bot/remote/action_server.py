"""An action server of rasa-sdk, the same one that Rasa talks to: the address in `endpoints.yml` works unchanged."""

import hashlib
from datetime import timedelta

import aiohttp
import msgspec
from yarl import URL

from bot.automation.call import ActionCall, ActionResult
from bot.automation.rasa_answer import result_of
from bot.automation.rasa_call import DOMAIN, request_of
from bot.automation.responses import Responses
from bot.conversation.errors import NotFound, Unavailable
from bot.remote.http import Answer, ask

#: The server's word for «send me the domain too»: it forgets it when it restarts.
DOMAIN_WANTED = 449

_encode = msgspec.json.Encoder().encode


class RemoteActions:
    """Runs actions on an action server; see `automation.runner.ActionServer`."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, *, responses: Responses, time_limit: timedelta
    ) -> None:
        """Take the whole address, as `http://localhost:5055/webhook`."""
        self._session = session
        self._url = URL(url)
        self._responses = responses
        self._time_limit = time_limit
        self._digest = hashlib.sha256(_encode(DOMAIN)).hexdigest()

    async def run(self, call: ActionCall) -> ActionResult:
        """Run an action; see `automation.runner.ActionServer.run`."""
        request = {**request_of(call), "domain_digest": self._digest}
        answer = await self._post(call, request)
        if answer.status == DOMAIN_WANTED:
            answer = await self._post(call, {**request, "domain": DOMAIN})
        match answer.status:
            case 200:
                return result_of(call, _json(answer.body), self._responses)
            case 400 if _names_action(answer.body):
                return ActionResult(outcome="rejected", failed=True)
            case 404:
                raise NotFound(f"no action `{call.action}` at {self._url.host}")
            case status:
                raise Unavailable(f"the action server answers with status {status}")

    async def _post(self, call: ActionCall, request: dict[str, object]) -> Answer:
        headers = {"Content-Type": "application/json", "Idempotency-Key": call.key}
        return await ask(
            self._session, "POST", self._url, time_limit=self._time_limit, headers=headers, body=_encode(request)
        )


def _names_action(body: bytes) -> bool:
    """Tell a rejection from a request that the server could not read: only the first names the action."""
    answer = _json(body)
    return isinstance(answer, dict) and "action_name" in answer


def _json(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unavailable("the action server does not answer in JSON") from error
