"""`POST /{page}/message_attachments`."""

from tests.support.graph.errors import need
from tests.support.graph.people import Page
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call
from tests.support.graph.world import World


async def upload(world: World, page: Page, call: Call) -> Json:
    """Keep an attachment for ninety days, for any number of messages."""
    message = call.object("message")
    attachment = message.get("attachment")
    need(
        isinstance(attachment, dict) and message.keys() == {"attachment"}, "param message must hold an attachment only"
    )
    assert isinstance(attachment, dict)
    # What is uploaded is reusable, whatever `is_reusable` says.
    payload = (attachment.get("payload") or {}) | {"is_reusable": True}
    need("attachment_id" not in payload, "param message[attachment][payload][url] is required")
    _, number = await world.files.take(page, attachment | {"payload": payload}, call.file)
    return {"attachment_id": number}
