"""`POST /{page}/unlink_accounts`."""

from tests.support.graph.errors import GraphError
from tests.support.graph.people import Page
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call
from tests.support.graph.world import World


async def unlink(world: World, page: Page, call: Call) -> Json:
    """Forget a person's link.

    Raises:
        GraphError: 10303, when there is none.
    """
    person = world.person(page, call.text("psid"))
    if person.linked is None:
        raise GraphError(10303, "(#10303) The account is not linked")
    world.linking.end(person)
    return {"result": "unlink account success"}
