"""`/debug_token`: what an app may ask about a token that it was given."""

from tests.support.graph.people import Page
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call
from tests.support.graph.world import World


def token(world: World, _asking: Page, call: Call) -> Json:
    """`GET /debug_token?input_token=…`, with the app's own token."""
    wanted = call.text("input_token")
    page = next((page for page in world.pages.values() if page.token == wanted), None)
    if page is None or page.token_death is not None:
        error = {"code": 190, "message": "Invalid OAuth access token.", "subcode": page.token_death if page else None}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    return {
        "data": {
            "app_id": page.app.id,
            "type": "PAGE",
            "application": "Baton",
            "expires_at": page.token_ends,
            "is_valid": True,
            "profile_id": page.id,
            "scopes": sorted(page.scopes),
        }
    }
