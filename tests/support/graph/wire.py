"""Reads a call as Graph does: query, JSON, form or multipart; objects may come as JSON strings."""

import json
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.support.graph.errors import GraphError, need
from tests.support.graph.signing import Json

#: The newest version there is; older ones are answered too.
NEWEST = (25, 0)
_OBJECTS = {
    "recipient",
    "message",
    "payload",
    "reply_to",
    "thread_control",
    "fields",
    "get_started",
    "greeting",
    "ice_breakers",
    "persistent_menu",
    "commands",
    "whitelisted_domains",
    "params",
    "subscribed_fields",
}


@dataclass(frozen=True)
class Call:
    """A call, read."""

    method: str
    #: «me», a Page's id or another node's; then the edge, or nothing.
    node: str
    edge: str
    params: Json
    #: Bytes and type of `filedata`.
    file: tuple[bytes, str] | None

    @property
    def api(self) -> str:
        """Return what a fault names this call by."""
        if self.edge == "messages" and "sender_action" in self.params:
            return "sender_action"
        if self.edge == "messages" and self.node.startswith("t_"):
            return "conversations"
        return self.edge or self.node

    def object(self, name: str) -> Json:
        """Return a parameter that must be an object.

        Raises:
            GraphError: 100, when it is missing or something else.
        """
        value = self.params.get(name)
        need(isinstance(value, dict), f"The parameter {name} is required")
        assert isinstance(value, dict)
        return value

    def text(self, name: str) -> str:
        """Return a parameter that must be there, as text.

        Raises:
            GraphError: 100, when it is missing.
        """
        value = self.params.get(name)
        need(isinstance(value, str | int) and value != "", f"The parameter {name} is required")
        return str(value)

    def names(self, name: str) -> list[str]:
        """Return a list of names: a list, or text with commas."""
        value = self.params.get(name) or []
        return [str(v) for v in value] if isinstance(value, list) else [v for v in str(value).split(",") if v]


async def read(request: web.Request) -> Call:
    """Read a call.

    Raises:
        GraphError: 2500 for a path that is none, 100 for a body that cannot be read.
    """
    found = re.fullmatch(r"/(?:v(\d+)\.(\d+)/)?([\w.-]+)?(?:/([\w-]+))?/?", request.path.replace("//", "/"))
    if not found or (found[1] and (int(found[1]), int(found[2])) > NEWEST):
        raise GraphError(2500, f"Unknown path components: {request.path}")
    params: Json = dict(request.query)
    file = None
    if request.can_read_body:
        if request.content_type == "application/json":
            params |= _json(await request.read())
        else:
            form = await request.post()
            params |= {k: v for k, v in form.items() if isinstance(v, str)}
            if isinstance(field := form.get("filedata"), web.FileField):
                with field.file:
                    file = (field.file.read(), field.content_type)
    for name in _OBJECTS & params.keys():
        params[name] = _decoded(params[name])
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        params.setdefault("access_token", token)
    return Call(request.method, found[3] or "", found[4] or "", params, file)


def _json(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise GraphError(100, "(#100) The body is not valid JSON") from error
    need(isinstance(value, dict), "The body must be an object")
    return dict(value)


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError as error:
            raise GraphError(100, "(#100) A parameter is not valid JSON") from error
    return value
