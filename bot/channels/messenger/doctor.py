"""Looks at a page as Meta has it, and says what is wrong and what to do. Changes nothing.

Source: Messenger Platform, «Webhooks», «Conversation Routing», «Messenger Profile»; Graph API, «debug_token».
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.messages import part
from bot.channels.messenger.pages import Page
from bot.channels.messenger.profile import differing
from bot.channels.messenger.setup import profile_at_meta, told
from bot.channels.messenger.shown import list_of
from bot.channels.messenger.subscription import FIELDS, NEEDED, subscription_of

#: Without these nothing can be sent, and no page subscribed to.
PERMISSIONS = ("pages_messaging", "pages_manage_metadata")
SET_UP = "run `baton messenger setup`"

Json = dict[str, Any]


class State(StrEnum):
    """How something is."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found about one thing.

    Attributes:
        todo: what to do about it; empty where nothing is to be done.
    """

    check: str
    state: State
    text: str
    todo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Our app at Meta."""

    id: str | None
    secret: str


def ok(check: str, text: str) -> Finding:
    """Return that all is well."""
    return Finding(check=check, state=State.OK, text=text)


def problem(check: str, text: str, todo: str) -> Finding:
    """Return that something is wrong."""
    return Finding(check=check, state=State.PROBLEM, text=text, todo=todo)


def note(check: str, text: str, todo: str = "") -> Finding:
    """Return what is worth knowing and not wrong."""
    return Finding(check=check, state=State.NOTE, text=text, todo=todo)


async def examine(graph: Graph, page: Page, app: App, profile: Json) -> list[Finding]:
    """Look at a page; where its token is not good, at nothing else, for nothing else can be known."""
    whose = await _page(graph, page)
    if whose[0].state is State.PROBLEM:
        return whose
    findings = [*whose, *await _token(graph, page, app), await _subscription(graph, page, app)]
    return [*findings, await _profile(graph, page, profile), await _conversations(graph, page)]


async def _page(graph: Graph, page: Page) -> list[Finding]:
    try:
        fields = {"fields": "id,name,messaging_feature_status"}
        found = await graph.call(page, Call(path="me", query=fields, pressing=True))
    except GraphError as error:
        return [_failed("token", error)]
    if str(found.get("id")) != page.id:
        text = f"the access token is not that of page {page.id}: it belongs to {found.get('id')} ({found.get('name')})"
        return [problem("page", text, "give the page's own token, or the other page's id")]
    return [ok("page", f"{found.get('name')} ({page.id}); its access token is good"), _routing(found)]


def _routing(found: Json) -> Finding:
    status = part(found, "messaging_feature_status")
    if not status:
        return note("routing", "Meta does not tell whether Conversation Routing is on")
    if status.get("hop_v2"):
        return ok("routing", "Conversation Routing is on: one application answers at a time")
    text = "Conversation Routing is off: every connected application may answer, Meta's inbox beside the bot too"
    return note("routing", text, "choose a default app in the page's settings, under Conversation Routing")


async def _token(graph: Graph, page: Page, app: App) -> list[Finding]:
    """Ask whose the token is; by the way Meta says whether it knows our app's id and secret."""
    if app.id is None:
        todo = "give BATON_MESSENGER__APP_ID: echoes of our own words are told from other apps' by it"
        return [note("app", "the app's id is not set, so its secret and permissions cannot be looked at", todo)]
    ours = Page(id=page.id, token=f"{app.id}|{app.secret}")
    try:
        call = Call(path="debug_token", query={"input_token": page.token}, pressing=True)
        found = part(await graph.call(ours, call), "data")
    except GraphError as error:
        if error.trouble is Trouble.TOKEN:
            todo = "copy both from the app's settings at Meta (Basic)"
            return [problem("app", f"Meta does not know app {app.id} with this app_secret", todo)]
        return [note("app", f"Meta does not tell about the token: {told(error)}")]
    return [_app(found, app), _permissions(found), *_expiry(found)]


def _app(found: Json, app: App) -> Finding:
    if str(found.get("app_id")) != app.id:
        text = f"the access token was made by app {found.get('app_id')}, app_id is {app.id}"
        return problem("app", text, "make the page's token in this app, or give the other app's id and secret")
    return ok("app", f"app {app.id}; its secret is good")


def _permissions(found: Json) -> Finding:
    scopes = found.get("scopes")
    missing = [name for name in PERMISSIONS if name not in scopes] if isinstance(scopes, list) else []
    if missing:
        todo = "ask for it in the app's App Review, then make a new token"
        return problem("permissions", f"the token lacks {', '.join(missing)}", todo)
    return ok("permissions", "the token has what is needed")


def _expiry(found: Json) -> list[Finding]:
    at = found.get("expires_at")
    if not isinstance(at, int | float) or at <= 0:
        return []
    day = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    return [note("token", f"the access token ends on {day}", "make one that does not: of a long-lived user token")]


async def _subscription(graph: Graph, page: Page, app: App) -> Finding:
    check = "subscription"
    try:
        found = await subscription_of(graph, page, app.id)
    except GraphError as error:
        return _failed(check, error)
    if not found.fields:
        text = "Meta sends nothing: the app is not subscribed to the page (Meta ends that after an hour of failures)"
        return problem(check, text, "run `baton messenger doctor --repair`; see why webhooks failed")
    missing = [name for name in FIELDS if name not in found.fields]
    if missing:
        text = f"not subscribed to {', '.join(missing)}"
        return problem(check, text, SET_UP) if {*missing} & {*NEEDED} else note(check, text, SET_UP)
    return ok(check, f"subscribed to all {len(FIELDS)} fields that are read")


async def _profile(graph: Graph, page: Page, profile: Json) -> Finding:
    try:
        missing = differing(profile, await profile_at_meta(graph, page))
    except GraphError as error:
        # Ten calls in ten minutes: whoever asks often is not ill.
        return _failed("profile", error) if error.trouble is not Trouble.RATE else note("profile", told(error))
    if missing:
        return note("profile", f"not at Meta as in messenger.yml: {', '.join(missing)}", SET_UP)
    return ok("profile", "at Meta as in messenger.yml")


async def _conversations(graph: Graph, page: Page) -> Finding:
    query = {"platform": "messenger", "limit": "1", "fields": "id"}
    try:
        call = Call(path="me/conversations", query=query, limiter=page.reads, pressing=True)
        found = await graph.call(page, call)
    except GraphError as error:
        return _failed("conversations", error, "without it nothing that was missed can be repaired")
    seen = "can be read" if list_of(found.get("data")) else "can be read; there are none yet"
    return ok("conversations", f"Meta's list of conversations {seen}: what was missed can be repaired")


def _failed(check: str, error: GraphError, text: str = "Meta refused to tell") -> Finding:
    return problem(check, f"{text} ({error})", told(error))
