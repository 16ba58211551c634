"""The API's documentation as a page: no script, nothing from elsewhere."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.http.body import json_response
from bot.http.openapi import describe
from bot.http.route import Route

_STYLE = Path(__file__).with_name("docs.css")


class Docs:
    """Serves the description of other doors."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._description = describe(routes)
        self._page = _page(self._description).encode()
        self._style = _STYLE.read_bytes()

    def routes(self) -> Iterable[Route]:
        """Return the documentation's doors."""
        for path, handler, summary in (
            ("/api/docs", self.page, "This page."),
            ("/api/docs.css", self.style, "Its style."),
            ("/api/openapi.json", self.description, "The API's description, OpenAPI 3.1."),
        ):
            yield Route(method="GET", path=path, handler=handler, summary=summary)

    async def page(self, _request: web.Request) -> web.StreamResponse:
        """Send the page."""
        return web.Response(body=self._page, content_type="text/html", charset="utf-8")

    async def style(self, _request: web.Request) -> web.StreamResponse:
        """Send its style."""
        return web.Response(body=self._style, content_type="text/css", charset="utf-8")

    async def description(self, _request: web.Request) -> web.StreamResponse:
        """Send the description."""
        return json_response(self._description)


def _page(description: dict[str, Any]) -> str:
    schemas = description["components"]["schemas"]
    doors = "".join(
        _door(method, path, operation, schemas)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>Baton · API</title><link rel="stylesheet" href="/api/docs.css"></head><body><main>'
        f"<h1>Baton <small>API {escape(description['info']['version'])}</small></h1>"
        '<p>Every error has one shape: <code>{"error": {"code", "message"}}</code>. The same as '
        '<a href="/api/openapi.json">OpenAPI 3.1</a>.</p>'
        f"{doors}</main></body></html>"
    )


def _door(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> str:
    auth = ", ".join(name for entry in operation["security"] for name in entry)
    parts = [
        f'<section><h2><b class="{method}">{method.upper()}</b> <code>{escape(path)}</code></h2>',
        f"<p>{escape(operation['summary'])}{f' <i>Wants: {auth}.</i>' if auth else ''}</p>",
    ]
    if "requestBody" in operation:
        parts.append(_fields("Takes", operation["requestBody"], schemas))
    answer = next(iter(operation["responses"].values()))
    if "content" in answer:
        parts.append(_fields("Answers", answer, schemas))
    return "".join([*parts, "</section>"])


def _fields(title: str, body: dict[str, Any], schemas: dict[str, Any]) -> str:
    schema = body["content"]["application/json"]["schema"]
    many = "items" in schema
    schema = _resolved(schema["items"] if many else schema, schemas)
    required = schema.get("required", [])
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_type(field))}</td>"
        f"<td>{'required' if name in required else 'optional'}</td></tr>"
        for name, field in schema.get("properties", {}).items()
    )
    table = f"<table>{rows}</table>" if rows else "<p><code>{}</code></p>"
    return f"<h3>{title}{' a list of' if many else ''}</h3>{table}"


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    found: dict[str, Any] = schemas[reference.rsplit("/", 1)[-1]] if reference else schema
    return found


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    return str(field.get("type", " or ".join(map(str, field.get("enum", ["anything"])))))
