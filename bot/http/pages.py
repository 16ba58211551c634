"""The pages and scripts for browsers: read once, served from memory, compressed beforehand."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.conversation.errors import BadConfiguration, NotFound
from bot.http.route import Route

#: Where the browser code lies once it is built.
DIST = Path(__file__).resolve().parent.parent / "web" / "dist"

_PAGES = {
    "/": "shop.html",
    "/console": "console.html",
    # Messenger opens it for «Log In»; the settings of the app at Meta name it.
    "/messenger/link": "messenger_link.html",
    "/widget.js": "widget.js",
    "/widget_handoff.js": "widget_handoff.js",
}
#: What other sites load. The second is a module, which browsers ask for by CORS.
_FOR_OTHER_SITES = {"widget.js", "widget_handoff.js"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    compressed: bytes
    content_type: str
    etag: str


def load_assets(folder: Path) -> dict[str, Asset]:
    """Return every built file by name.

    Raises:
        BadConfiguration: nothing is built.
    """
    files = [path for path in sorted(folder.glob("*")) if path.is_file() and not path.name.startswith(".")]
    assets = {path.name: _asset(path) for path in files}
    missing = set(_PAGES.values()) - set(assets)
    if missing:
        raise BadConfiguration(
            f"{folder}: {', '.join(sorted(missing))} missing: build the browser code with `make web`"
        )
    return assets


class Pages:
    """Serves the demo shop, the console, the widget's script and what they need."""

    def __init__(self, assets: dict[str, Asset]) -> None:
        self._assets = assets

    def routes(self) -> Iterable[Route]:
        """Return the doors of pages and assets."""
        for path in _PAGES:
            yield Route(method="GET", path=path, handler=self.page, summary="A page or script for browsers.")
        yield Route(method="GET", path="/assets/{name}", handler=self.asset, summary="What the pages need.")

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Send a page."""
        return self._send(request, _PAGES[request.path])

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """Send what a page needs."""
        return self._send(request, request.match_info["name"])

    def _send(self, request: web.Request, name: str) -> web.Response:
        asset = self._assets.get(name)
        if asset is None:
            raise NotFound("there is no such file")
        headers = {"ETag": asset.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if name in _FOR_OTHER_SITES:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            headers["Access-Control-Allow-Origin"] = "*"
        if request.headers.get("If-None-Match") == asset.etag:
            return web.Response(status=304, headers=headers)
        body = asset.body
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"], body = "gzip", asset.compressed
        return web.Response(body=body, headers={**headers, "Content-Type": asset.content_type})


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(
        body=body,
        compressed=gzip.compress(body, mtime=0),
        content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        etag='"' + hashlib.sha256(body).hexdigest()[:16] + '"',
    )
