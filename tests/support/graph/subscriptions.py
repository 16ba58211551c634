"""`/{page}/subscribed_apps`: which events of a Page our app hears; empty after an hour of failure."""

from tests.support.graph.errors import need
from tests.support.graph.people import FIELDS, Page
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call
from tests.support.graph.world import World


async def subscribe(_world: World, page: Page, call: Call) -> Json:
    """`POST`: subscribe the app to the fields, and to no others."""
    fields = call.names("subscribed_fields")
    need(fields, "The parameter subscribed_fields is required")
    unknown = sorted(set(fields) - FIELDS)
    need(not unknown, f"Param subscribed_fields has unknown fields {unknown}")
    need(not page.refused_fields & set(fields), "The app may not subscribe to one of these fields")
    page.fields.clear()
    page.fields.update(fields)
    # The documentation prints a string.
    return {"success": "true"}


async def show(_world: World, page: Page, _call: Call) -> Json:
    """`GET`: the app with its fields, or nothing."""
    if not page.fields:
        return {"data": []}
    return {"data": [{"name": "Baton", "id": page.app.id, "subscribed_fields": sorted(page.fields)}]}


async def unsubscribe(_world: World, page: Page, _call: Call) -> Json:
    """`DELETE`: hear nothing more."""
    page.fields.clear()
    return {"success": True}
