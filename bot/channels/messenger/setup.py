"""Sets up a page at Meta: what it shows, and which of its events we hear. Doing it again changes nothing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.pages import Page
from bot.channels.messenger.profile import PROPERTIES, differing
from bot.channels.messenger.subscription import FIELDS, REFUSALS, subscribe, subscription_of

Json = dict[str, Any]

#: What is to be done about an error, by what it means.
ADVICE = {
    Trouble.TOKEN: "Meta does not take the page's access token: make a new one in the app's Messenger settings",
    Trouble.RATE: "Meta takes no more calls just now (of the profile: 10 in 10 minutes); do it again in ten minutes",
    Trouble.PERMISSION: "the app lacks a permission for this: ask for it in the app's App Review",
    Trouble.BAD_REQUEST: "Meta does not take this as it is",
    Trouble.TRANSIENT: "Meta does not answer; do it again in a while",
    Trouble.UNSURE: "Meta does not answer; do it again in a while",
}


class Outcome(StrEnum):
    """What became of one thing that was to be set."""

    DONE = "done"
    ALREADY = "already so"
    LEFT = "left as it is"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was to be set, and what became of it."""

    what: str
    outcome: Outcome
    why: str = ""


async def set_up(graph: Graph, page: Page, profile: Json, *, app_id: str | None) -> list[Step]:
    """Set a page's profile and subscription; return what was done, what was so already, and what Meta refused."""
    return [*await _set_profile(graph, page, profile), *await _subscribed(graph, page, app_id)]


async def _set_profile(graph: Graph, page: Page, profile: Json) -> list[Step]:
    steps = {
        name: Step(what=name, outcome=Outcome.LEFT, why="messenger.yml says nothing about it")
        for name in PROPERTIES
        if name not in profile
    }
    try:
        missing = differing(profile, await profile_at_meta(graph, page))
        steps |= {name: Step(what=name, outcome=Outcome.ALREADY) for name in profile if name not in missing}
        steps |= await _posted(graph, page, missing)
    except GraphError as error:
        steps |= {name: _refused(name, error) for name in profile if name not in steps}
    return [steps[name] for name in PROPERTIES]


async def profile_at_meta(graph: Graph, page: Page) -> Json:
    """Ask what a page shows now.

    Raises:
        GraphError: Meta does not say.
    """
    fields = {"fields": ",".join(PROPERTIES)}
    found = (await graph.call(page, Call(path="me/messenger_profile", query=fields, pressing=True))).get("data")
    return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}


async def _posted(graph: Graph, page: Page, missing: Json) -> dict[str, Step]:
    if not missing:
        return {}
    try:
        await _post(graph, page, missing)
    except GraphError as error:
        if error.trouble not in REFUSALS or len(missing) == 1:
            raise
        # Meta refuses all for one: which one it is, it says when they come one by one.
        return {name: await _alone(graph, page, name, missing[name]) for name in PROPERTIES if name in missing}
    return {name: Step(what=name, outcome=Outcome.DONE) for name in missing}


async def _alone(graph: Graph, page: Page, name: str, value: Any) -> Step:
    try:
        await _post(graph, page, {name: value})
    except GraphError as error:
        return _refused(name, error)
    return Step(what=name, outcome=Outcome.DONE)


async def _post(graph: Graph, page: Page, properties: Json) -> None:
    await graph.call(page, Call(path="me/messenger_profile", body=properties, pressing=True))


async def _subscribed(graph: Graph, page: Page, app_id: str | None) -> list[Step]:
    what = "subscription"
    try:
        present = (await subscription_of(graph, page, app_id)).fields
        if present.issuperset(FIELDS):
            return [Step(what=what, outcome=Outcome.ALREADY)]
        refused = await subscribe(graph, page, present)
    except GraphError as error:
        return [_refused(what, error)]
    new = [name for name in FIELDS if name not in present and name not in refused]
    done = [Step(what=what, outcome=Outcome.DONE, why=", ".join(new))] if new else []
    return [*done, *(_refused(f"{what} to {name}", error) for name, error in refused.items())]


def _refused(what: str, error: GraphError) -> Step:
    return Step(what=what, outcome=Outcome.REFUSED, why=told(error))


def told(error: GraphError) -> str:
    """Return what an error of Graph means for whoever sets a page up."""
    advice = ADVICE.get(error.trouble, "Meta refuses it")
    return f"{advice} ({error.code}/{error.subcode})" if error.code else advice
