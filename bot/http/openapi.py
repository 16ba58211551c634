"""The API's description, made from the same table that serves it. Source: OpenAPI 3.1."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from bot import __version__
from bot.http.route import Route

_AUTH: dict[str, list[dict[str, list[str]]]] = {
    "none": [],
    "token": [{"token": []}],
    "session": [{"session": []}],
    "rest": [{}, {"rest": []}],
    "signature": [{"signature": []}],
}


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the description of all doors that are part of the API."""
    shown = [r for r in routes if r.path.startswith(("/api/", "/webhooks/", "/healthz")) and r.method != "OPTIONS"]
    types = [t for r in shown for t in (r.takes, r.answers) if t is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    by_type = dict(zip(map(str, types), schemas, strict=True))
    paths: dict[str, Any] = {}
    for route in shown:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Baton",
            "version": __version__,
            "description": "Conversations between customers, a bot and agents.",
        },
        "paths": paths,
        "components": {
            "schemas": {**components, "Error": _ERROR},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "a conversation's token"},
                "rest": {"type": "http", "scheme": "bearer", "description": "only where the operator set one"},
                "signature": {"type": "apiKey", "in": "header", "name": "X-Hub-Signature-256"},
                "session": {"type": "apiKey", "in": "cookie", "name": "baton_session"},
            },
        },
    }


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {"summary": route.summary, "security": _AUTH[route.auth]}
    names = re.findall(r"{(\w+)}", route.path)
    if names:
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    if route.takes is not None:
        operation["requestBody"] = {"required": True, "content": _json(schemas[str(route.takes)])}
    answer: dict[str, Any] = {"description": "done"}
    if route.answers is not None:
        answer["content"] = _json(schemas[str(route.answers)])
    error = {"description": "what is wrong", "content": _json({"$ref": "#/components/schemas/Error"})}
    operation["responses"] = {str(route.status): answer, "default": error}
    return operation


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "reason": {"type": "string", "description": "which case of the code it is, where there are several"},
                "facts": {"type": "object", "description": "what the reason's words leave open, as a name or seconds"},
            },
            "required": ["code", "message"],
        }
    },
    "required": ["error"],
}
