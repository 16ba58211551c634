"""What all parts of the fake share: who there is, the time, the dice, and the way out to webhooks."""

from dataclasses import dataclass

from tests.support.graph.clock import Clock
from tests.support.graph.errors import no_such_person
from tests.support.graph.files import Files
from tests.support.graph.linking import Linking
from tests.support.graph.people import FIELDS, App, Chance, Page, Person, Thread
from tests.support.graph.rates import Rates
from tests.support.graph.signing import Json
from tests.support.graph.webhooks import Webhooks


@dataclass(frozen=True)
class Known:
    """A call that the fake answered, as a test may want to see it."""

    method: str
    #: The node and the edge: «me/messages».
    path: str
    params: Json
    status: int


class World:
    """One Meta: several Pages, most often of one app."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self.clock = clock
        self.chance = Chance(seed)
        self.app = self.new_app("app_secret_for_tests")
        self.pages: dict[str, Page] = {}
        self.people: dict[str, Person] = {}
        self.rates = Rates(clock)
        self.files = Files(self)
        self.linking = Linking(self)
        self.webhooks = Webhooks(clock, self.chance)
        self.calls: list[Known] = []
        self._last = 0

    def new_app(self, secret: str | None = None) -> App:
        """Register an app."""
        return App(self.chance.number(15), secret or self.chance.text(32), "verify_" + self.chance.text(8))

    def new_page(self, name: str, app: App | None, fields: frozenset[str] = FIELDS) -> Page:
        """Make a Page whose token belongs to the app."""
        app = app or self.app
        page = Page(self.chance.number(15), name, "EAA" + self.chance.text(60), app, set(fields), app.id)
        self.pages[page.id] = page
        return page

    def new_person(self, page: Page, first_name: str, last_name: str, locale: str, same_as: Person | None) -> Person:
        """Make somebody who has not written yet."""
        human = same_as.app_scoped_id if same_as else self.chance.number(17)
        thread = Thread("t_" + self.chance.number(16))
        person = Person(self.chance.number(16), page, first_name, last_name, locale, human, thread)
        page.people[person.psid] = self.people[person.psid] = person
        return person

    def person(self, page: Page, psid: object) -> Person:
        """Return the person of a page.

        Raises:
            GraphError: 100/2018001, when the page knows nobody by that id.
        """
        person = page.people.get(str(psid))
        if person is None:
            raise no_such_person()
        return person

    def timestamp(self) -> int:
        """Return the time in milliseconds, a new one each time."""
        self._last = max(round(self.clock.now() * 1000), self._last + 1)
        return self._last

    def tell(self, field: str, person: Person, event: Json, *, echo: bool = False) -> Json:
        """Send an event about a person to the Page's app: to `standby`, where another app has the thread.

        Returns:
            The event with sender, recipient and timestamp.
        """
        page = person.page
        sender, recipient = (page.id, person.psid) if echo else (person.psid, page.id)
        whole: Json = {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": self.timestamp()} | event
        standby = field in _LISTENED and not page.may_send(person.thread, page.app.id, self.clock.now())
        if standby and "postback" in whole:
            whole["postback"] = {k: v for k, v in whole["postback"].items() if k != "payload"}
        self.webhooks.put(page, field, whole, "standby" if standby else "messaging")
        return whole


#: What an app still hears while another has the thread.
_LISTENED = {
    "messages",
    "message_echoes",
    "messaging_postbacks",
    "message_deliveries",
    "message_reads",
    "message_reactions",
    "message_edits",
}
