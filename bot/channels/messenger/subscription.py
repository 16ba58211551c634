"""Which events of a page Meta sends us: asked for, and asked for again where Meta has stopped.

Source: Messenger Platform, «Webhooks» and «Page, subscribed_apps».
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.pages import Page

#: Without these customers go unheard, or two speak at once.
HEARD = "messages"
NEEDED = (HEARD, "message_echoes", "messaging_postbacks", "messaging_handovers", "standby")
#: All that is read here (see `inbound.KINDS`).
FIELDS = (
    *NEEDED,
    "messaging_referrals",
    "messaging_optins",
    "message_deliveries",
    "message_reads",
    "message_reactions",
    "message_edits",
    "messaging_account_linking",
    "messaging_policy_enforcement",
    "messaging_feedback",
    "response_feedback",
    "send_cart",
    "messaging_in_thread_lead_form_submit",
)
#: Errors that are about what was asked for, not about the moment.
REFUSALS = frozenset({Trouble.BAD_REQUEST, Trouble.PERMISSION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a page's app hears.

    Attributes:
        app_id: whose subscription it is; None where there is none.
    """

    app_id: str | None
    fields: frozenset[str]

    def is_alive(self, refused: Collection[str] = ()) -> bool:
        """Say whether customers are heard, but for what Meta does not let us hear."""
        return self.fields.issuperset({*NEEDED} - {*refused})


async def subscription_of(graph: Graph, page: Page, app_id: str | None) -> Subscription:
    """Ask what our app hears of a page; where our app's id is not known, the first that Meta names is taken for it.

    Raises:
        GraphError: Meta does not say.
    """
    found = (await graph.call(page, Call(path="me/subscribed_apps", pressing=True))).get("data")
    for app in found if isinstance(found, list) else ():
        if isinstance(app, dict) and app_id in {None, str(app.get("id"))}:
            fields = app.get("subscribed_fields")
            names = frozenset(map(str, fields)) if isinstance(fields, list) else frozenset[str]()
            return Subscription(app_id=str(app.get("id")), fields=names)
    return Subscription(app_id=None, fields=frozenset())


async def subscribe(graph: Graph, page: Page, also: Collection[str] = ()) -> dict[str, GraphError]:
    """Subscribe to all that is read here; return what Meta refused of it, each with its error.

    Args:
        also: what is subscribed to already: it stays so, whoever wanted it.

    Raises:
        GraphError: not even customers' messages can be had.
    """
    # What is needed most first: each call takes what was granted before with it.
    wanted = list(dict.fromkeys((*FIELDS, *sorted(also))))
    try:
        await _ask(graph, page, sorted(wanted))
    except GraphError as error:
        if error.trouble not in REFUSALS:
            raise
    else:
        return {}
    # One of them is refused. Each call names all that was granted before, so nothing is unsubscribed meanwhile.
    granted = [HEARD, *(name for name in wanted if name in also and name != HEARD)]
    await _ask(graph, page, granted)
    refused: dict[str, GraphError] = {}
    for name in (name for name in wanted if name not in granted):
        try:
            await _ask(graph, page, [*granted, name])
        except GraphError as error:
            if error.trouble not in REFUSALS:
                raise
            refused[name] = error
        else:
            granted.append(name)
    return refused


async def _ask(graph: Graph, page: Page, fields: Collection[str]) -> None:
    body = {"subscribed_fields": ",".join(fields)}
    await graph.call(page, Call(path="me/subscribed_apps", body=body, pressing=True))
