"""What goes wrong on demand: errors, lost answers, slow answers."""

import asyncio
from dataclasses import dataclass, field

from tests.support.graph.errors import GraphError


@dataclass
class Fault:
    """What happens to the next call of an API."""

    #: «messages» (real messages only), «sender_action», another edge, or «*».
    api: str
    times: int
    #: Whether the call is carried out before it goes wrong.
    accepted: bool
    error: GraphError | None = None
    #: Answer this status with a page of HTML, as a proxy of Meta's does.
    html: int | None = None
    #: Close the connection without an answer.
    cut: bool = False
    hold: "Hold | None" = None


@dataclass
class Hold:
    """An answer that waits: `await soon(hold.arrived)`, then `hold.release()`."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let the answer go."""
        self._released.set()

    async def wait(self) -> None:
        """Wait as the server does."""
        self.arrived.set()
        await self._released.wait()


class Faults:
    """Faults in the order in which they were asked for; a call that is refused for a reason of its own uses none up."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def fail(
        self,
        code: int,
        subcode: int | None = None,
        *,
        status: int | None = None,
        times: int = 1,
        accepted: bool = False,
        api: str = "messages",
    ) -> None:
        """Answer the next calls with an error; `accepted`: after they were carried out, as 1/1357046 may mean."""
        error = GraphError(code, f"(#{code}) An error that a test asked for", subcode, status=status)
        self._planned.append(Fault(api, times, accepted, error=error))

    def drop(self, *, times: int = 1, accepted: bool = True, api: str = "messages") -> None:
        """Close the connection instead of answering."""
        self._planned.append(Fault(api, times, accepted, cut=True))

    def crash(self, status: int = 502, *, times: int = 1, accepted: bool = False, api: str = "messages") -> None:
        """Answer with a page of HTML and a status such as 502 or 503."""
        self._planned.append(Fault(api, times, accepted, html=status))

    def hold(self, *, accepted: bool = True, api: str = "messages") -> Hold:
        """Hold the next answer until it is released."""
        hold = Hold()
        self._planned.append(Fault(api, 1, accepted, hold=hold))
        return hold

    def clear(self) -> None:
        """Forget what was planned."""
        self._planned.clear()

    def take(self, api: str) -> Fault | None:
        """Return what is to happen to a call of this API, and count it."""
        fault = self.look(api)
        if fault:
            fault.times -= 1
            if fault.times == 0:
                self._planned.remove(fault)
        return fault

    def look(self, api: str) -> Fault | None:
        """Return what is to happen to a call of this API."""
        return next((f for f in self._planned if f.api in {api, "*"}), None)
