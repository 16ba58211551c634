"""Personas: names and faces under which a Page answers."""

from tests.support.graph import templates
from tests.support.graph.people import Page
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call
from tests.support.graph.world import World


async def create(world: World, page: Page, call: Call) -> Json:
    """`POST /{page}/personas`."""
    templates.words(call.params, "name", 50)
    templates.link(call.params, "profile_picture_url")
    number = world.chance.number()
    kept = {k: call.params[k] for k in ("name", "profile_picture_url")}
    page.personas[number] = {"id": number, **kept, "deleted": False}
    return {"id": number}


async def every(_world: World, page: Page, call: Call) -> Json:
    """`GET /{page}/personas[?limit=…&after=…]`: past the last there are no cursors."""
    alive = [shown(p) for p in page.personas.values() if not p["deleted"]]
    ids = [p["id"] for p in alive]
    start = ids.index(call.params["after"]) + 1 if call.params.get("after") in ids else 0
    some = alive[start : start + int(str(call.params.get("limit", "25")))]
    if not some:
        return {"data": []}
    return {"data": some, "paging": {"cursors": {"before": some[0]["id"], "after": some[-1]["id"]}}}


def shown(persona: Json) -> Json:
    """Return a persona as it is answered."""
    return {k: persona[k] for k in ("id", "name", "profile_picture_url")}
