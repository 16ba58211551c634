"""Headers that every answer carries, and who may call from a browser."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.conversation.errors import NotAllowed

#: No browser sends this across origins without asking first, so a forged form cannot act.
OWN_REQUEST = "X-Baton-Request"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


async def add_security_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Add the headers to an answer that is about to be sent."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "Baton"


def check_same_origin(request: web.Request) -> None:
    """Let only our own pages in: for everything that a cookie authorises.

    Raises:
        NotAllowed: the browser names another origin, or none where it must.
    """
    origin = request.headers.get("Origin")
    if origin is None or origin.split("://", 1)[-1] != request.host:
        raise NotAllowed("this call must come from the console's own page")


@web.middleware
async def allow_widget_from_anywhere(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer the widget in other sites' pages: it carries its own token and no cookie."""
    if not request.path.startswith("/api/widget/"):
        return await handler(request)
    response = web.Response(status=204) if request.method == "OPTIONS" else await handler(request)
    if not response.prepared:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Max-Age"] = "600"
    return response
