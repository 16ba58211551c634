"""Who may call: tokens, and the proof that the caller knows the app's secret."""

from tests.support.graph.errors import GraphError, bad_token, need
from tests.support.graph.people import Page
from tests.support.graph.signing import appsecret_proof
from tests.support.graph.wire import Call
from tests.support.graph.world import World

#: What an app may ask with its own token `app_id|secret`.
_FOR_APPS = {"ids_for_pages", "ids_for_apps", "debug_token"}


def page(world: World, call: Call) -> Page:
    """Return the Page whose token a call carries.

    Raises:
        GraphError: 2500 without a token, 190 where it is not good, 100 for a wrong or missing proof.
    """
    token = str(call.params.pop("access_token", ""))
    proof = call.params.pop("appsecret_proof", None)
    if not token:
        raise GraphError(2500, "An active access token must be used to query information about the current user.")
    found = _owner(world, token, call.edge or call.node)
    if found.token_death is not None and found.token == token:
        raise bad_token(found.token_death)
    need(proof is not None or not found.needs_proof, "API calls from the server require an appsecret_proof argument")
    if proof is not None:
        right = appsecret_proof(found.app.secret, token)
        need(proof == right, "Invalid appsecret_proof provided in the API argument")
    return found


def _owner(world: World, token: str, edge: str) -> Page:
    for candidate in world.pages.values():
        if candidate.token == token:
            return candidate
        if edge in _FOR_APPS and token == f"{candidate.app.id}|{candidate.app.secret}":
            return candidate
    raise bad_token()
