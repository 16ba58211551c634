"""Account linking: from «Log In» in Messenger to a code that the business gave, and back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from tests.support.graph.errors import GraphError
from tests.support.graph.people import Page, Person
from tests.support.graph.signing import Json

if TYPE_CHECKING:
    from tests.support.graph.world import World

#: Seconds for which a token says who the person is.
LIFETIME = 300.0


@dataclass(frozen=True)
class Login:
    """A log-in that a person began."""

    person: Person
    token: str
    #: Where the business sends the browser, with `&authorization_code=…` where all went well.
    redirect_uri: str
    expires: float

    def opens(self, url: str) -> str:
        """Return what the person's browser opens, by the URL of the business's log-in page."""
        query = urlencode({"account_linking_token": self.token, "redirect_uri": self.redirect_uri})
        return f"{url}{'&' if '?' in url else '?'}{query}"


class Linking:
    """Log-ins under way."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._logins: dict[str, Login] = {}

    def begin(self, person: Person) -> Login:
        """Press «Log In»."""
        token = "ARQ" + self._world.chance.text(60)
        back = f"{self._world.files.origin}/messenger_platform/account_linking?account_linking_token={token}"
        login = Login(person, token, back, self._world.clock.now() + LIFETIME)
        self._logins[token] = login
        return login

    def who(self, page: Page, token: str) -> Json:
        """Answer `GET /me?fields=recipient&account_linking_token=…`.

        Raises:
            GraphError: 10303, when the token is unknown or older than five minutes.
        """
        login = self._logins.get(token)
        if login is None or login.person.page is not page or login.expires <= self._world.clock.now():
            raise GraphError(10303, "(#10303) Invalid account_linking_token")
        return {"id": page.id, "recipient": login.person.psid}

    def come_back(self, query: dict[str, str]) -> web.Response:
        """Take the browser back: with a code the account is linked, once our app acknowledged it."""
        login = self._logins.pop(query.get("account_linking_token", ""), None)
        if login is None:
            return web.Response(status=400, text="This link has expired.")
        if code := query.get("authorization_code"):
            self._tell(login.person, {"status": "linked", "authorization_code": code}, code)
        return web.Response(text="You can go back to Messenger.")

    def end(self, person: Person) -> None:
        """Unlink: by the person's «Log Out» or the business's call."""
        person.linked = None
        self._tell(person, {"status": "unlinked"}, None)

    def _tell(self, person: Person, status: Json, code: str | None) -> None:
        def acknowledged(well: bool) -> None:
            # Without the acknowledgement Meta gives the linking up.
            person.linked = code if well else person.linked

        event = {
            "sender": {"id": person.psid},
            "recipient": {"id": person.page.id},
            "timestamp": self._world.timestamp(),
        }
        event |= {"account_linking": status}
        self._world.webhooks.put(person.page, "messaging_account_linking", event, acknowledged=acknowledged)
